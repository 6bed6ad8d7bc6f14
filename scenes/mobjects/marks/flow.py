"""A flow along arcs: what one word gives to another, on its way."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.marks.dots import Arcs


class Flow(Arcs):
    """A drop on each arc, its area in proportion to the weight; ``way`` from 0 (at the key) to 1 (at the query)."""

    def __init__(self, arcs: Arcs, colors: np.ndarray, radius: float) -> None:
        super().__init__(arcs.readings, arcs.xs, arcs.high[1], colors)
        self.way, self.radius = 0.0, radius

    def paint(self, canvas: skia.Canvas) -> None:
        for i, (q, k) in enumerate(self.pairs):
            weight, alpha = float(self.readings.value[q, k]), float(self.opacities[i] * self.opacity)
            if weight < 0.005 or alpha < 1 / 512:
                continue
            start, end, t = float(self.xs[k]), float(self.xs[q]), float(self.way)
            top = (end - start) * self.rise * 4 / 3
            x = start + (end - start) * (3 * t * t - 2 * t**3)
            y = 3 * t * (1 - t) * top
            r, g, b, a = (float(c) for c in self.colors[i])
            paint = skia.Paint(AntiAlias=True)
            paint.setColor4f(skia.Color4f(r, g, b, a * alpha))
            canvas.drawCircle(x, y, self.radius * weight**0.5, paint)

    def paint_bounds(self) -> skia.Rect | None:
        box = super().paint_bounds()
        return box and box.makeOutset(self.radius * self.zoom, self.radius * self.zoom)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []  # the arcs beneath show the same weights
