"""Lead chart: how far each of several vectors is nearer to its own direction than to the next best, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.layer_counter import Flip
from attention_scenes.scenes.mobjects.marks.lead_bars import LeadBars
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.mobjects.text.shaping import readable

TALLEST = 0.47  # of a row, that its longest bar takes
GAP = 0.15  # between a name and its bars, and between these and their number


class LeadChart(Group):
    """A row for each vector: its name, a bar a layer, up where its own direction is nearest, and the lead just now.

    Parameters
    ----------
    names, roles
        What the rows are called, and the palette roles of their names.
    leads
        ``[P, L]``: the cosine with its own direction less that with the best of the others, after layer 1, 2, ….
    nearest
        ``[P, L]``: palette roles, each of the direction that is nearest there.
    layers
        Counts of the layers.
    inset
        Width of the names; the bars begin there.
    width
        Of the bars.
    step
        Distance from row to row.
    """

    def __init__(
        self,
        names: Sequence[str],
        roles: Sequence[str],
        leads: Reading,
        nearest: Sequence[Sequence[str]],
        *,
        layers: Sequence[Reading],
        inset: float,
        width: float,
        step: float,
        em: float = 0.32,
    ) -> None:
        colors = np.array([[palette().rgba(role, 0.9) for role in row] for row in nearest])
        unit = TALLEST * step / max(float(np.nanmax(np.abs(leads.value), initial=0.0)), 0.1)
        self.bars = LeadBars(leads, colors, layers, width=width, step=step, unit=unit)
        self.bars.shift([inset, 0, 0])
        self.names = VGroup()
        for name, role, y in zip(names, roles, self.bars.ys, strict=True):
            label = fitted(Label(name, em, role), inset - GAP).move_to([0, y, 0], LEFT)
            self.names.add(label.stand_on(y - CAP / 2 * label.em))
        size = readable(em)
        places = np.column_stack([np.full(len(names), inset + width + GAP + 1.3 * size), self.bars.ys])
        self.numbers = Flip([
            NumberField(leads[:, n], places, size, palette().rgba("text"), decimals=2, sign=True)
            for n in range(leads.shape[1])
        ])  # fmt: skip
        super().__init__(self.names, self.bars, self.numbers)

    def hold(self, layers: float) -> Change:
        """Return the animation to rows that hold so many layers."""
        return Change(self.bars, window=float(np.clip(layers, 1, self.bars.readings.shape[1])))

    def to(self, layer: int) -> list[Any]:
        """Return animations that go on to the bars and the numbers after ``layer``."""
        return [Change(self.bars, reached=float(layer)), *self.numbers.to(layer - 1)]

    def mark(self, layer: int) -> Change:
        """Return the animation of a line: from this layer on, all bars stand up."""
        self.bars.since = layer
        return Change(self.bars, marked=1.0)
