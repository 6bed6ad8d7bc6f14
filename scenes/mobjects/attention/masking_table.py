"""A table of one query's weights, masked in several ways, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Group, Line, RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.mobjects.text.shaping import least_em

PITCH, NAMES = 0.95, 1.25  # width of a column, and of the names before the first


class MaskingTable(Group):
    """A row for each key, a column for each way, and the sum of each column below a line.

    Parameters
    ----------
    keys
        The ``K`` keys shown; ``roles`` are the colours of their names.
    heads
        What the ways are called.
    columns
        For each way the ``[K]`` weights of these keys and the sum over *all* keys.
    """

    def __init__(
        self,
        keys: Sequence[str],
        roles: Sequence[str],
        heads: Sequence[str],
        columns: Sequence[tuple[Reading, Reading]],
        *,
        em: float = 0.3,
    ) -> None:
        colors, step = palette(), 1.5 * em
        ys = -step * np.array([*range(1, len(keys) + 1), len(keys) + 1.3])
        self.names = VGroup(*[
            fitted(Label(name, em, role), NAMES - 0.15)
            for name, role in zip((*keys, label_text("sum of all")), (*roles, "soft"), strict=True)
        ])  # fmt: skip
        for name, y in zip(self.names, ys, strict=True):
            name.move_to([0, y, 0]).stand_on(y - CAP / 2 * name.em).align_to([0, 0, 0], LEFT)
        rule = ys[-2] - 0.65 * step
        self.rule = Line([0, rule, 0], [NAMES + PITCH * len(heads), rule, 0], stroke_width=1.5, color=colors.faint)
        self.columns = Group()
        for index, (head, (weights, total)) in enumerate(zip(heads, columns, strict=True)):
            x = NAMES + PITCH * (index + 0.5)
            title = Label(head, 0.9 * em)
            least = title.width * least_em() / title.em
            fitted(title, max(PITCH - 0.08, least)).move_to([x, 0, 0]).stand_on(-0.1)
            places = np.column_stack([np.full(len(ys), x), ys])
            field = NumberField(join([weights, total]), places, em, colors.rgba("text"), decimals=2)
            self.columns.add(Group(title, field))
        super().__init__(self.names, self.rule, self.columns)

    def frame(self, which: Sequence[int]) -> RoundedRectangle:
        """Return a box around some columns, where the table stands now."""
        inside = Group(*[self.columns[index] for index in which])
        box = RoundedRectangle(corner_radius=0.1, width=inside.width + 0.2, height=inside.height + 0.2)
        return box.set_stroke(palette().focus, 3).move_to(inside)
