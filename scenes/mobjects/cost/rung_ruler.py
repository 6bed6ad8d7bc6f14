"""A ruler of rungs, seen face-on: the weights of a block are beads, and each lies on a rung."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, light_paint

BEAD = 0.34  # radius, in parts of the way from bead to bead
LAMP = 2.4  # radius of a bead's light, in radii of it


class RungRuler(DataMobject):
    """N beads side by side, each as high as its weight, and rungs behind them, one for each level.

    Parameters
    ----------
    weights
        ``[N]``.
    lowest, step
        Of the block at 4, 3 and 2 bits, ``[3]`` each.

    Attributes
    ----------
    heights
        ``[N]``, the values at which the beads are now.
    rungs
        ``[3]``, opacity of the rungs of 4, 3 and 2 bits.
    lamp
        ``[N]``, light of each bead.
    """

    def __init__(
        self, weights: Reading, lowest: np.ndarray, step: np.ndarray, bits: tuple[int, ...], width: float, height: float
    ) -> None:
        self.weights, self.n_rungs = weights, tuple(2**count for count in bits)
        self.lowest, self.step = np.asarray(lowest, dtype=float), np.asarray(step, dtype=float)
        self.heights = np.asarray(weights.value, dtype=float).copy()
        count = len(weights)
        self.opacities, self.lamp = np.ones(count), np.zeros(count)
        self.rungs = np.array([1.0, *[0.0] * (len(bits) - 1)])
        self.xs = (np.arange(count) + 0.5) / count * width
        tops = [low + apart * (n - 1) for low, apart, n in zip(self.lowest, self.step, self.n_rungs, strict=True)]
        self.least, self.most = float(self.lowest.min()), max(tops)
        super().__init__((0, 0), (width, height))

    def y(self, value: np.ndarray | float) -> np.ndarray:
        """Return how high a value stands in the box."""
        room = max(self.most - self.least, 1e-12)
        return 0.04 * self.high[1] + 0.92 * self.high[1] * (np.asarray(value, dtype=float) - self.least) / room

    def paint(self, canvas: skia.Canvas) -> None:
        for kind, share in enumerate(self.rungs.tolist()):
            self._paint_rungs(canvas, kind, share * self.opacity)
        radius = BEAD * self.high[0] / len(self.xs)
        color = palette().rgba("focus")
        ys = self.y(self.heights)
        for x, y, seen, lamp in zip(self.xs, ys, self.opacities.tolist(), self.lamp.tolist(), strict=True):
            share = seen * self.opacity
            if share > VISIBLE:
                draw_lamp(canvas, np.array([x, y]), LAMP * radius, color * [1, 1, 1, (0.35 + 0.65 * lamp) * share])
                canvas.drawCircle(float(x), float(y), radius, fill_paint(color * [1, 1, 1, share]))

    def _paint_rungs(self, canvas: skia.Canvas, kind: int, share: float) -> None:
        if share < 0.01:
            return
        paint = light_paint(palette().rgba("faint", 0.8 * share), 0.03)
        for rung in range(self.n_rungs[kind]):
            y = float(self.y(self.lowest[kind] + rung * self.step[kind]))
            canvas.drawLine(0.0, y, float(self.high[0]), y, paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.weights[i]) for i in self.visible()]
