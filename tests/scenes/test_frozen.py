"""What scenes showed and said once they show and say still, unless a reason is given: remade pictures lose no truth."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.helpers.played import default_play
from tests.helpers.scenes.frozen import FROZEN, Entry, LeftOut, entries_of, left_out, missing, name_of, read, written
from tests.scenes.test_scenes import SCENES

RECORDS = {path.stem: path for path in sorted(FROZEN.glob("*.txt"))}
CLASSES = {name_of(scene): scene for scene in SCENES}
SIDECAR = {
    "claims": [{"claim": "it holds", "holds": True, "measured": "0.49"}],
    "beats": [{"name": "one", "caption": "A caption: said."}],
    "numbers": [
        {"shown": "0.49", "value": 0.4912, "source": "pattern[19,8,5,3]"},
        {"shown": "−∞", "value": "-inf", "source": "attn_scores[19,8,2,5]"},
        {"shown": "576", "value": 576, "source": "count:d_model"},
        {"shown": "■", "value": 0.1, "source": "W_Q[19,8,0,1]"},
        {"shown": "■", "value": 0.2, "source": "W_Q[19,8,0,2]"},
    ],
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in RECORDS])
def test_what_a_scene_showed_and_said_it_still_does(name: str) -> None:
    allowed = [row for row in left_out() if row.scene == name]
    frozen = read(RECORDS[name].read_text(encoding="utf-8"))
    gone = missing(frozen, default_play(CLASSES[name]).sidecar)
    lost = [entry for entry in gone if not any(row.names(entry) for row in allowed)]
    assert not lost, f"{name}: put these back, or give the reason in {FROZEN.name}/left_out.toml\n" + "\n".join(
        f"no longer {'said' if entry.kind in ('claim', 'caption') else 'shown'}: {entry}" for entry in lost
    )
    broad = {row: sum(map(row.names, gone)) for row in allowed if any(map(row.names, frozen - {*gone}))}
    counted = [f"{row.what}: gone = {count}" for row, count in broad.items() if row.gone != count]
    assert not counted, f"rows of left_out.toml that also name what {name} shows or says are to state: {counted}"
    stale = [row.what for row in allowed if not any(row.names(entry) for entry in gone)]
    assert not stale, f"left_out.toml names what {name} does show or say: {stale}"


def test_every_scene_of_the_first_thirteen_has_a_record_and_every_reason_a_scene() -> None:
    assert len(RECORDS) >= 13 and RECORDS.keys() <= CLASSES.keys()
    for row in left_out():
        assert row.scene in RECORDS and len(row.reason) >= 20, row


def test_a_record_reads_back_as_it_was_written() -> None:
    assert read(written(entries_of(SIDECAR))) == entries_of(SIDECAR)
    assert not missing(entries_of(SIDECAR), SIDECAR)


def changed(part: str, at: int, **update: Any) -> dict[str, Any]:
    sidecar = copy.deepcopy(SIDECAR)
    sidecar[part][at] |= update
    return sidecar


@pytest.mark.parametrize(
    ("sidecar", "gone"),
    [
        (changed("numbers", 0, value=0.5), "number pattern[19,8,5,3] = 0.49"),
        (changed("numbers", 0, source="pattern[19,8,5,4]"), "number pattern[19,8,5,3] = 0.49"),
        (changed("numbers", 0, shown="●"), "number pattern[19,8,5,3] = 0.49"),
        (changed("numbers", 1, value=-9.0), "number attn_scores[19,8,2,5] = −∞"),
        (changed("numbers", 4, source="W_Q[19,7,0,2]"), "marks 2 ■ of W_Q[19,8,·,·]"),
        (changed("claims", 0, holds=False), "claim holds: it holds (0.49)"),
        (changed("claims", 0, measured="0.48"), "claim holds: it holds (0.49)"),
        (changed("beats", 0, caption="Another."), "caption one: A caption: said."),
    ],
)  # fmt: skip
def test_what_is_gone_is_named(sidecar: dict[str, Any], gone: str) -> None:
    assert [str(entry) for entry in missing(entries_of(SIDECAR), sidecar)] == [gone]


def test_a_number_may_be_written_with_other_digits_and_a_beat_have_another_name() -> None:
    assert not missing(entries_of(SIDECAR), changed("numbers", 0, shown="0.491"))
    assert not missing(entries_of(SIDECAR), changed("beats", 0, name="two"))


def test_another_processor_may_round_otherwise() -> None:
    small, other, large = (changed("claims", 0, measured=f"1 against {text}") for text in ("8e-07", "5.5e-07", "8e-03"))
    assert not missing(entries_of(small), other)
    assert not missing(read("claim holds: it holds (1 against 8e-07)"), other), "a record has the digits of its day"
    assert [entry.kind for entry in missing(entries_of(small), large)] == ["claim"]


def test_what_is_left_out_is_named_with_stars() -> None:
    entry = Entry("number", "W_E[28,3]", "0.49")
    assert LeftOut("embeddings", "number W_E[28,*", "").names(entry) and LeftOut("", "*", "").names(entry)
    assert not LeftOut("embeddings", "number W_E[2,*", "").names(entry)
