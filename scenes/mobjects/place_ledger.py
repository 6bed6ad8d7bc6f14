"""What a plane shows, as numbers: one line a phrase or a step, one column an axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, Group, VGroup

from model.readings import Reading

from .labels import Label, fitted
from .numbers import CAP, NumberField
from .palette import palette

EM, STEP, NAME = 0.31, 0.405, 2.42


class PlaceLedger(Group):
    """Lines of two numbers under the names of two axes; ``lines`` come one by one.

    Parameters
    ----------
    heads
        The two axes.
    rows
        ``(name, role, [2])``: what it is, its palette role, its place or its way along the axes.
    """

    def __init__(self, heads: Sequence[str], rows: Sequence[tuple[str, str, Reading]]) -> None:
        colors = palette()
        xs = np.array([3.02, 3.94])
        self.heads = VGroup(*[fitted(Label(head, 0.28, "soft"), 0.86) for head in heads])
        for label, x in zip(self.heads, xs, strict=True):
            label.move_to([x, 0, 0]).stand_on(0)
        self.lines = []
        for n, (name, role, values) in enumerate(rows):
            y = -(n + 1) * STEP
            words = fitted(Label(name, EM, role), NAME).move_to([0, y, 0], LEFT).stand_on(y - CAP / 2 * EM)
            places = np.column_stack([xs, [y, y]])
            tint = colors.rgba("update" if role == "update" else "text")
            self.lines.append(Group(words, NumberField(values, places, EM, tint, decimals=2, sign=True)))
        super().__init__(self.heads, *self.lines)

    def titled(self, title: Label) -> Group:
        """With a title over the names."""
        title.next_to(self.heads, DOWN, buff=0).align_to([self.get_left()[0], 0, 0], LEFT).stand_on(
            self.heads[0].baseline
        )
        return Group(title, self.heads)
