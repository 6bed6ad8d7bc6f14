"""How far something moves along directions: a bar from zero for each, its name above it, its number at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField

NUMBER = 0.5  # em
ROOM = 0.85  # scene units from the end of a bar to the middle of its number
LEAST = 0.05  # a move of nothing at all leaves bars short


class MoveBars(Group):
    """N bars from a common zero, to the left where a move is negative.

    Parameters
    ----------
    names, roles
        One a bar; the palette roles of bars.
    moves
        ``[N]``.
    width
        Of all, numbers included, in scene units.
    step
        From bar to bar.
    em
        Of the names.
    signed
        Whether numbers have a plus: those of shares have none.
    """

    def __init__(
        self,
        names: Sequence[str],
        roles: Sequence[str],
        moves: Reading,
        *,
        width: float,
        step: float,
        em: float = 0.4,
        signed: bool = True,
    ) -> None:
        colors, ys = palette(), -np.arange(len(names)) * step
        values = moves.value.astype(float)
        low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
        sides = 2 if low < 0 else 1
        full = (width - 2 * ROOM * sides) / max(high - low, LEAST)
        tints = np.array([colors.rgba(role, 0.8) for role in roles])
        self.field = BarField(moves, ys, full, 0.3 * step, tints)
        ends = values * full + np.where(values < 0, -ROOM, ROOM)
        self.numbers = NumberField(
            moves, np.column_stack([ends, ys]), NUMBER, colors.rgba("text"), decimals=2, sign=signed
        )
        left = low * full - (2 * ROOM if low < 0 else 0.0)
        self.names = VGroup()
        for name, y in zip(names, ys.tolist(), strict=True):
            label = fitted(Label(name, em), width)
            self.names.add(label.move_to([left, 0, 0], LEFT).stand_on(y + 0.21 * step + 0.22 * em))
        half = 0.21 * step
        self.zero = VGroup(
            *[Line([0, y - half, 0], [0, y + half, 0], stroke_width=2.5, color=colors.soft) for y in ys.tolist()]
        )
        super().__init__(self.zero, self.field, self.numbers, self.names)
