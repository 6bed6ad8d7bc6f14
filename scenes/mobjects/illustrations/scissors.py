"""Scissors that open and close: our own drawing of a cut."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette

WIDEST = 24.0  # degrees that each blade turns from the middle
RING, RING_AT = 0.17, (-0.6, 0.26)  # radius of a handle's ring, and its middle in parts of the length


class Scissors(DataMobject):
    """A pair of scissors that points to the right, its blades' crossing at the origin.

    ``opened`` goes from 0, closed, to 1.
    """

    def __init__(self, length: float, opened: float = 1.0) -> None:
        self.length, self.opened, self.opacities = length, opened, np.ones(1)
        super().__init__((-0.95 * length, -0.8 * length), (0.95 * length, 0.8 * length))

    def paint(self, canvas: skia.Canvas) -> None:
        for side in (-1, 1):
            canvas.save()
            canvas.scale(self.length, side * self.length)
            canvas.rotate(WIDEST * self.opened)
            canvas.drawPath(_blade(), skia.Paint(AntiAlias=True, Color4f=self._color("text")))
            ring = skia.Paint(AntiAlias=True, Color4f=self._color("value"), Style=skia.Paint.kStroke_Style)
            ring.setStrokeWidth(0.08)
            canvas.drawLine(-0.05, 0.0, RING_AT[0] + RING, -RING_AT[1] + 0.1, ring)
            canvas.drawCircle(RING_AT[0], -RING_AT[1], RING, ring)
            canvas.restore()
        canvas.drawCircle(0, 0, 0.05 * self.length, skia.Paint(AntiAlias=True, Color4f=self._color("faint")))

    def _color(self, role: str) -> skia.Color4f:
        return skia.Color4f(*palette().rgba(role, float(self.opacity)).tolist())

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []


def _blade() -> skia.Path:
    path = skia.Path()
    path.moveTo(-0.1, -0.05)
    path.quadTo(0.4, -0.12, 0.82, 0.0)
    path.lineTo(-0.08, 0.05)
    path.close()
    return path
