"""Rows of a name, a bar and its number: what is compared, one below the other, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP

OVER = 0.14  # scene units from a bar to the baseline of its name over it


class BarRows(Group):
    """Rows of a name, a bar and its number; all bars begin at one edge, and go to the left where a value is negative.

    A name stands before the edge, its capitals as high as the bar's middle, or ``over`` its bar, on a line of its own.
    A number stands at its bar's end, right of the edge in any case. Labels that are too wide are the caller's to fit.

    Parameters
    ----------
    readings
        N values, a bar each.
    names, numbers
        N labels each, which are moved to their places. None where a row has no name of its own.
    edge, ys
        Where bars begin, and the height of each bar's middle, ``[N]``; in scene units.
    full, thick
        Length of a bar of value 1, and thickness of all; in scene units.
    colors
        ``[N, 4]``, or one for all.
    over
        Whether names stand over their bars.
    room
        Width of the bars' box, where they are to grow beyond the longest.
    before, behind
        Scene units from a name to the edge, and from a bar's end to its number.

    Attributes
    ----------
    field
        The bars: ``Change(rows.field, growth=1.0)`` lets them grow.
    names, numbers
        The labels, to be faded in at their time.

    Raises
    ------
    ValueError
        If names, numbers, heights and readings are not as many.
    """

    def __init__(
        self,
        readings: Reading,
        names: Sequence[Label | None],
        numbers: Sequence[Label],
        *,
        edge: float,
        ys: Sequence[float] | np.ndarray,
        full: float,
        thick: float,
        colors: np.ndarray,
        over: bool = False,
        room: float = 0.0,
        before: float = 0.15,
        behind: float = 0.2,
    ) -> None:
        heights, middle = np.asarray(ys, dtype=float), float(np.mean(ys))
        self.field = BarField(readings, heights - middle, full, thick, colors, room)
        self.field.shift([edge, middle, 0])
        for name, y in zip(names, heights.tolist(), strict=True):
            if name is not None and over:
                name.move_to([edge, y, 0], LEFT).stand_on(y + thick / 2 + OVER)
            elif name is not None:
                _level(name.move_to([edge - before, y, 0], RIGHT), y)
        for number, y, length in zip(numbers, heights.tolist(), self.field.lengths.tolist(), strict=True):
            _level(number.move_to([edge + max(length, 0.0) + behind, y, 0], LEFT), y)
        self.names, self.numbers = VGroup(*[name for name in names if name is not None]), VGroup(*numbers)
        super().__init__(self.names, self.field, self.numbers)


def _level(label: Label, y: float) -> None:
    """Set the middle of a label's capitals at a height."""
    label.stand_on(y - CAP / 2 * label.em)
