"""Towers of runs in a pane of guessing, and arcs that read ahead: as high as their numbers say, with their sources."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.loss_horizon import LossHorizon
from attention_scenes.scenes.mobjects.learning.place_towers import PlaceTowers
from attention_scenes.scenes.mobjects.learning.reading_arcs import ReadingArcs
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from tests.helpers.scenes.pixels import drawn

GUESS = Reading.of(np.array(0.5), "guess")
PLACE = (-5.0, -2.5), (4.0, 2.5)


def towers(level: str = "guessing") -> RunTowers:
    groups = [
        RunGroup("one", Reading.of(np.array([0.25, 1.0]), "a"), ["soft", "key"]),
        RunGroup("other", Reading.of(np.array([0.75, 0.0]), "b"), ["key", "soft"]),
    ]
    return RunTowers(groups, Level(GUESS, level), *PLACE, full=4.0, em=0.3, mark_em=0.3)


def sources(mobject: Any, mark: str) -> list[str]:
    return [reading.source for text, reading in mobject.visible_numbers() if text == mark]


def test_towers_are_as_high_as_their_shares_and_come_by_groups() -> None:
    made = towers()
    assert sources(made, "▬") == ["guess[]"], "none has risen, the pane is there"
    made.growth = np.array([1.0, 0.0])
    assert np.allclose(made.tops()[:, 1], [1.0, 4.0, 0.0, 0.0])
    assert sources(made, "▬") == ["guess[]", "a[0]", "a[1]"]
    assert [text for text, *_ in made.visible_texts()] == ["guessing"]
    made.named = np.array([1.0, 0.0])
    assert [text for text, *_ in made.visible_texts()] == ["one", "0.25", "1.00", "guessing"]
    assert sources(made, "1.00") == ["a[1]"]
    made.paned = 0.0
    assert "guessing" not in [text for text, *_ in made.visible_texts()] and "guess[]" not in sources(made, "▬")


def test_a_group_stands_apart_from_the_next_one() -> None:
    x = towers().x
    assert x[1] - x[0] == x[3] - x[2] < x[2] - x[1]


def test_a_pane_without_words_has_none_to_be_read() -> None:
    made = towers(level="")
    made.growth[:] = made.named[:] = 1.0
    assert "" not in [text for text, *_ in made.visible_texts()]


def test_what_is_beyond_the_pane_is_seen_through_it() -> None:
    made = towers()
    made.growth[:] = 1.0
    with_pane = pixels(made)
    made.paned = 0.0
    changed = np.abs(with_pane - pixels(made)).max(-1) > 8
    foot, level = (made.lens.project(np.array([made.x[1], y, 0.0])).xy_N2[0] for y in (0.0, 2.0))
    column = round((level[0] / 8 + 8 / 9) * 540)
    low, high = (round((0.5 - at[1] / 8) * 540) for at in (foot, level))
    rows = np.flatnonzero(changed[:low, column])
    assert len(rows) and rows.min() >= high - 8, "the part over the pane is in front of it"


def test_towers_of_places_stand_in_a_pane_where_one_is_given() -> None:
    values = Reading.of(np.array([[0.25, 1.0]]), "cut")
    made = PlaceTowers(
        ["a", "b"], values, 1.0, [["text", "text"]], (-4, -2), (2, 2), height=2.0, em=0.3,
        level=Level(GUESS, "guessing"),
    )  # fmt: skip
    made.growth[:] = 1.0
    assert "guess[]" not in sources(made, "▬"), "it comes with the names"
    made.named = 1.0
    assert "guess[]" in sources(made, "▬") and np.allclose(made._pane()[:, 1], 1.0)
    assert "guessing" in [text for text, *_ in made.visible_texts()]


def test_digits_beside_a_pane_and_in_words_before_towers_have_their_sources() -> None:
    group = RunGroup("one", Reading.of(np.array([0.25]), "a"), ["soft"])
    level = Level(GUESS, "guessing 0.50", digits="0.50")
    made = RunTowers([group], level, *PLACE, full=4.0, em=0.3, mark_em=0.3)
    assert sources(made, "0.50") == ["guess[]"]
    made.paned = 0.0
    assert not sources(made, "0.50")
    values, three = Reading.of(np.array([[0.25]]), "cut"), Reading.of(np.array(3), "three")
    places = PlaceTowers(
        ["head 3"], values, 1.0, [["text"]], (-4, -2), (2, 2), height=2.0, em=0.3, level=level, numbers=[("3", three)]
    )
    assert not places.visible_numbers()
    places.named = 1.0
    assert sources(places, "0.50") == ["guess[]"] and sources(places, "3") == ["three[]"]


def test_a_level_lies_where_a_value_of_its_curve_does() -> None:
    curve = Reading.of(np.array([0.0, 1.0]), "right")
    horizon = LossHorizon((0, 100), [curve], (1.0,), ("key",), 8.0, 2.0, (GUESS, 0))
    assert horizon.level_y == 1.0 and "guess[]" in sources(horizon, "▬")


def test_arcs_go_from_what_is_read_and_later_words_are_told_apart() -> None:
    pattern = Reading.of(np.array([[0.1, 0.9, 0.0], [0.01, 0.29, 0.7], [0.5, 0.0, 0.5]]), "pattern")
    arcs = ReadingArcs(["a", "b", "c"], pattern, *PLACE, em=0.3)
    assert arcs.pairs == [(0, 1), (1, 2), (2, 0)] and arcs.later.tolist() == [True, True, False]
    assert not arcs.visible_numbers()
    arcs.ahead = 1.0
    assert sources(arcs, "⌒") == ["pattern[0,1]", "pattern[1,2]"]
    way = arcs._way(0, 1)
    assert way[0, 0] == arcs.x[1] and way[-1, 0] == arcs.x[0] and way[:, 1].max() > 0.5
    assert pixels(arcs).any()


def test_zeros_of_a_matrix_may_stay_unwritten() -> None:
    matrix = Reading.of(np.array([[0.0, 1.0], [-2.0, 0.0]]), "W")
    assert Wall(matrix, "text").texts == ["0", "1", "−2", "0"]
    made = Wall(matrix, "text", zeros=False)
    assert made.texts == ["", "1", "−2", ""] and [text for text, _ in made.shown()] == ["■", "1", "−2", "■"]
    assert [text for text, _ in Wall(matrix, "text", digits=False).shown()] == ["■"] * 4


def test_what_draws_numbers_takes_no_bare_arrays() -> None:
    bare: Any = np.ones((2, 2))
    group = RunGroup("", bare[0], ["key"] * 2)
    for make in (
        lambda: RunTowers([group], Level(GUESS, ""), *PLACE, full=1.0, em=0.3, mark_em=0.3),
        lambda: ReadingArcs(["a", "b"], bare, *PLACE, em=0.3),
        lambda: LossHorizon((0, 1), [Reading.of(np.ones(2), "a")], (1.0,), ("key",), 1.0, 1.0, (bare[0, 0], 0)),
    ):
        with pytest.raises(TypeError, match="needs a source"):
            make()


def pixels(mobject: Any) -> np.ndarray:
    return drawn(mobject.paint, 960, 540)[..., :3].astype(int)
