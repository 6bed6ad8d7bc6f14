"""A measured direction as a line: where a vector stands on it before and after an update."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, Dot, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import NumberField


class AxisLine(Group):
    """From the other side (−) to the named side (+), the middle marked; E as a dot, the update as an arrow to E′.

    Parameters
    ----------
    name
        What the axis stands for.
    before, update
        Scalars, in units of the contrast.
    span
        The place at either end.
    """

    def __init__(self, name: str, before: Reading, update: Reading, width: float, span: float) -> None:
        colors = palette()
        self.unit = width / (2 * span)
        after = before + update
        self.rail = VGroup(Line([-width / 2, 0, 0], [width / 2, 0, 0], stroke_width=2.5, color=colors.faint))
        self.rail.add(Line([0, -0.12, 0], [0, 0.12, 0], stroke_width=2.5, color=colors.faint))
        self.title = Label(name, 0.34).next_to(self.rail, UP, buff=0.5).align_to(self.rail, LEFT)
        ends = [float(r) * self.unit for r in (before, after)]
        self.start = Dot([ends[0], 0, 0], 0.1, color=colors.data_low)
        end = ends[1] if abs(ends[1] - ends[0]) > 0.05 else ends[0] + 0.05
        self.arrow = Arrow([ends[0], 0, 0], [end, 0, 0], colors.update, head=0.22, share=0.5)
        side = np.sign(ends[1] - ends[0]) or 1.0
        apart = max(abs(ends[1] - ends[0]), 1.5)
        xs = [(ends[0] + ends[1] - side * apart) / 2, (ends[0] + ends[1] + side * apart) / 2]
        self.letters = VGroup(*[Label(t, 0.32, "soft", markup=True).move_to([x - 0.45, 0, 0]).stand_on(-0.5)
                                for t, x in zip(("$E$", "$E'$"), xs, strict=True)])  # fmt: skip
        places = np.array([[x + 0.22, -0.4] for x in xs])
        self.numbers = NumberField(join([before, after]), places, 0.32, colors.rgba("text"), decimals=2, sign=True)
        self.shift_number = NumberField(
            update.reshape(1), np.array([[np.mean(ends), 0.34]]), 0.34, colors.rgba("update"), decimals=2, sign=True
        )
        super().__init__(self.rail, self.title, self.start, self.arrow, self.letters, self.numbers, self.shift_number)
