"""Arcs of attention over words on a floor: from each word that is read to the one that reads it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.word_floor import WordFloor

UP = 0.8  # from the floor to a word's lamp, in units of space
LAMP, GLOW = 0.3, 2.4  # radius of the lamp of a weight of 1; how far its light reaches beyond
ARC, THIN = 0.2, 0.012  # width of the arc of a weight of 1, and the least
RISE, RISE_MORE = 0.3, 0.1  # how far an arc rises over its ends, and more for each unit between them
SAMPLES, DROPS, DROP = 25, 6, 0.55  # points along an arc; drops of light on it, and their area in parts of the lamp's
LEAST = 0.005  # a weight below is not drawn


class WordArcs(Space):
    """A weight as a lamp over the word that is read, by its area, and as an arc as wide to the word that reads.

    Parameters
    ----------
    pattern
        ``[T, T]``, row = query; only earlier words are read.
    floor
        The words.
    heart
        ``[3]`` where in space the arcs of the word that asks end.
    role
        Palette role of its arcs; those of other words are grey.

    Attributes
    ----------
    opacities, growth
        ``[N]`` of the arcs, one for each of ``pairs`` (query, key).
    lamps
        How far the lamps of the asking word's weights are lit.
    way
        How far the light on its way along the asking word's arcs has come, from 0 to 1.
    """

    def __init__(self, pattern: Reading, floor: WordFloor, heart: Sequence[float], role: str = "focus") -> None:
        if not isinstance(pattern, Reading):
            raise TypeError("an arc on screen needs a source: give a Reading")
        self.readings, self.role, self.asks = pattern, role, floor.asks
        self.pairs = [(q, k) for q in range(len(floor.feet)) for k in range(q)]
        self.weights = np.array([float(pattern.value[pair]) for pair in self.pairs])
        self.own = np.array([q == floor.asks for q, _ in self.pairs], dtype=float)
        self.opacities, self.growth = self.own.copy(), np.zeros(len(self.pairs))
        self.lamps = self.way = 0.0
        self.heart = np.asarray(heart, dtype=float)
        self.feet = floor.feet
        self.ways = self._ways()
        low, high = floor.low.tolist(), floor.high.tolist()
        super().__init__(low, high, eye=floor.eye, aim=floor.aim, angle=floor.angle, center=floor.center)

    def _ways(self) -> np.ndarray:
        """Return the points along each arc in space, ``[N, SAMPLES, 3]``."""
        ends = self.feet + [0, UP, 0]
        ends[self.asks] = self.heart
        queries, keys = np.array(self.pairs, dtype=int).reshape(-1, 2).T
        start, end = ends[keys][:, None], ends[queries][:, None]
        u = np.linspace(0, 1, SAMPLES)[None, :, None]
        rise = RISE + RISE_MORE * np.linalg.norm(end - start, axis=-1, keepdims=True)
        return start + (end - start) * u * u * (3 - 2 * u) + 4 * rise * u * (1 - u) * np.eye(3)[1]

    def paint(self, canvas: skia.Canvas) -> None:
        lens, shares = self.lens, self.opacities * self.opacity
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        drawn = np.flatnonzero((shares > FAINT) & (self.weights >= LEAST) & (self.growth > FAINT))
        for i in sorted(drawn.tolist(), key=lambda i: self.own[i]):  # its own arcs lie above
            seen = lens.project(self.ways[i])
            reach = max(2, round(float(self.growth[i]) * (SAMPLES - 1)) + 1)
            width = max(ARC * self.weights[i] * float(seen.scale_N.mean()), THIN)
            line = polygons(seen.xy_N2[None, :reach], closed=False)
            light = (0.3 + 0.6 * min(1.0, self.weights[i])) * float(shares[i])
            draw_glowing_line(canvas, line, palette().rgba(self.role if self.own[i] else "data_low", light), width)
            if self.own[i]:
                self._paint_drops(canvas, lens, self.ways[i], float(self.weights[i]))
        self._paint_lamps(canvas, lens)
        canvas.restore()

    def _paint_drops(self, canvas: skia.Canvas, lens: Lens, way_S3: np.ndarray, weight: float) -> None:
        """Draw drops of light one after the other; none is left where the light has come to its end."""
        if not 0 < self.way < 1:
            return
        at = 2 * self.way - np.linspace(0, 1, DROPS)
        at = at[(at > 0) & (at < 1)] * (SAMPLES - 1)
        if not len(at):
            return
        seen = lens.project(np.column_stack([np.interp(at, np.arange(SAMPLES), way_S3[:, axis]) for axis in range(3)]))
        for xy, scale in zip(seen.xy_N2, seen.scale_N.tolist(), strict=True):
            radius = LAMP * float(np.sqrt(DROP * weight)) * scale
            draw_lamp(canvas, xy, 2.4 * radius, palette().rgba("update", 0.8 * self.opacity))
            canvas.drawCircle(*xy.tolist(), 0.6 * radius, fill_paint(palette().rgba("update", self.opacity)))

    def _paint_lamps(self, canvas: skia.Canvas, lens: Lens) -> None:
        seen = lens.project(self.feet + [0, UP, 0])
        for i, (_, k) in enumerate(self.pairs):
            share = float(self.own[i] * self.opacities[i] * self.lamps * self.opacity)
            if share > FAINT and self.weights[i] >= LEAST:
                radius = LAMP * float(np.sqrt(self.weights[i])) * float(seen.scale_N[k])
                draw_lamp(canvas, seen.xy_N2[k], radius * GLOW, palette().rgba(self.role, 0.7 * share))
                canvas.drawCircle(*seen.xy_N2[k].tolist(), radius, fill_paint(palette().rgba(self.role, share)))

    def visible(self) -> np.ndarray:
        """Return which arcs can be seen, by number."""
        seen = self.opacities * self.opacity * self.growth > VISIBLE
        return np.flatnonzero(seen & (self.weights >= LEAST))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("⌒", self.readings[self.pairs[int(i)]]) for i in self.visible()]
