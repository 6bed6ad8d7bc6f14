"""What output-matrix says: both ways, the entry in which most heads are outvoted, the walk; captions that hold."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import decimals_as_added
from attention_scenes.scenes.output_matrix import OutputMatrix
from attention_scenes.scenes.parts.output_matrix.added_beats import added_columns
from attention_scenes.scenes.parts.output_matrix.entry_beats import worked_through
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs
from attention_scenes.scenes.parts.output_matrix.head_walk import Walk
from attention_scenes.scenes.parts.output_matrix.key_places import Formation
from attention_scenes.scenes.parts.output_matrix.way_beats import first_digit
from tests.helpers.layout import play_through
from tests.helpers.played import played, spoken

ROUNDED = "each is rounded: a last digit may be off"


def in_digits(text: str) -> Decimal:
    return Decimal(text.replace("\N{MINUS SIGN}", "-"))


@pytest.fixture(scope="module")
def default() -> OutputMatrix:
    return played(OutputMatrix)


def test_strips_times_slices_are_the_updates_and_add_up_to_one_product(default: OutputMatrix) -> None:
    heads = default.heads
    assert heads.word == "creature" and heads.slices.shape == (9, 64) and len(heads.strips) == 9
    each = np.array([strip.value @ z for strip, z in zip(heads.strips, heads.slices.value, strict=True)])
    assert np.allclose(each, heads.updates.value, atol=1e-4)
    sheet = np.concatenate([strip.value for strip in heads.strips], axis=1).astype(np.float64)
    assert np.allclose(sheet @ heads.slices.value.ravel(), heads.at_once.value, atol=1e-4)
    assert 0 < np.abs(heads.at_once.value - heads.summed()).max() < 1e-5
    assert np.allclose(heads.lengths.value, np.linalg.norm(heads.updates.value, axis=1), rtol=1e-5)


def test_a_difference_has_no_sign_and_one_digit(default: OutputMatrix) -> None:
    texts = [text for text in default.texts_read if "they differ by about 0.00000" in text]
    assert len(texts) == 1 and not {"+", "\N{MINUS SIGN}"} & {*texts[0]}
    for gap, text in ((2.8e-6, "0.000003"), (1.13e-6, "0.000001"), (0.0123, "0.012"), (2.0, "2.000")):
        assert first_digit(gap) == text


def test_the_entry_worked_through_outvotes_most_heads_and_its_parts_add_up(default: OutputMatrix) -> None:
    heads = default.heads
    entry = heads.worked()
    column, total = heads.updates.value[:, entry], float(heads.at_once[entry])
    assert (np.sign(column) == -np.sign(total)).sum() > 4.5
    assert sum(float(part) for _, part in heads.entry_parts(entry)) == pytest.approx(total, abs=1e-5)
    assert "Most are below 0 here, and the sum is above" in spoken(default)


def test_a_row_that_does_not_add_up_as_written_is_said_to_be_rounded(default: OutputMatrix) -> None:
    """Rows as they are on screen, the entry that was worked through among them; then of other numbers."""
    heads, on_screen = default.heads, {number["shown"] for number in default.record.numbers}

    def rows_and_note(vectors: list[Reading], entry: int) -> tuple[list[tuple[str, ...]], bool]:
        parts = added_columns(default, tuple(vectors), entry)
        noted = any(isinstance(piece, Lines) and piece.text == ROUNDED for piece in parts[-1])
        return list(zip(*(part[0].numbers.written for part in parts), strict=True)), noted

    def adds_up(row: tuple[str, ...]) -> bool:
        before, change, after = map(in_digits, row)
        return before + change == after

    rows, noted = rows_and_note([heads.before, heads.at_once, heads.before + heads.at_once], heads.worked())
    assert on_screen >= {text for row in rows for text in row}
    assert noted is not all(map(adds_up, rows))
    for three, fits in (((0.25, 0.5, 0.75), True), ((0.014, 0.014, 0.028), False)):
        given = [np.full(8, each, np.float32) for each in three]
        assert rows_and_note([Reading.of(each, "x", 0) for each in given], 3)[1] is not fits
        for each in given[:2]:
            each[6] = 0.014  # not on screen unless its entry is worked through
        given[2][6] = 0.028
        vectors = [Reading.of(each, "x", 0) for each in given]
        assert rows_and_note(vectors, 3)[1] is not fits and rows_and_note(vectors, 6)[1], "0.01 + 0.01 = 0.03"


def test_bars_of_any_entry_add_up_as_they_are_written_or_are_said_to_be_rounded(default: OutputMatrix) -> None:
    """Of the default's too; every eighth of its vector, for each is drawn."""
    heads, found = default.heads, set()
    for entry in {heads.worked(), *range(0, len(heads.at_once), 8)}:
        chart, beside = worked_through(default, heads, entry)
        texts = [part.text for part in beside]
        *parts, total = map(in_digits, chart.numbers.written)
        adds = sum(parts) == total == in_digits(texts[1])
        assert adds is (ROUNDED not in texts), entry
        found.add(adds)
    assert found == {True, False}


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_bars_that_do_not_add_up_as_written_have_room_to_say_so(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("attention_scenes.scenes.parts.output_matrix.entry_beats.decimals_as_added",
                        lambda _parts, _whole, least, _most: (least, False))  # fmt: skip
    params = OutputMatrix.Params()
    scene, problems = play_through(OutputMatrix, params, ensure(OutputMatrix.needs(params)), size)
    assert not problems and any("last digit may be off" in text for text in scene.texts_read)


@pytest.mark.parametrize(
    ("parts", "whole", "found"),
    [((0.25, 0.5), 0.75, (2, True)), ((0.014, 0.014), 0.028, (3, True)), ((1 / 3,) * 3, 1.0, (2, False))],
)
def test_where_no_decimals_add_up_there_are_few_and_it_is_known(
    parts: tuple[float, ...], whole: float, found: tuple[int, bool]
) -> None:
    assert decimals_as_added(parts, whole, 2, 6) == found


def test_the_walk_ends_where_the_sum_does_and_one_step_has_its_own_length(default: OutputMatrix) -> None:
    walk = Walk.of(default.heads)
    end = walk.steps.sum(axis=0)
    assert end == pytest.approx([float(walk.straight), 0], abs=1e-3)
    shadows = np.linalg.norm(walk.steps, axis=1)
    assert (shadows <= walk.lengths.value + 1e-3).all()
    assert shadows[walk.farthest] == pytest.approx(float(walk.lengths[walk.farthest]), rel=1e-4)
    assert float(walk.path) > float(walk.straight) and "the heads hardly agree" in spoken(default)


def test_many_heads_are_rows_and_the_rest_is_one() -> None:
    updates = Reading.of(np.arange(40, dtype=np.float32).reshape(20, 2), "result", 0)
    total = Reading.of(updates.value.sum(axis=0), "attn_out", 0)
    few = SimpleNamespace(meta={"biased": ""})
    heads = HeadOutputs(cast(Any, few), [], 0, 0, updates, (updates,) * 20, updates, updates[:, 0], total, total)
    parts = heads.entry_parts(1)
    assert len(parts) == 12 and sum(float(part) for _, part in parts) == float(total[1])
    assert "9 more" in parts[-1][0]


@pytest.mark.parametrize(("heads", "groups"), [(9, 3), (4, 4), (8, 1), (32, 8)])
def test_slices_stand_before_the_table_that_they_read(heads: int, groups: int) -> None:
    formation = Formation.of(heads, groups)
    each = heads // groups
    assert np.allclose(formation.feet[:, 0], np.repeat(formation.tables[:, 0], each))
    assert (formation.feet[:, 2] < formation.tables[0, 2]).all()


def test_a_word_or_layer_that_is_not_there_is_refused_in_one_line() -> None:
    bundle = ensure(OutputMatrix.needs(OutputMatrix.Params()))
    with pytest.raises(UserError, match="word='dragon' is not in the sentence"):
        OutputMatrix.check(OutputMatrix.Params(word="dragon"), bundle)
    with pytest.raises(ValueError, match="give a layer, counted from 0"):
        OutputMatrix.Params(layer="last")
    with pytest.raises(UserError, match="layers 0 to 29"):
        ensure(OutputMatrix.needs(OutputMatrix.Params(layer="30")))


def test_another_model_is_asked_for_the_layer_of_its_own_best_head() -> None:
    assert OutputMatrix.Params().for_model("another").layer == "best:adjective"
    assert OutputMatrix.Params(layer="2").for_model("another").layer == "2"
    assert OutputMatrix.Params(layer=2).layer == "2"
