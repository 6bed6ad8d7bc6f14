"""Two lengths at each of some layers, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP

EM, TALLEST = 0.28, 0.5  # of digits, which need as much from row to row; a row of few
ROOM = 0.6  # for the length beside the longest bar


class LayerBars(Group):
    """A row for each layer: its number, where there is room, and a bar of either kind; a legend above.

    A layer that is left out leaves its row empty. One bar, the longest of its kind, has its length beside it.

    Parameters
    ----------
    layers
        The numbers of the layers, in order.
    kinds
        What either bar stands for.
    lengths
        For each kind a Reading a layer; a negative one has a bar as long, for what counts is how far.
    size
        Width and height of the rows.
    roles
        Palette roles of the two kinds.
    told
        The kind whose longest bar has its length beside it.

    Attributes
    ----------
    full
        How long a bar of 1 is.
    ys
        The middles of the rows.
    """

    def __init__(
        self, layers: Sequence[Reading], kinds: tuple[str, str], lengths: tuple[Sequence[Reading], Sequence[Reading]],
        size: tuple[float, float], roles: tuple[str, str] = ("data_low", "update"), told: int = 0,
    ) -> None:  # fmt: skip
        colors, at = palette(), np.array([int(float(layer)) for layer in layers])
        step = min(size[1] / (at[-1] - at[0] + 1), TALLEST)
        ys = -(at - at[0]) * step
        sizes = [join([r if float(r) >= 0 else -r for r in each]) for each in lengths]
        full = (size[0] - ROOM) / max(float(each.value.max()) for each in sizes)
        self.full, self.ys = full, ys
        self.bars = Group()
        self.legend = VGroup()
        for index, (each, kind, role) in enumerate(zip(sizes, kinds, roles, strict=True)):
            side = (0.5 - index) * 0.42 * step
            self.bars.add(BarField(each, ys + side, full, 0.38 * step, colors.rgba(role), room=size[0]))
            self.legend.add(Label(kind, 0.34, role))
        self.names = VGroup()
        every = int(np.ceil(EM / step))
        for layer, number, y in zip(layers, at, ys, strict=True):
            if number % every == 0:
                name = Label(str(number), EM, "soft", numbers=[(str(number), layer)])
                self.names.add(name.move_to([-0.2, y, 0], RIGHT).stand_on(y - CAP / 2 * EM))
        row = int(sizes[told].value.argmax())
        digits, length = f"{float(sizes[told][row]):.2f}", sizes[told][row]
        end = [float(length) * full + 0.15, ys[row] + (0.5 - told) * 0.42 * step, 0]
        self.names.add(Label(digits, EM, "soft", numbers=[(digits, length)]).move_to(end, LEFT))
        title = Label(label_text("layers"), 0.3, "soft").move_to([-0.2, 0, 0], RIGHT).stand_on(0.7 * TALLEST)
        spare = size[0] - sum(label.width for label in self.legend)
        self.legend.arrange(RIGHT, buff=min(max(spare, 0.25), 0.8)).move_to([0, 0, 0], LEFT)
        for label in self.legend:
            label.stand_on(0.7 * TALLEST)
        self.names.add(title)
        super().__init__(self.names, self.legend, self.bars)

    def grow(self) -> list[Change]:
        """Return animations of bars that grow from nothing, one kind after the other."""
        for field in self.bars:
            field.growth[:] = 0
        return [Change(field, growth=1, run_time=1.4) for field in self.bars]
