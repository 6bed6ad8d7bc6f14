"""Strips of lights: for each row some values as lights along one axis, and their mean as a bright one."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint

DOT, MEAN, LAMP = 0.09, 0.16, 0.75  # radii in scene units: of a value, of a mean, of its light
BEYOND = 0.3  # scene units: of the line at 0, over the first and under the last row
LINE, VALUE = 0.5, 0.6  # opacity of the line at 0, and of a value's light


class StripField(DataMobject):
    """Rows of lights from a common line at 0, a unit of the values ``full`` scene units long.

    Parameters
    ----------
    values, means
        ``[R, N]`` and ``[R]``.
    ys
        ``[R]``, where the rows stand.
    full
        The length of the value 1.
    colors
        ``[R, 4]``.

    Attributes
    ----------
    growth
        ``[R]`` from 0, all at the line, to 1.
    """

    def __init__(self, values: Reading, means: Reading, ys: np.ndarray, full: float, colors: np.ndarray) -> None:
        if not isinstance(values, Reading) or not isinstance(means, Reading):
            raise TypeError("a light on screen needs a source: give a Reading")
        self.readings, self.means, self.ys, self.full = values, means, np.asarray(ys, dtype=float), full
        self.colors, self.growth = np.asarray(colors, dtype=float), np.zeros(len(values))
        self.opacities = np.ones(len(values))
        least, most = (float(end) * full for end in (values.value.min(), values.value.max()))
        low, high = float(self.ys.min()) - LAMP, float(self.ys.max()) + LAMP  # a lamp may stand at each end
        super().__init__((min(least, 0) - LAMP, low), (max(most, 0) + LAMP, high))

    def paint(self, canvas: skia.Canvas) -> None:
        line = skia.Path()
        line.moveTo(0, float(self.ys.min()) - BEYOND)
        line.lineTo(0, float(self.ys.max()) + BEYOND)
        canvas.drawPath(line, stroke_paint(palette().rgba("faint", LINE * self.opacity), 0.02))
        for row, growth in enumerate(self.growth.tolist()):
            light = min(1.0, 3 * growth) * self.opacities[row] * self.opacity
            rgba, y = self.colors[row], float(self.ys[row])
            for value in self.readings.value[row].tolist():
                canvas.drawCircle(value * growth * self.full, y, DOT, fill_paint(rgba * [1, 1, 1, VALUE * light]))
            middle = np.array([float(self.means.value[row]) * growth * self.full, y])
            draw_lamp(canvas, middle, LAMP, rgba * [1, 1, 1, light])
            canvas.drawCircle(*middle.tolist(), MEAN, fill_paint(rgba * [1, 1, 1, light]))

    def visible(self) -> np.ndarray:
        rows = np.flatnonzero(self.growth * self.opacities * self.opacity > VISIBLE)
        count = self.readings.value.shape[1]
        cells = (rows[:, None] * count + np.arange(count)).ravel()
        return np.concatenate([cells, self.readings.value.size + rows]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, size = self.readings.reshape(-1), self.readings.value.size
        return [("■", flat[i] if i < size else self.means[i - size]) for i in self.visible().tolist()]
