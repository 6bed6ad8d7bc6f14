"""Weights as dots and as arcs; learned weights as cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject, rows


class DotField(DataMobject):
    """A dot for each weight, its *area* in proportion to the weight: a weight of 1 has radius ``radius``.

    ``readings`` any shape with ``centers`` ``[N, 2]``; ``growth`` (0 to 1) scales each area while dots appear.
    """

    def __init__(self, readings: Reading, centers: np.ndarray, radius: float, colors: np.ndarray) -> None:
        if not isinstance(readings, Reading):
            raise TypeError("a dot on screen needs a source: give a Reading")
        self.readings = readings.reshape(-1)
        self.centers = np.asarray(centers, dtype=float).reshape(-1, 2)
        self.radius = radius
        self.weights = np.clip(np.nan_to_num(self.readings.value.astype(float), neginf=0.0), 0, 1)
        count = len(self.weights)
        self.colors = np.broadcast_to(np.asarray(colors, dtype=float), (count, 4)).copy()
        self.opacities, self.growth = np.ones(count), np.ones(count)
        super().__init__(self.centers.min(axis=0) - radius, self.centers.max(axis=0) + radius)

    def paint(self, canvas: skia.Canvas) -> None:
        radii = self.radius * np.sqrt(self.weights * self.growth)
        alphas = self.opacities * self.opacity * self.colors[:, 3]
        paint = skia.Paint(AntiAlias=True)
        rgbas = np.column_stack((self.colors[:, :3], alphas))
        drawn = (alphas > FAINT) & (radii > self.radius / 200)
        for rgba, center, radius in rows(drawn, rgbas, self.centers, radii):
            paint.setColor4f(skia.Color4f(*rgba))
            canvas.drawCircle(*center, radius, paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.growth * (self.weights > 0) > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("●", self.readings[i]) for i in self.visible()]

    def number_places(self) -> np.ndarray:
        seen = self.visible()
        radii = self.radius * np.sqrt(self.weights[seen] * self.growth[seen])
        return self.boxes_around(self.centers[seen], 2 * np.maximum(radii, self.radius / 4)[:, None] * [1, 1])


class CellField(DataMobject):
    """Numbers as coloured cells of ``cell`` width and height at ``centers`` ``[N, 2]``: no digits, the colour tells."""

    entry_cost = 12

    def __init__(
        self, readings: Reading, centers: np.ndarray, cell: Sequence[float] | np.ndarray, colors: np.ndarray
    ) -> None:
        if not isinstance(readings, Reading):
            raise TypeError("a cell on screen needs a source: give a Reading")
        self.readings = readings.reshape(-1)
        self.centers = np.asarray(centers, dtype=float).reshape(-1, 2)
        self.cell = np.asarray(cell, dtype=float)
        self.colors = np.asarray(colors, dtype=float).reshape(-1, 4)
        self.opacities, self.sizes = np.ones(len(self.colors)), np.ones(len(self.colors))
        super().__init__(self.centers.min(axis=0) - self.cell / 2, self.centers.max(axis=0) + self.cell / 2)

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)
        sides = 0.9 * self.cell * self.sizes[:, None]
        corners = self.centers - sides / 2
        alphas = self.opacities * self.opacity * self.colors[:, 3]
        rgbas = np.column_stack((self.colors[:, :3], alphas))
        for rgba, corner, side in rows(alphas > FAINT, rgbas, corners, sides):
            paint.setColor4f(skia.Color4f(*rgba))
            canvas.drawRect(skia.Rect.MakeXYWH(*corner, *side), paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.colors[:, 3] * (self.sizes > 0.3) > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.readings[i]) for i in self.visible()]

    def number_places(self) -> np.ndarray:
        seen = self.visible()
        return self.boxes_around(self.centers[seen], self.cell * self.sizes[seen][:, None])


class Arcs(DataMobject):
    """Attention over a sentence: for each weight an arc from the key's word to the query's word.

    Parameters
    ----------
    readings
        ``[T, T]`` pattern, row = query, column = key. Only ``key <= query`` is drawn: the future is no source.
    xs
        ``[T]`` where the tokens stand.
    height
        Height of the widest arc.
    thick
        Line width of a weight of 1.
    """

    def __init__(
        self, readings: Reading, xs: np.ndarray, height: float, colors: np.ndarray, thick: float = 0.12
    ) -> None:
        if not isinstance(readings, Reading):
            raise TypeError("an arc on screen needs a source: give a Reading")
        self.pairs = [(q, k) for q in range(len(xs)) for k in range(q)]
        self.readings, self.xs, self.thick = readings, np.asarray(xs, dtype=float), thick
        self.colors = np.broadcast_to(np.asarray(colors, dtype=float), (len(self.pairs), 4)).copy()
        self.opacities, self.growth = np.ones(len(self.pairs)), np.ones(len(self.pairs))
        self.rise = height / max(np.ptp(self.xs), 1e-6)
        super().__init__((self.xs.min() - thick, 0), (self.xs.max() + thick, height))

    def paint(self, canvas: skia.Canvas) -> None:
        for i, (q, k) in enumerate(self.pairs):
            weight = float(self.readings.value[q, k])
            alpha = float(self.opacities[i] * self.opacity * self.colors[i, 3] * min(1.0, 0.25 + weight))
            if weight < 0.005 or alpha < 1 / 512:
                continue
            start, end = float(self.xs[k]), float(self.xs[q])
            top = (end - start) * self.rise * 4 / 3
            path = skia.Path()
            path.moveTo(start, 0)
            path.cubicTo(start, top, end, top, end, 0)
            r, g, b = (float(c) for c in self.colors[i, :3])
            paint = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=self.thick * weight)
            paint.setStrokeCap(skia.Paint.kRound_Cap)
            paint.setColor4f(skia.Color4f(r, g, b, alpha))
            if self.growth[i] < 1:
                measure = skia.PathMeasure(path, False)
                part = skia.Path()
                measure.getSegment(0, measure.getLength() * float(self.growth[i]), part, True)
                path = part
            canvas.drawPath(path, paint)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        seen = [i for i in range(len(self.pairs)) if self.opacities[i] * self.opacity * self.growth[i] > VISIBLE]
        return [("⌒", self.readings[self.pairs[i]]) for i in seen if self.readings.value[self.pairs[i]] >= 0.005]
