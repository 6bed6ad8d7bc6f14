"""Bars of chances one below the other, each with its name and a large number; one collapses where an edge is cut."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.glass_ball.step_facts import Number, chance_of

NAMES, NUMBERS, HIGHEST = 0.36, 2.0, 1.1  # of the width, for names; scene units for numbers, and of a row


class ChanceBars(Group):
    """Rows of a place, filled from above; ``full`` is the chance with the longest bar, ``highest`` a row's height."""

    def __init__(
        self, scene: AttentionScene, place: Place, full: Reading, count: int = 3, highest: float = HIGHEST
    ) -> None:
        self.scene, self.place, self.full = scene, place, max(abs(float(full)), 1e-9)
        self.step = min(place.height / count, highest)
        self.edge = place.left + NAMES * place.width + 0.15
        self.rows: list[BarRows] = []
        super().__init__()

    def row(
        self,
        name: str,
        chance: Reading,
        role: str = "focus",
        numbers: tuple[Number, ...] = (),
        number: Number | None = None,
    ) -> BarRows:
        """Add a row below the others and return it; a bar below 0 is as long to the other side, in its own colour."""
        scene, y = self.scene, self.place.top - (len(self.rows) + 0.5) * self.step
        em = min(1.1 * scene.layout.em.heading, 0.72 * self.step)
        room = self.place.right - self.edge - NUMBERS
        text, reading = number or chance_of(chance)
        label = fitted(Label(name, 1.2 * scene.layout.em.word, role, numbers=numbers), NAMES * self.place.width)
        made = BarRows(
            join([chance if float(chance) >= 0 else -chance]),
            [label],
            [Label(text, em, "text", numbers=[(text, reading)])],
            edge=self.edge,
            ys=[y],
            full=room / self.full,
            thick=0.62 * self.step,
            colors=scene.palette.rgba(role, 0.7),
            room=room,
        )
        self.rows.append(made)
        self.add(made)
        return made

    def collapse(self, row: BarRows, before: Reading) -> list[Any]:
        """Return animations of a bar that comes as long as another chance, then gets its own length and its number."""
        field = row.field
        own = field.lengths.copy()
        field.lengths = field.full * np.array([float(before)])
        name = FadeIn(row.names, field, run_time=0.4)
        return [name, Change(field, lengths=own), FadeIn(row.numbers, rate_func=late)]


def appear(*rows: BarRows) -> list[Any]:
    """Return animations in which bars grow from nothing and their numbers come with them."""
    for row in rows:
        row.field.growth[:] = 0
    return [move for row in rows for move in (FadeIn(row.names, row.numbers), Change(row.field, growth=1.0))]
