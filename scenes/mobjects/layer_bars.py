"""Two lengths at each of some layers, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Group, VGroup

from model.readings import Reading, join

from .bars import BarField
from .data import Change
from .labels import Label
from .numbers import CAP
from .palette import palette

LOWEST_EM, TALLEST = 0.15, 0.5  # digits alone may be small; a row of few


class LayerBars(Group):
    """A row for each layer: its number, a bar of either kind; a legend above.

    Parameters
    ----------
    layers
        The numbers of the layers.
    kinds
        What either bar stands for.
    lengths
        For each kind a Reading a layer; a negative one has a bar as long, for what counts is how far.
    size
        Width and height of the rows.
    """

    def __init__(
        self, layers: Sequence[Reading], kinds: tuple[str, str], lengths: tuple[Sequence[Reading], Sequence[Reading]],
        size: tuple[float, float],
    ) -> None:  # fmt: skip
        colors, count = palette(), len(layers)
        step = min(size[1] / count, TALLEST)
        ys = -np.arange(count) * step
        far = [join([r if float(r) >= 0 else -r for r in each]) for each in lengths]
        full = size[0] / max(float(each.value.max()) for each in far)
        self.bars = Group()
        self.legend = VGroup()
        for index, (each, kind, role) in enumerate(zip(far, kinds, ("data_low", "update"), strict=True)):
            side = (0.5 - index) * 0.42 * step
            self.bars.add(BarField(each, ys + side, full, 0.38 * step, colors.rgba(role), room=size[0]))
            self.legend.add(Label(kind, 0.34, role))
        self.names = VGroup()
        em = max(min(0.3, 0.8 * step), LOWEST_EM)
        for layer, y in zip(layers, ys, strict=True):
            digits = str(int(float(layer)))
            name = Label(digits, em, "soft", numbers=[(digits, layer)])
            self.names.add(name.move_to([-0.2, y, 0], RIGHT).stand_on(y - CAP / 2 * em))
        title = Label("layer", 0.3, "soft").move_to([-0.2, 0, 0], RIGHT).stand_on(0.7 * TALLEST)
        self.legend.arrange(RIGHT, buff=0.8).move_to([0, 0, 0], LEFT)
        for label in self.legend:
            label.stand_on(0.7 * TALLEST)
        self.names.add(title)
        super().__init__(self.names, self.legend, self.bars)

    def grow(self) -> list[Change]:
        """Bars come from nothing, one kind after the other."""
        for field in self.bars:
            field.growth[:] = 0
        return [Change(field, growth=1, run_time=1.4) for field in self.bars]
