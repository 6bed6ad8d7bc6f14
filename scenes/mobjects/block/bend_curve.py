"""The bend of an MLP as its own neurons draw it: a dot each, what goes in across, what comes out up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint

DOT, LAMP = 0.075, 0.4  # radii in scene units
STEM = 0.3  # opacity of the line from the axis to a dot
STRAIGHT, AXES = 0.55, 0.5  # opacity of the line that a map without a bend would give, and of the axes
DASH = 0.16


class BendCurve(DataMobject):
    """N dots: where each neuron is before and after a bend. Both axes have one scale; dashed is what no bend gives.

    Parameters
    ----------
    before, after
        ``[N]`` each.
    low, high
        The box that it fills, ``[2]`` each.

    Attributes
    ----------
    growth
        ``[N]``: from 0, on the axis, to 1, where the bend puts it.
    order
        ``[N]`` delays by which dots come from left to right.
    """

    def __init__(self, before: Reading, after: Reading, low: Sequence[float], high: Sequence[float]) -> None:
        self.readings, self.after = before, after
        x, y = before.value.astype(float), after.value.astype(float)
        self.before_after = np.column_stack([x, y])
        self.growth, self.opacities = np.zeros(len(x)), np.ones(len(x))
        self.order = np.clip((x - x.min()) / max(float(np.ptp(x)), 1e-9), 0, 1)
        least, most = min(float(x.min()), -1e-6), max(float(x.max()), 1e-6)
        bottom, top = min(float(y.min()), 0.25 * least), max(float(y.max()), 0.25 * most)
        (left, floor), (right, roof) = low, high
        self.unit = min((right - left - 0.4) / (most - least), (roof - floor - 0.4) / (top - bottom))
        self.zero = np.array([
            (left + right) / 2 - self.unit * (least + most) / 2, (floor + roof) / 2 - self.unit * (bottom + top) / 2,
        ])  # fmt: skip
        self.ends = np.array([least, most, bottom, top])
        super().__init__(low, high)

    def paint(self, canvas: skia.Canvas) -> None:
        least, most, bottom, top = (self.ends * self.unit).tolist()
        x, y = self.zero.tolist()
        axis = stroke_paint(palette().rgba("faint", AXES * self.opacity), 0.02)
        canvas.drawPath(
            polygons(np.array([[[x + least, y], [x + most, y]], [[x, y + bottom], [x, y + top]]]), closed=False), axis
        )
        dashed = stroke_paint(palette().rgba("soft", STRAIGHT * self.opacity), 0.025)
        start, end = max(least, bottom), min(most, top)
        steps = np.arange(start, end, 2 * DASH)
        dashes = np.stack([np.column_stack([steps, steps]), np.column_stack([steps + DASH, steps + DASH])], axis=1)
        canvas.drawPath(polygons(dashes + self.zero, closed=False), dashed)
        rgba = palette().rgba("third", self.opacity)
        feet = np.column_stack([self.before_after[:, 0], np.zeros(len(self.growth))])
        at = self.zero + self.unit * (feet + self.growth[:, None] * (self.before_after - feet))
        stems = np.stack([self.zero + self.unit * feet, at], axis=1)
        canvas.drawPath(polygons(stems, closed=False), stroke_paint(rgba * [1, 1, 1, STEM], 0.03))
        for a, b in at.tolist():
            canvas.drawCircle(a, b, DOT, fill_paint(rgba * [1, 1, 1, 0.75]))
        top_one = int(np.abs(self.before_after[:, 1]).argmax())
        draw_lamp(canvas, at[top_one], LAMP, rgba * [1, 1, 1, self.growth[top_one]])

    def visible(self) -> np.ndarray:
        """Return for each dot whether what goes into the bend can be read off, then whether what comes out can."""
        seen = self.opacities * self.opacity > VISIBLE
        return np.concatenate([seen, seen & (self.growth == 1)]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        both = zip((self.readings, self.after), self.visible().reshape(2, -1), strict=True)
        return [("■", readings[i]) for readings, seen in both for i in np.flatnonzero(seen).tolist()]
