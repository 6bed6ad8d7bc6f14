"""The tokens nearest to a word, or to a sum of words, by cosine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Group, VGroup

from attention_scenes.model.answers.next_tokens import Neighbour
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import clipped, guessed
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField


class Ranking(Group):
    """A row for each neighbour, best first: its name, a bar, its cosine; inputs are marked.

    Parameters
    ----------
    title
        What was asked.
    neighbours
        ``k`` of them, nothing left out.
    hoped
        The word that one would like to see first; its row is lit.
    width
        Of the whole; a fifth of it is kept for the marks.
    numbers
        Readings of the digits in ``title``.
    """

    def __init__(
        self, title: str, neighbours: Sequence[Neighbour], *, hoped: str = "", width: float = 4.2, em: float = 0.3,
        numbers: Sequence[tuple[str, Reading]] = (),
    ) -> None:  # fmt: skip
        colors, step = palette(), 2.05 * em
        names = [guessed(neighbour.token) for neighbour in neighbours]
        given = [neighbour.given for neighbour in neighbours]
        roles = ["focus" if n == hoped else "soft" if g else "text" for n, g in zip(names, given, strict=True)]
        self.room = room = 0.38 * width
        cosines = join([neighbour.cosine for neighbour in neighbours])
        full = width - room - 0.2 * width - 2.4 * em
        ys = -np.arange(len(names)) * step
        tints = np.array([colors.rgba("focus" if role == "focus" else "data_low", 0.62) for role in roles])
        self.bars = BarField(cosines, ys, full, 0.44 * step, tints)
        places = np.column_stack([cosines.value * full + 1.25 * em, ys])
        self.numbers = NumberField(cosines, places, em, colors.rgba("text"))
        self.names, self.marks = VGroup(), VGroup()
        for name, role, y, neighbour in zip(names, roles, ys, neighbours, strict=True):
            label = clipped(name, em, room - 0.14, role)
            self.names.add(label.next_to([-0.14, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * em))
            if neighbour.given:
                end = float(neighbour.cosine) * full + 2.4 * em
                mark = Label(label_text("input"), 0.8 * em, "soft").next_to([end, y, 0], RIGHT, buff=0)
                self.marks.add(mark.stand_on(label.baseline))
        self.title = fitted(Label(title, 1.15 * em, numbers=numbers), width)
        self.title.move_to([-room, 0, 0], LEFT).stand_on(0.95 * step)
        super().__init__(self.title, self.names, self.bars, self.numbers, self.marks)

    def grow(self, run_time: float = 1.0) -> Change:
        """Return the animation of bars that grow from nothing."""
        self.bars.growth[:] = 0
        return Change(self.bars, growth=1, run_time=run_time)

    def at(self, left: float, top: float) -> Ranking:
        """Place the left edge of the names at ``left``, the middle of the first row at ``top``."""
        return self.shift(np.array([left + self.room, top, 0]) - self.bars.origin)

    @property
    def rows(self) -> Group:
        """All but the title and the bars."""
        return Group(self.names, self.numbers, self.marks)
