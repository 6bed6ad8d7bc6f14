"""What values says: the sum, the way back and E + ΔE in numbers; which word is taken out; captions that hold."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from manim import Dot

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.planes.axis_line import AxisLine
from attention_scenes.scenes.mobjects.vectors.vector_column import decimals_of_rows
from attention_scenes.scenes.parts.values.axis_beats import axes, under_creature
from attention_scenes.scenes.parts.values.stream_beats import what_changes, what_enters
from attention_scenes.scenes.parts.values.swap_beats import rises_less, sum_of, what_follows, why_less
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import places_in
from attention_scenes.scenes.values import Values
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played, spoken
from tests.scenes.cases.values import CASES, LONG


@pytest.fixture(scope="module")
def default() -> Values:
    return played(Values)


def test_three_numbers_in_four_out_is_w_o(default: Values) -> None:
    at = (default.focus.layer, default.focus.head)
    values = default.bundle.read("v", default.focus.layer, default.focus.kv_head).value.T  # [K, T]
    total = values @ default.focus.weights.value
    back = default.bundle.read("W_O", *at).value @ total
    assert total.shape == (64,) and back.shape == (576,)
    assert np.allclose(back, default.focus.update.value, atol=1e-3)


def test_e_and_its_update_are_shown_adding_up(default: Values) -> None:
    before = default.bundle.read("resid_pre", default.focus.layer, default.focus.query)[0]
    sum_ = next(n for n in default.record.numbers if n["source"] == (before + default.focus.update[0]).source)
    assert sum_["value"] == pytest.approx(float(before) + float(default.focus.update[0]), abs=1e-4)


def test_the_head_that_carries_is_not_the_one_that_looks(default: Values) -> None:
    assert all(claim["holds"] for claim in default.record.claims), default.record.claims
    said = spoken(default)
    assert "Looking is not carrying" in said and "mostly reads the word before" in said
    assert "this head by itself adds +0.73 of “blue”" in said
    assert "Without a value map, “blue” itself: +0.11, not +0.73." in said
    assert "“red” in place of “blue”: “blue” moves by +0.17, not +0.73." in said, "the swap is told as measured"


@pytest.mark.parametrize(("update", "all_of_them"), [([0.1, -2.0, 3.0], True), ([0.1, 0.0, 3.0], False)])
def test_all_numbers_are_said_to_change_only_where_they_do(update: list[float], all_of_them: bool) -> None:
    size = ("3", Reading.constant(3))
    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds, counted=lambda name: size)
    focus: Any = SimpleNamespace(update=Reading.of(np.array(update), "result"))
    caption, numbers = what_changes(scene, focus, Reading.of(np.array([1.0, 2.0, 3.0]), "resid_pre"))
    assert ("added to all 3 numbers" in caption) is all_of_them and numbers == ([size] if all_of_them else [])


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({}, ["another colour", "another colour"]),
        ({"text": LONG, "word": "stone", "instead": "iron"}, ["called a colour", "called a colour"]),
        ({"text": LONG, "word": "stone"}, ["called a colour", "another colour"]),
    ],
)
def test_zero_on_a_ruler_is_what_the_word_was_measured_against(given: dict[str, str], ends: list[str]) -> None:
    scene = played(Values, **given)
    rulers = axes(scene, scene.focus, 0, places_in(scene.layout).whole)
    assert [str(ruler.ends[0].text) for ruler in rulers] == [f"0: {end}" for end in ends]


@pytest.mark.parametrize("case", CASES)
def test_on_a_ruler_the_digits_of_a_place_and_a_move_add_up(case: dict[str, str]) -> None:
    scene = played(Values, **case)
    for phrase in (0, 1):
        for ruler in axes(scene, scene.focus, phrase, places_in(scene.layout).whole):
            before, after = (float(text.replace("−", "-")) for text in ruler.numbers.written)
            assert round(before + float(ruler.shift_number.written[0].replace("−", "-")), 5) == after


@pytest.mark.parametrize(("move", "texts"), [(0.014, ("0.014", "0.014", "0.028")), (0.25, ("0.01", "0.25", "0.26"))])
def test_a_place_and_a_move_have_the_same_decimals_on_a_ruler_under_a_creature_and_in_a_sum(
    default: Values, move: float, texts: tuple[str, str, str]
) -> None:
    step = Reading.constant(0.014), Reading.constant(move)
    before, change, after = texts
    ruler = AxisLine("", ("0", "1"), *step, 5.0, 0.0, 1.0)
    assert [*ruler.numbers.written, *ruler.shift_number.written] == [before, after, f"+{change}"]
    assert sum_of(default, "blue", *step)[1].text == f"{before} + {change} = {after}"
    focus: Any = SimpleNamespace(step=lambda axis, phrase: step)
    under: Any = under_creature(default, focus, Dot())
    assert [number for named in under for label in named for number, _ in label.numbers] == [before, after]


@pytest.mark.parametrize("case", CASES)
def test_rows_of_a_sum_add_up_as_written_or_are_said_to_be_rounded(case: dict[str, str]) -> None:
    scene = played(Values, **case)
    focus, noted = scene.focus, "each is rounded: a last digit may be off" in scene.texts_read
    before = scene.bundle.read("resid_pre", focus.layer, focus.query).value.astype(float)
    change = focus.update.value.astype(float)
    shown = [0, 1, 2, 3, 4, -1]
    found = [
        all(f"{float(f'{b:.{d}f}') + float(f'{c:.{d}f}'):.{d}f}" == f"{b + c:.{d}f}"
            for b, c in zip(before[shown], change[shown], strict=True))
        for d in (2, 3)
    ]  # fmt: skip
    assert noted is not any(found)


def test_columns_that_are_added_have_as_many_decimals_as_that_takes() -> None:
    def column(*values: float) -> Reading:
        return Reading.of(np.array(values), "column")

    whole = column(0.3, 0.5, 0.7)
    assert decimals_of_rows([column(0.1, 0.2, 0.3), column(0.2, 0.3, 0.4)], whole, 3, 1, 3) == (1, True)
    assert decimals_of_rows([column(0.14, 0.2, 0.3), column(0.16, 0.3, 0.4)], whole, 3, 1, 3) == (1, True)
    parts = [column(0.14, 0.2, 0.3), column(0.14, 0.3, 0.4)]
    assert decimals_of_rows(parts, column(0.28, 0.5, 0.7), 3, 1, 3) == (2, True)
    assert decimals_of_rows(parts, column(0.28, 0.5, 0.7), 3, 1, 1) == (1, False)
    hidden = [column(0.1, 0.14, 0.3), column(0.2, 0.14, 0.4)]
    assert decimals_of_rows(hidden, column(0.3, 0.28, 0.7), 2, 1, 1) == (1, True), (
        "what is not written may do as it likes"
    )
    ties = [column(0.125, 0.0), column(0.375, 0.0)]
    assert decimals_of_rows(ties, column(0.5, 0.0), 2, 2, 2) == (2, True), "0.12 + 0.38 = 0.50, as it is written"


@pytest.mark.parametrize(
    ("own", "left", "old", "new", "said"),
    [
        (0.2, 0.25, 0.0, 0.0, "so “blue” moves much the same, whatever is read"),
        (0.2, 1.0, 0.0, 0.0, "towards “blue” +1.00 instead of +0.20, towards “red” 0.00 instead of 0.00"),
        (0.7, 0.2, 0.1, 0.15, "so less of “blue”, and hardly more of “red”"),
        (0.7, 0.2, -0.5, 0.05, "towards “blue” +0.20 instead of +0.70, towards “red” +0.05 instead of −0.50"),
        (0.7, 0.2, 0.5, 0.05, "towards “blue” +0.20 instead of +0.70, towards “red” +0.05 instead of +0.50"),
        (0.7, 0.2, 0.1, 0.5, "towards “blue” +0.20 instead of +0.70, towards “red” +0.50 instead of +0.10"),
    ],
)
def test_what_follows_from_the_swap_is_said_as_far_as_it_is_measured(
    own: float, left: float, old: float, new: float, said: str
) -> None:
    moves = {("given", 0): own, ("given", 1): left, ("instead", 0): old, ("instead", 1): new}
    focus: Any = SimpleNamespace(step=lambda axis, phrase: (None, Reading.constant(moves[axis, phrase])))
    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds, params=Values.Params())
    assert what_follows(scene, focus, rises_less(scene, focus))[0] == said


@pytest.mark.parametrize(
    ("weights", "own", "new", "shape", "said"),
    [
        ((0.5, 0.45), 0.7, 0.2, "wide", True),
        ((0.5, 0.45), 0.7, 0.2, "tall", True),
        ((0.5, 0.45), 0.7, 0.2, "square", False),  # has no room for it
        ((0.5, 0.45), 0.7, 0.65, "wide", False),  # brings as much
        ((0.5, 0.45), 0.2, 0.7, "wide", False),  # brings more
        ((0.6, 0.3), 0.7, 0.3, "wide", False),  # is read half as much, and brings about half
        ((None, 0.45), 0.7, 0.2, "wide", False),
        ((0.5, None), 0.7, 0.2, "wide", False),
    ],
)
def test_weights_are_told_where_they_are_not_why_the_other_word_brings_less(
    weights: tuple[float | None, float | None], own: float, new: float, shape: str, said: bool
) -> None:
    read = {
        key: None if weight is None else Reading.of(np.array(weight), "pattern")
        for key, weight in zip((("blue", ""), ("red", "swap")), weights, strict=True)
    }
    moves = {("given", 0): own, ("instead", 1): new}
    focus: Any = SimpleNamespace(
        step=lambda axis, phrase: (None, Reading.constant(moves[axis, phrase])),
        weight_of=lambda word, trace: read[word, trace],
    )
    layout = SimpleNamespace(is_wide=shape == "wide", is_tall=shape == "tall")
    scene: Any = SimpleNamespace(claim=lambda words, holds, measured: holds, params=Values.Params(), layout=layout)
    told = [numbers for _, numbers in why_less(scene, focus)]
    assert told == ([[("0.50", read["blue", ""]), ("0.45", read["red", "swap"])]] if said else [])


def test_only_the_word_that_is_read_most_has_a_weight_to_tell(default: Values) -> None:
    focus, (layer, head) = default.focus, (default.focus.layer, default.focus.head)
    for word, other, trace in (("blue", "fluffy", ""), ("red", "blue", "swap")):
        tokens = [token.text.strip() for token in default.bundle.tokens(trace)]
        found, pattern = focus.weight_of(word, trace), default.bundle.read("pattern", layer, head, trace=trace)
        assert found is not None
        assert found.source == pattern[tokens.index("creature"), tokens.index(word)].source
        assert float(found) == pattern.value[tokens.index("creature")].max()
        assert focus.weight_of(other, trace) is None


def test_a_head_that_moves_a_word_away_is_not_said_to_move_it_only_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: ValueFocus, axis: str, phrase: int) -> tuple[Reading, Reading]:
        before, move = step(self, axis, phrase)
        return before, -move

    step = ValueFocus.step
    monkeypatch.setattr(ValueFocus, "step", away)
    params = Values.Params()
    scene, _ = play_through(Values, params, ensure(Values.needs(params)))
    assert "Along “blue” this head moves it by −0.73: away from it." in spoken(scene)
    assert "only" not in captions(scene)["axes"]


def test_e_is_no_longer_the_words_column_only_after_the_first_layer(default: Values) -> None:
    def entering(layer: int, adds_positions: bool) -> str:
        scene: Any = SimpleNamespace(adds_positions=adds_positions)
        return what_enters(scene, replace(default.focus, layer=layer), str(layer))

    assert entering(3, False) == "E: “creature” as it enters layer 3, no longer its column of the embedding table"
    assert entering(0, False) == "E: “creature” as it enters layer 0, where nothing has changed it yet"
    assert entering(0, True).endswith("layer 0: its column of the embedding table, plus its position")


def test_another_head_is_not_said_to_carry() -> None:
    text = "three noisy green parrots ate the ripe fruit"
    said = spoken(played(Values, text=text, head="19.8", beside="16.0"))
    assert "not carrying" not in said and "mostly reads" not in said and "rises" not in said


@pytest.mark.parametrize(
    ("given", "words", "phrases"),
    [
        ({}, ("blue", "red"), ("a fluffy blue creature", "a fluffy red creature")),
        ({"text": "A red, old car."}, ("red", "blue"), ("A red, old", "A blue, old")),
        ({"text": "A red, old car.", "focus": "car"}, ("red", "blue"), ("A red, old car", "A blue, old car")),
        ({"text": "tea"}, ("tea", "red"), ("tea", "red")),
    ],
)
def test_the_word_taken_out(given: dict[str, Any], words: tuple[str, str], phrases: tuple[str, str]) -> None:
    params = Values.Params(**given)
    assert (params.given(), params.other()) == words and params.phrases() == phrases


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"word": "dragon"}, "dragon"),
        ({"focus": "fluffy"}, "cannot reach"),
        ({"instead": "Blue"}, "give another"),
        ({"instead": "sky blue"}, "instead"),
    ],
)
def test_words_that_do_not_fit_are_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Values.Params(**given)
