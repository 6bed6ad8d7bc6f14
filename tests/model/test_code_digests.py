"""Code digests: answers in the cache are computed again where the code behind them has changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from attention_scenes.model.request import needs as asked
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("room", "changes"), [("decoder", {"traced", "measured"}), ("probes", {"measured"}), ("verify", set())]
)
def test_only_answers_of_changed_code_are_made_anew(
    room: str, changes: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = {
        "traced": Needs(traces={"": TraceNeed("a blue bird", ("pattern",), layers=(0,))}),
        "measured": Needs(head="best:adjective"),
    }

    def digests() -> dict[str, str]:
        asked._code_digest.cache_clear()
        return {kind: needs.digest("weights") for kind, needs in kinds.items()}

    monkeypatch.setattr(asked, "ROOT", tmp_path)
    shutil.copytree(ROOT / "model", tmp_path / "model")
    before = digests()
    with sorted((tmp_path / "model" / room).glob("*.py"))[-1].open("a") as file:
        file.write("# changed")
    after = digests()
    asked._code_digest.cache_clear()
    assert {kind for kind in kinds if before[kind] != after[kind]} == changes
