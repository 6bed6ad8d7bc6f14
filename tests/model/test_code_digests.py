"""Code digests: answers in the cache are computed again where the code behind them has changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.maps.layer_maps import LayerMapsProbe
from attention_scenes.model.probes.registry import probe_classes
from attention_scenes.model.request import code_digest
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.conftest import ROOT

TRACES = {"": TraceNeed("a blue bird", ("pattern",), layers=(0,))}
KINDS = {
    "traced": Needs(traces=TRACES),
    "own": Needs(model="gpt2", traces=TRACES),  # its weights are read as they are
    "leaks": Needs(probes=(LeakProbe(),)),
    "adjectives": Needs(head="best:adjective"),
    "maps": Needs(probes=(LayerMapsProbe(),)),
}


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("decoder/transformer.py", {*KINDS}),
        ("decoder/architectures/families.py", {*KINDS}),
        ("decoder/architectures/config_keys.toml", {*KINDS}),
        ("checkpoint/tokenizer.py", {*KINDS}),
        ("checkpoint/convert.py", {"traced", "leaks", "adjectives", "maps"}),
        ("checkpoint/converted.py", {"traced", "leaks", "adjectives", "maps"}),
        ("probes/leaks.py", {"leaks"}),
        ("probes/adjectives.py", {"adjectives"}),
        ("probes/vectors.py", {"adjectives"}),  # which imports it
        ("probes/maps/layer_maps.py", {"maps"}),
        ("probes/probe.py", {"leaks", "adjectives", "maps"}),
        ("probes/senses.py", set()),
        ("probes/probes.toml", set()),  # its sentences stand in the needs
        ("verify/check.py", set()),
    ],
)
def test_only_answers_of_changed_code_are_made_anew(
    file: str, changes: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def digests() -> dict[str, str]:
        code_digest._digest.cache_clear()
        return {kind: needs.digest("weights") for kind, needs in KINDS.items()}

    monkeypatch.setattr(code_digest, "ROOT", tmp_path)
    shutil.copytree(ROOT / "model", tmp_path / "model")
    before = digests()
    path = tmp_path / "model" / file
    path.write_bytes(path.read_bytes() + b"# changed")
    after = digests()
    code_digest._digest.cache_clear()
    assert {kind for kind in KINDS if before[kind] != after[kind]} == changes


def test_every_probe_is_in_a_file_that_counts() -> None:
    for probe in probe_classes().values():
        inside = probe.__module__.partition(".probes.")[2].split(".")
        assert (ROOT / "model" / "probes").joinpath(*inside).with_suffix(".py").is_file()
