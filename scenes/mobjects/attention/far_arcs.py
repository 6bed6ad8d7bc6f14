"""A long text as a line of ticks, and a head's far weights as arcs over it, one of which is lit."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.attention.thin_lines import ThinLines
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, stroke_paint

TURN = np.linspace(0, np.pi, 49)
TICK, THICK, THIN = 0.16, 0.09, 0.012  # height of a token's tick; widths of an arc of weight 1, and at least
FAR = 0.75  # opacity of a far arc of weight 1
SEEN = 0.02  # a lit arc of less fades
LAMP = 0.55  # radius of the light at both ends of the lit arc


class FarArcs(DataMobject):
    """T tokens along a line, and arcs from queries back to keys that are far away; an arc's width is the weight.

    Parameters
    ----------
    pattern
        ``[T, T]``, row = query.
    pairs
        ``[N, 2]``: the query and the key of each arc.
    lit
        Which pair is lit.
    width, height
        Of the line, and of the longest arc, in scene units.
    other
        ``[T, T]`` of a text of the same length, into whose arcs these turn.

    Attributes
    ----------
    grown
        ``[N]`` from 0, not there, to 1.
    reach
        How far the lit arc has come on its way from its query to its key.
    turned
        0: the arcs are those of the pattern; 1: of the other one.
    """

    furniture = ("ticks",)

    def __init__(
        self, pattern: Reading, pairs: np.ndarray, lit: tuple[int, int], width: float, height: float,
        other: Reading | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(pattern, Reading):
            raise TypeError("an arc on screen needs a source: give a Reading")
        self.count, self.pairs, self.long, self.tallest = len(pattern), np.asarray(pairs), width, height
        self.query, self.key = lit
        both = [each[self.pairs[:, 0], self.pairs[:, 1]] for each in (pattern, other if other is not None else pattern)]
        self.readings, self.others = both
        self.lit = np.flatnonzero((self.pairs == lit).all(axis=1))
        self.grown, self.opacities = np.zeros(len(self.pairs)), np.ones(1)
        self.ways = np.array([self.way(*pair) for pair in self.pairs.tolist()]).reshape(-1, len(TURN), 2)
        wide = THICK * np.maximum(self.readings.value, self.others.value) > THIN
        wide[self.lit] = False
        self.wide, self.thin = np.flatnonzero(wide), np.flatnonzero(~wide & ~(self.pairs == lit).all(axis=1))
        self.lines = ThinLines(self.ways[self.thin], THIN)
        xs = self.x(np.arange(self.count))
        self.segments = np.stack([np.column_stack([xs, np.full(self.count, y)]) for y in (-TICK, -0.04)], axis=1)
        self.ticks, self.reach, self.turned = 1.0, 0.0, 0.0
        super().__init__((-LAMP, -TICK - LAMP), (width + LAMP, height + LAMP))

    def x(self, token: np.ndarray | int) -> np.ndarray:
        """Return where tokens stand along the line."""
        return (np.asarray(token) + 0.5) / self.count * self.long

    def end(self, token: int) -> np.ndarray:
        """Return the place of a token in the scene, ``[3]``."""
        return self.place(np.array([self.x(token), 0.0]))[0]

    def way(self, query: int, key: int, reach: float = 1.0) -> np.ndarray:
        """Return points on the way from a query back to a key, ``[49, 2]``."""
        right, left = float(self.x(query)), float(self.x(key))
        high = self.tallest * ((query - key) / max(self.query - self.key, 1)) ** 0.5
        turn = TURN * reach
        return np.column_stack(
            [(right + left) / 2 + (right - left) / 2 * np.cos(turn), min(high, self.tallest) * np.sin(turn)]
        )

    def paint(self, canvas: skia.Canvas) -> None:
        if self.ticks > FAINT:
            paint = stroke_paint(
                palette().rgba("data_low", 0.5 * self.ticks * self.opacity), 0.55 * self.long / self.count
            )
            paint.setStrokeCap(skia.Paint.kButt_Cap)
            canvas.drawPath(polygons(self.segments, closed=False), paint)
        weights = (1 - self.turned) * self.readings.value + self.turned * self.others.value
        light = np.where(self.grown > FAINT, self.grown * self.opacity * FAR * weights**0.5, 0.0)
        color = palette().rgba("data_high")
        self.lines.draw(canvas, color, light[self.thin])
        for n in self.wide[light[self.wide] > 0].tolist():
            path = polygons(self.ways[n : n + 1], closed=False)
            canvas.drawPath(path, stroke_paint(color * [1, 1, 1, light[n]], max(THICK * weights[n], THIN)))
        if self.reach > FAINT:
            self._paint_lit(canvas, float(weights[self.lit[0]]))

    def _paint_lit(self, canvas: skia.Canvas, weight: float) -> None:
        rgba = palette().rgba("focus", self.opacity * min(1.0, weight / SEEN))
        path = polygons(self.way(self.query, self.key, self.reach)[None], closed=False)
        draw_glowing_line(canvas, path, rgba, max(THICK * weight, THIN))
        for token, seen in ((self.query, 1.0), (self.key, float(self.reach >= 1))):
            lamp = palette().rgba("focus", 0.9 * seen * self.opacity)
            draw_lamp(canvas, np.array([float(self.x(token)), -TICK / 2]), LAMP, lamp)

    def visible(self) -> np.ndarray:
        """Return whether the weights are those of the other pattern, then which arcs can be seen, by number."""
        there = self.grown > VISIBLE
        there[self.lit] = self.reach > VISIBLE
        seen = np.flatnonzero(there & (self.opacity >= VISIBLE))
        return np.insert(seen, 0, int(self.turned >= 0.5))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        turned, *seen = self.visible().tolist()
        readings = self.others if turned else self.readings
        return [("⌒", readings[n]) for n in seen]
