"""Rows of bars: names before or over them, numbers at their ends, and nothing that is not as many."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.bar_rows import OVER, BarRows
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP

YS, EDGE, FULL, THICK, EM = (2.0, 1.0, 0.0), -1.0, 4.0, 0.5, 0.4
VALUES = (1.0, 0.25, -0.5)


def rows(over: bool, names: tuple[str | None, ...] = ("glass", "steel", "wood")) -> BarRows:
    return BarRows(
        Reading.of(np.array(VALUES), "pattern"),
        [name and Label(name, EM) for name in names],
        [Label(f"{value:g}", EM) for value in VALUES],
        edge=EDGE,
        ys=YS,
        full=FULL,
        thick=THICK,
        colors=np.ones(4),
        over=over,
        before=0.15,
        behind=0.2,
    )


def test_bars_begin_at_the_edge_as_long_as_their_values() -> None:
    field = rows(over=False).field
    assert field.lengths.tolist() == [4.0, 1.0, -2.0]
    assert np.allclose(field.place(np.array([[0.0, y] for y in field.ys])), [[EDGE, y, 0] for y in YS])


def test_numbers_stand_at_their_bars_ends_and_right_of_the_edge_for_those_below_zero() -> None:
    made = rows(over=False)
    lefts = [float(number.get_left()[0]) for number in made.numbers]
    assert lefts == pytest.approx([EDGE + 4.2, EDGE + 1.2, EDGE + 0.2])
    assert [number.baseline + CAP / 2 * EM for number in made.numbers] == pytest.approx(YS)


def test_names_stand_before_the_edge_or_over_their_bars() -> None:
    beside, over = rows(over=False).names, rows(over=True).names
    assert [float(name.get_right()[0]) for name in beside] == pytest.approx([EDGE - 0.15] * 3)
    assert [name.baseline + CAP / 2 * EM for name in beside] == pytest.approx(YS)
    assert [float(name.get_left()[0]) for name in over] == pytest.approx([EDGE] * 3)
    assert [name.baseline - OVER - THICK / 2 for name in over] == pytest.approx(YS)


def test_a_row_may_have_no_name_and_none_may_lack_a_number() -> None:
    assert len(rows(over=False, names=("glass", None, None)).names) == 1
    with pytest.raises(ValueError):
        rows(over=False, names=("glass", "steel"))


def test_every_number_on_it_is_listed_once_with_its_bar() -> None:
    made = rows(over=True)
    made.field.growth[1] = 0
    assert [text for text, _ in made.field.visible_numbers()] == ["▬", "▬"]
