"""Products that add up to a cosine: a bar for each, a thread of their running sum, and a band where it usually ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint

THICK, THREAD = 0.94, 0.06  # of the way from bar to bar that a bar takes; width of the thread
LAMP, BAND = 0.6, 0.7  # radius of the light at the thread's end; width of the band
LEAST = 1e-9


class ProductWalk(DataMobject):
    """D products from left to right, each a bar over or under the middle line; the thread is the sum so far.

    Parameters
    ----------
    terms, total
        ``[D]`` and their sum.
    usual
        How far from 0 such a sum usually ends: a band beside the last bar.
    low, high
        Corners of its place.

    Attributes
    ----------
    growth
        ``[D]`` from 0 to 1.
    """

    def __init__(
        self, terms: Reading, total: Reading, usual: Reading, low: Sequence[float], high: Sequence[float]
    ) -> None:
        if not isinstance(terms, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.usual = join([terms, total, usual]), float(usual)
        values = terms.value.astype(float)
        self.ends = np.cumsum(values)
        self.values, self.growth, self.opacities = values, np.zeros(len(values)), np.ones(len(values))
        middle, tall = (low[1] + high[1]) / 2, (high[1] - low[1]) / 2
        self.middle = float(middle)
        self.full = float(tall / max(np.abs(values).max(), np.abs(self.ends).max(), self.usual, LEAST))
        self.step = float((high[0] - low[0] - BAND) / len(values))
        self.xs = low[0] + self.step * (np.arange(len(values)) + 0.5)
        super().__init__((low[0] - LAMP, low[1] - LAMP), (high[0] + LAMP, high[1] + LAMP))

    def at_end(self, value: float) -> np.ndarray:
        """Return where beside the last bar a sum stands, ``[3]``."""
        return np.array([self.xs[-1] + self.step + BAND / 2, self.middle + self.full * value, 0.0])

    def _paint_band(self, canvas: skia.Canvas) -> None:
        (left, high), (_, low) = self.at_end(self.usual)[:2].tolist(), self.at_end(-self.usual)[:2].tolist()
        left, right = left - 0.3 * BAND, left + 0.3 * BAND
        canvas.drawRect(
            skia.Rect.MakeLTRB(left, low, right, high), fill_paint(palette().rgba("soft", 0.42 * self.opacity))
        )
        edge = stroke_paint(palette().rgba("text", self.opacity), 0.03)
        for y in (low, high):
            canvas.drawLine(left, y, right, y, edge)

    def paint(self, canvas: skia.Canvas) -> None:
        self._paint_band(canvas)
        line = stroke_paint(palette().rgba("soft", 0.8 * self.opacity), 0.04)
        canvas.drawLine(float(self.xs[0]) - self.step, self.middle, float(self.xs[-1]) + self.step, self.middle, line)
        half = THICK * self.step / 2
        high = self.middle + self.values * self.full * self.growth
        for role, own in (("weight_plus", self.values >= 0), ("weight_minus", self.values < 0)):
            x, y = self.xs[own], high[own]
            floor = np.full_like(x, self.middle)
            bars = np.stack([x - half, floor, x + half, floor, x + half, y, x - half, y], axis=1).reshape(-1, 4, 2)
            if len(bars):
                canvas.drawPath(polygons(bars), fill_paint(palette().rgba(role, 0.85 * self.opacity)))
        reach = int(np.count_nonzero(self.growth > 0.5))
        if reach > 1:
            way = np.column_stack([self.xs[:reach], self.middle + self.full * self.ends[:reach]])
            rgba = palette().rgba("token", self.opacity)
            draw_glowing_line(canvas, polygons(way[None], closed=False), rgba, THREAD)
            draw_lamp(canvas, way[-1], LAMP, rgba)
            canvas.drawCircle(*way[-1].tolist(), 0.09, fill_paint(rgba))

    def visible(self) -> np.ndarray:
        count = len(self.values)
        grown = np.flatnonzero((self.growth == 1) & (self.opacity > VISIBLE))
        return np.append(grown, [count, count + 1]) if len(grown) == count else grown

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[n]) for n in self.visible().tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return []
