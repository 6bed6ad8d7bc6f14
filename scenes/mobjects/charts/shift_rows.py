"""Rows of a name and one number under a heading, each in its colour: how far modifiers move a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import LEFT, RIGHT, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written

EM, SOFT = 0.38, 0.3
GAP = 0.45  # lines between two groups
NUMBER = 1.15  # scene units that a number takes


@dataclass(frozen=True)
class RowLines:
    """How rows are set: their width, the step from row to row, how far a number stands below its name."""

    width: float = 4.7
    step: float = 0.6
    below: float = 0.0


class ShiftRows(VGroup):
    """Groups of rows, each with a fixed place from the first: a number that comes moves no other.

    Parameters
    ----------
    heading
        What the numbers are.
    groups
        For each group its rows ``(name, role, number, signed)``.
    at
        How they are set.
    """

    def __init__(self, heading: str, groups: Sequence[Sequence[tuple[str, str, Reading, bool]]], at: RowLines) -> None:
        self.heading = fitted(Label(heading, SOFT, "soft"), at.width).move_to([at.width, 0, 0], RIGHT)
        self.heading.stand_on(0)
        self.rows: list[VGroup] = []
        y = 0.0
        for group in groups:
            for row in group:
                y -= at.step
                self.rows.append(_row(*row, at, y))
                y -= at.below if row[-1] else 0.0
            y -= GAP * at.step
        self.names = VGroup(self.heading, *[row[0] for row in self.rows])
        self.numbers = [row[1] for row in self.rows]
        super().__init__(self.heading, *self.rows)


def _row(name: str, role: str, number: Reading, signed: bool, at: RowLines, y: float) -> VGroup:
    digits = written(float(number), 2, signed)
    size = EM if signed else SOFT
    below = at.below if signed else 0.0
    words = fitted(Label(name, size, role), at.width - (0.0 if below else NUMBER)).move_to([0, 0, 0], LEFT).stand_on(y)
    value = Label(digits, size, role, numbers=[(digits, number)]).move_to([at.width, 0, 0], RIGHT)
    value.stand_on(y - below)
    return VGroup(words, value)
