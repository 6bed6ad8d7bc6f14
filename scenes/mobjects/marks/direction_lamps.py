"""Singular values of a matrix as lamps: one for each direction, those that are not carried stay dark."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint

LARGEST = 0.46  # radius of the first lamp, in parts of the step from lamp to lamp
UNLIT = 0.24  # radius of a lamp that does not burn, in parts of the step
GLOW = 2.4  # radius of a lamp's light, in parts of its own


class DirectionLamps(DataMobject):
    """``N`` singular values in falling order, row by row: a disc's area is the value, a grey one is not there.

    Parameters
    ----------
    values
        ``[N]``, the largest first.
    rank
        How many of them are not zero.
    role
        Palette role of their light.
    width, height
        Of what they fill, by steps that are alike across and down; the lit ones fill whole rows where they can.
    """

    entry_cost = 20

    def __init__(self, values: Reading, rank: int, role: str, width: float, height: float) -> None:
        self.readings, self.role, self.rank = values, role, rank
        count = len(values)
        ideal = float(np.sqrt(count * width / height))
        columns = min((rank // rows for rows in range(1, rank + 1)), key=lambda found: abs(found - ideal))
        down = -(-count // columns)
        self.step = min(width / columns, height / down)
        row, column = np.divmod(np.arange(count), columns)
        self.centers = np.column_stack([column + 0.5, down - row - 0.5]) * self.step
        self.radii = LARGEST * self.step * np.sqrt(values.value[:rank] / float(values.value[0]))
        self.opacities, self.growth = np.ones(count), np.ones(rank)
        super().__init__((0, 0), (columns * self.step, down * self.step))

    def paint(self, canvas: skia.Canvas) -> None:
        colors = palette()
        for at, alpha in zip(self.centers.tolist(), (self.opacities * self.opacity).tolist(), strict=True):
            canvas.drawCircle(*at, UNLIT * self.step, fill_paint(colors.rgba("line", alpha)))
        for at, radius, alpha in zip(
            self.centers[: self.rank], self.radii * np.sqrt(self.growth), self.opacities * self.opacity, strict=False
        ):
            if radius * alpha > 1e-3:
                draw_lamp(canvas, at, GLOW * radius, colors.rgba(self.role, 0.35 * alpha))
                canvas.drawCircle(*at.tolist(), radius, fill_paint(colors.rgba(self.role, alpha)))

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]
