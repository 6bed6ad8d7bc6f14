"""Random odd model folders: the trace equals that of ``transformers``, or the folder is refused in one line.

``ODD_FOLDERS=300 python -m pytest -n 0 -s tests/model/checkpoint/test_odd_folders.py`` builds so many, other ones each
time, and prints how many were read and refused.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from attention_scenes.model.decoder import loaded_model, trace
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.arrays import ARRAYS
from tests.helpers.models.library_arrays import arrays_of
from tests.helpers.models.odd_folders import Plan, make, plans

pytestmark = pytest.mark.xdist_group("odd_folders")  # the second test counts what the first one drew
ASKED = int(os.environ.get("ODD_FOLDERS", "0"))
became: Counter[str] = Counter()


def taken(folder: Path, text: str) -> trace.Trace | None:
    """Return the trace of a folder, None where it is refused, in one line."""
    try:
        return trace.run(loaded_model.load_model(str(folder)), text)
    except UserError as error:
        assert "\n" not in str(error) and len(str(error)) < 700
        became[f"refused: {' '.join(str(error).replace(str(folder), 'FOLDER').split()[:9])}"] += 1
        return None


def same_tokens(ours: trace.Trace, folder: Path, of_bytes: bool) -> None:
    """Fail unless the text has the library's tokens, and starts with the token that its tokenizer puts before it."""
    from transformers import AutoTokenizer

    # Names of special tokens in a text are text.
    theirs = AutoTokenizer.from_pretrained(folder, local_files_only=True, split_special_tokens=True)
    text = f" {ours.text}" if of_bytes else ours.text
    bare, whole = (theirs(text, add_special_tokens=special)["input_ids"] for special in (False, True))
    assert [token.id for token in ours.tokens[1:]] == bare
    assert whole == bare or whole[0] == ours.tokens[0].id


def same_arrays(ours: trace.Trace, folder: Path) -> None:
    theirs = arrays_of(folder, [token.id for token in ours.tokens])
    for name in ARRAYS:
        mine, other = ours[name], theirs[name]
        assert mine.shape == other.shape and np.array_equal(np.isneginf(mine), np.isneginf(other)), name
        mine, other = np.nan_to_num(mine, neginf=0), np.nan_to_num(other, neginf=0)
        assert np.abs(mine - other).max() <= 1e-4 * np.abs(other).max(), name


@settings(
    max_examples=ASKED or 40, derandomize=not ASKED, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(plans())
def test_an_odd_folder_is_drawn_as_the_library_computes_it_or_refused(plan: Plan) -> None:
    above = Path(tempfile.mkdtemp())
    try:
        folder = make(plan, above / "model")
        if ours := taken(folder, plan.text):
            became["taken"] += 1
            same_tokens(ours, folder, plan.tokenizer not in ("characters", "no fallback"))
            same_arrays(ours, folder)
    finally:
        shutil.rmtree(above)


def test_both_happen_often() -> None:
    refused = sum(count for what, count in became.items() if what != "taken")
    if ASKED:
        print(f"\n{became['taken']} taken, {refused} refused")
        print("\n".join(f"{count:5} {what}" for what, count in became.most_common()))
    assert became["taken"] >= 5 and refused >= 5
