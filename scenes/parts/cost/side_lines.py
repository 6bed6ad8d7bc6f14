"""Lines beside a picture: for each thing its name in its colour, its number large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from manim import LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.lines import Lines

NAME, NUMBER = 0.4, 0.62  # em
Number = tuple[str, Reading]


class SideLine(NamedTuple):
    """A line: what it is of, its number, the colour of both, and the numbers in its name."""

    name: str
    number: Number
    role: str
    named: Sequence[Number] = ()


def side_lines(scene: AttentionScene, place: Place, unit: str, lines: Sequence[SideLine]) -> VGroup:
    """Return the unit that all numbers have, then the lines under it in a column, each its digits and its name."""
    made = VGroup()
    step = place.height / (len(lines) + 0.6)
    made.add(scene.label(unit, NAME, "text").move_to(place.at(UP + RIGHT), UP + RIGHT))
    for n, (name, number, role, named) in enumerate(lines):
        y = place.top - 0.45 - (n + 0.75) * step
        digits = scene.label(number[0], NUMBER, role, numbers=[number])
        digits.move_to([place.right, y, 0], RIGHT).stand_on(y)
        text = Lines(name, NAME, place.width - digits.width - 0.3, role, edge=-1, numbers=named)
        made.add(VGroup(digits, text.move_to([place.left, y, 0], LEFT).middle_on(y)))
    return made
