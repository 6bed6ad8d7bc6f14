"""A measured direction as a line: where a vector stands on it before and after an update, and what its ends are."""

from __future__ import annotations

import numpy as np
from manim import UP, Dot, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_that_add, text_width, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField

EM = 0.36
MOST_DECIMALS = 5  # where fewer do not add up
BELOW = 0.95  # scene units from the line to the words of its ends


def decimals_of_step(before: Reading, update: Reading) -> int:
    """Return how many decimals it takes for a place and an update to add up as they are written."""
    return decimals_that_add([float(before), float(update)], float(before + update), 2, MOST_DECIMALS)


class AxisLine(Group):
    """A ruler whose 0 and 1 are named; E as a dot, the update as an arrow to E′, with digits that add up.

    Parameters
    ----------
    name
        What the axis stands for.
    ends
        What lies at 0 and what at 1, with these digits.
    before, update
        Scalars, in units of the ruler.
    low, high
        The places at the ends of the line.
    """

    def __init__(
        self, name: str, ends: tuple[str, str], before: Reading, update: Reading, width: float, low: float, high: float
    ) -> None:  # fmt: skip
        colors = palette()
        self.unit = width / (high - low)
        after = before + update
        decimals = decimals_of_step(before, update)

        def at(place: float) -> float:
            return (place - low) * self.unit

        self.rail = VGroup(Line([0, 0, 0], [width, 0, 0], stroke_width=2.5, color=colors.faint))
        self.ends = VGroup()
        for place, words in enumerate(ends):
            x = at(place)
            self.rail.add(Line([x, 0.14, 0], [x, -0.14, 0], stroke_width=2.5, color=colors.soft))
            told = Label(words, EM, numbers=[(str(place), constant(place))])
            told = fitted(told, self.unit - 0.2).move_to([x, 0, 0])
            told.shift([max(-told.get_left()[0], 0) - max(told.get_right()[0] - width, 0), 0, 0])
            self.ends.add(told.stand_on(-BELOW - 0.1))
        self.title = Label(name, 1.2 * EM).next_to(self.rail, UP, buff=0.5).set_x(at(0.5))
        marks = [at(float(r)) for r in (before, after)]
        self.start = Dot([marks[0], 0, 0], 0.1, color=colors.data_low)
        end = marks[1] if abs(marks[1] - marks[0]) > 0.05 else marks[0] + 0.05
        self.arrow = Arrow([marks[0], 0, 0], [end, 0, 0], colors.update, head=0.22, share=0.5)
        side = np.sign(marks[1] - marks[0]) or 1.0
        wide = EM * max(text_width(written(float(r), decimals)) for r in (before, after))
        apart = max(abs(marks[1] - marks[0]), wide + 0.8)
        xs = [(sum(marks) - side * apart) / 2, (sum(marks) + side * apart) / 2]
        self.letters = VGroup(*[Label(t, EM, "soft", markup=True).move_to([x - 0.1 - wide / 2, 0, 0]).stand_on(-0.5)
                                for t, x in zip(("$E$", "$E'$"), xs, strict=True)])  # fmt: skip
        places = np.array([[x + 0.22, -0.4] for x in xs])
        self.numbers = NumberField(join([before, after]), places, EM, colors.rgba("text"), decimals=decimals)
        self.shift_number = NumberField(
            update.reshape(1), np.array([[np.mean(marks), 0.34]]), EM, colors.rgba("update"), decimals=decimals,
            sign=True,
        )  # fmt: skip
        super().__init__(
            self.rail, self.ends, self.title, self.start, self.arrow, self.letters, self.numbers, self.shift_number
        )
