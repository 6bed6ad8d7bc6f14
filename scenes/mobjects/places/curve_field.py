"""Curves of light over a common axis: a bead for each number, straight between them, for nothing is computed there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint

WIDE, BEAD = 0.055, 0.075  # scene units: of a curve, radius of a number's bead
AXIS, SHADE = 0.6, 0.28  # opacity of the axis, and of what lies between a curve and it
LAMP = 0.55


class CurveField(DataMobject):
    """C curves of N numbers each, from the left edge of a place to its right one.

    Parameters
    ----------
    values
        ``[C, N]``.
    low, high
        Corners of its place: the lowest value or 0 stands at the bottom, the highest at the top.
    roles
        Palette roles of the curves.

    Attributes
    ----------
    growth
        ``[C]`` from 0 to 1: how far to the right a curve has come.
    opacities
        ``[C]``.
    lit
        ``[C, N]``: light at a number.
    """

    def __init__(self, values: Reading, low: Sequence[float], high: Sequence[float], roles: Sequence[str]) -> None:
        if not isinstance(values, Reading):
            raise TypeError("a point on screen needs a source: give a Reading")
        self.readings, self.bottom, self.tall = values, float(low[1]), float(high[1] - low[1])
        self.least, self.most = min(0.0, float(values.value.min())), max(0.0, float(values.value.max()))
        count, points = values.shape
        self.colors = np.array([palette().rgba(role) for role in roles])
        self.growth, self.opacities, self.lit = np.zeros(count), np.ones(count), np.zeros((count, points))
        self.xs = np.linspace(low[0], high[0], points)
        self.ys = self.height(values.value.astype(float))
        super().__init__((low[0] - LAMP, low[1] - LAMP), (high[0] + LAMP, high[1] + LAMP))

    def height(self, value: np.ndarray | float) -> np.ndarray:
        """Return where a value stands in the frame."""
        share = (np.asarray(value) - self.least) / max(self.most - self.least, 1e-12)
        return np.asarray(self.bottom + share * self.tall)

    def at(self, curve: int, point: int) -> np.ndarray:
        """Return the place of a number, ``[3]``."""
        return np.array([self.xs[point], self.ys[curve, point], 0.0])

    def paint(self, canvas: skia.Canvas) -> None:
        zero = float(self.height(0.0))
        axis = stroke_paint(palette().rgba("faint", AXIS * self.opacity), 0.025)
        canvas.drawLine(float(self.xs[0]), zero, float(self.xs[-1]), zero, axis)
        for curve in np.flatnonzero(self.growth * self.opacities > 0).tolist():
            self._paint_curve(canvas, curve, zero)

    def _paint_curve(self, canvas: skia.Canvas, curve: int, zero: float) -> None:
        rgba = self.colors[curve] * [1, 1, 1, float(self.opacities[curve]) * self.opacity]
        reach = float(self.growth[curve]) * (len(self.xs) - 1)
        there = np.append(np.arange(int(reach) + 1), reach)
        way = np.column_stack([np.interp(there, np.arange(len(self.xs)), each) for each in (self.xs, self.ys[curve])])
        floor = [[way[-1, 0], zero], [way[0, 0], zero]]
        canvas.drawPath(polygons(np.concatenate([way, floor])[None]), fill_paint(rgba * [1, 1, 1, SHADE]))
        draw_glowing_line(canvas, polygons(way[None], closed=False), rgba, WIDE)
        for point in range(int(reach) + 1):
            x, y = way[point].tolist()
            draw_lamp(canvas, way[point], LAMP, rgba * [1, 1, 1, float(self.lit[curve, point])])
            canvas.drawCircle(x, y, BEAD, fill_paint(rgba))

    def visible(self) -> np.ndarray:
        drawn = self.growth * self.opacities * self.opacity > VISIBLE
        reached = np.arange(len(self.xs)) <= self.growth[:, None] * (len(self.xs) - 1)
        return np.flatnonzero(reached & drawn[:, None])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat = self.readings.reshape(-1)
        return [("▬", flat[i]) for i in self.visible().tolist()]
