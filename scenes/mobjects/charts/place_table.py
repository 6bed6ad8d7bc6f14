"""A table of places on a plane and ways between them: a name and two numbers for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import LEFT, Group, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

EM = 0.38


@dataclass(frozen=True)
class PlaceLines:
    """How a table of places is set: its width, how far numbers stand below their name, steps of lines and titles."""

    width: float = 4.3
    name: float = 0.43
    step: float = 1.02
    title: float = 0.6

    @property
    def widest(self) -> float:
        """The room of a name: all of the line, or what its numbers leave."""
        return self.width if self.name else self.width - 2.4


BELOW = PlaceLines()


class PlaceTable(Group):
    """Lines of two numbers under the names of two axes, in two parts; :meth:`turn` says which lines are seen.

    Parameters
    ----------
    heads
        The two axes.
    parts
        For either part its title and its lines ``(name, role, [2])``: what it is, its palette role, its place or its
        way along the axes.
    at
        How its lines are set.
    """

    def __init__(
        self,
        heads: Sequence[str],
        parts: Sequence[tuple[str, Sequence[tuple[str, str, Reading]]]],
        at: PlaceLines = BELOW,
    ) -> None:
        self.at, xs = at, np.array([at.width - 1.7, at.width - 0.45])
        self.heads = VGroup(*[fitted(Label(head, 0.3, "soft"), 0.98) for head in heads])
        for label, x in zip(self.heads, xs, strict=True):
            label.move_to([x, 0, 0]).stand_on(0)
        self.titles = [Label(title, 0.3, "soft").move_to([0, 0, 0], LEFT).stand_on(0) for title, _ in parts]
        self.lines = [[line(*each, xs, at) for each in lines] for _, lines in parts]
        self.seen: list[Mobject] = []
        super().__init__(self.heads, *self.titles, *[each for lines in self.lines for each in lines])

    def turn(self, *chosen: Sequence[int]) -> list[Any]:
        """Return animations to some lines of each part, in this order: others go, those that stay move."""
        moves, wanted, y = [], [], self.heads[0].baseline
        for title, lines, which in zip(self.titles, self.lines, chosen, strict=True):
            if not which:
                continue
            drops = [(title, y), *[(lines[n], y - self.at.title - i * self.at.step) for i, n in enumerate(which)]]
            y -= self.at.title + len(which) * self.at.step
            for mobject, at in drops:
                shift = at - (mobject.baseline if isinstance(mobject, Label) else mobject[0].baseline)
                wanted.append(mobject)
                if mobject not in self.seen:
                    mobject.shift([0, shift, 0])
                    moves.append(FadeIn(mobject, rate_func=late))
                elif abs(shift) > 1e-6:
                    moves.append(mobject.animate.shift([0, shift, 0]))
        gone = [FadeOut(mobject, rate_func=early) for mobject in self.seen if mobject not in wanted]
        self.seen = wanted
        return [*gone, *moves]


def line(name: str, role: str, values: Reading, xs: np.ndarray, at: PlaceLines) -> Group:
    """Return a name, and its two numbers below it or at its right."""
    words = fitted(Label(name, EM, role), at.widest).move_to([0, 0, 0], LEFT).stand_on(0)
    places = np.column_stack([xs, np.full(2, CAP / 2 * EM - at.name)])
    tint = palette().rgba("update" if role == "update" else "text")
    return Group(words, NumberField(values, places, EM, tint, decimals=2, sign=True))
