"""A small table whose columns are numbers of different kinds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField


class SideNumbers(Group):
    """Rows of numbers under headings, each column with decimals of its own.

    Parameters
    ----------
    names, heads
        One a row and one a column.
    columns
        ``[rows]`` each, with how many decimals it is written and whether with its sign.
    role
        Palette role of the headings.
    """

    def __init__(
        self, names: Sequence[Label], heads: Sequence[str], columns: Sequence[tuple[Reading, int, bool]],
        *, em: float = 0.36, first: float = 2.6, pitch: float = 2.0, role: str = "soft",
    ) -> None:  # fmt: skip
        colors, step = palette(), 1.6 * em
        ys = -(np.arange(len(names)) + 1) * step
        for name, y in zip(names, ys, strict=True):
            fitted(name, first - 0.3).stand_on(y - 0.34 * em).align_to([0, 0, 0], LEFT)
        tops, fields = VGroup(), Group()
        for index, (head, (readings, decimals, sign)) in enumerate(zip(heads, columns, strict=True)):
            x = first + (index + 0.5) * pitch
            tops.add(fitted(Label(head, 0.8 * em, role), pitch - 0.15).move_to([x, 0, 0]).stand_on(0))
            places = np.column_stack([np.full(len(ys), x), ys])
            fields.add(NumberField(readings, places, em, colors.rgba("text"), decimals=decimals, sign=sign))
        super().__init__(VGroup(*names), tops, fields)
