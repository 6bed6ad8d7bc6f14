"""Arcs from every word that is read to the one that reads it, later words too: what a model without a mask does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 36.0
ARC, THIN = 0.22, 0.014  # width of the arc of a weight of 1, in units of space where words are 1 apart; and the least
RISE, HIGHEST = 0.75, 2.6  # how high an arc stands for each word between its ends, and at most
SAMPLES = 33  # points along an arc
LEAST = 0.02  # a weight below is not drawn
FOOT, LAMP = 0.11, 0.42  # radius of a word's bead; of the light round one that reads ahead
FLOOR = 0.75  # units of space to either side of the words
HALO, HALO_SHARE = 0.14, 0.22  # scene units that an arc's light is wider, whatever its weight, and its opacity
DIMMED = 0.5  # opacity of arcs to earlier words beside those to later ones


class ReadingArcs(Space):
    """A weight as an arc, as wide, over the words of a sentence: from the word that is read to the one that reads.

    Parameters
    ----------
    words
        ``T`` words.
    pattern
        ``[T, T]``, row = query.
    low, high
        The box of the frame that arcs fill; words stand below it.
    em, turn
        Of the words; by how many degrees they are turned.

    Attributes
    ----------
    ahead, back
        How far the arcs to later words and to earlier ones have come, from 0 to 1.
    named
        Opacity of the words.
    """

    def __init__(
        self, words: Sequence[str], pattern: Reading, low: Sequence[float], high: Sequence[float], *, em: float,
        turn: float = 0.0, pitch: float = 16.0, yaw: float = -14.0, below: float = 1.2,
    ) -> None:  # fmt: skip
        if not isinstance(pattern, Reading):
            raise TypeError("an arc on screen needs a source: give a Reading")
        count = len(words)
        self.pairs = [
            (q, k) for q in range(count) for k in range(count) if q != k and float(pattern.value[q, k]) >= LEAST
        ]
        self.each = [pattern[pair] for pair in self.pairs]
        self.weights = np.array([float(each) for each in self.each])
        self.later = np.array([k > q for q, k in self.pairs])
        self.x = np.arange(count) - (count - 1) / 2
        self.tags = [NameTag(word, readable(em), palette().rgba("text")) for word in words]
        self.turn = turn
        self.ahead = self.back = 0.0
        self.named, self.opacities = 1.0, np.ones(1)
        around = (low[0] - 0.5, low[1] - below), (high[0] + 0.5, high[1] + 0.3)
        super().__init__(*around, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)
        top = max([float(self._way(*pair)[:, 1].max()) for pair in self.pairs], default=1.0)
        corners = [[x, y, z] for x in self.x[[0, -1]] for y in (0.0, top) for z in (-FLOOR, FLOOR)]
        self.stand_at(fitting(np.array(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    def _way(self, query: int, key: int) -> np.ndarray:
        """Return points in space along an arc, from the word that is read to the one that reads, ``[S, 3]``."""
        u = np.linspace(0, 1, SAMPLES)
        x = self.x[key] + (self.x[query] - self.x[key]) * u
        high = min(RISE * abs(float(self.x[query] - self.x[key])), HIGHEST)
        return np.column_stack([x, 4 * high * u * (1 - u), 0 * u])

    def paint(self, canvas: skia.Canvas) -> None:
        self._paint_floor(canvas)
        for later in (False, True):
            for n in np.flatnonzero(self.later == later)[np.argsort(self.weights[self.later == later])].tolist():
                self._paint_arc(canvas, n)
        feet = self.lens.project(np.column_stack([self.x, 0 * self.x, 0 * self.x]))
        for at, scale in zip(feet.xy_N2.tolist(), feet.scale_N.tolist(), strict=True):
            canvas.drawCircle(*at, FOOT * scale, fill_paint(palette().rgba("text", self.named * self.opacity)))
        for tag, at, hold in self._named():
            tag.draw(canvas, at, self.named * self.opacity, hold)

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        across = [self.x[0] - 0.5, self.x[-1] + 0.5]
        ends = [[[x, 0, z] for x in across] for z in (-FLOOR, 0, FLOOR)]
        ends += [[[x, 0, -FLOOR], [x, 0, FLOOR]] for x in np.append(self.x - 0.5, across[1])]
        xy = self.lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.5 * self.named * self.opacity), 0.016)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _paint_arc(self, canvas: skia.Canvas, n: int) -> None:
        grown = self.ahead if self.later[n] else self.back
        share = self.opacity * (1.0 if self.later[n] else DIMMED)
        if grown * share < FAINT:
            return
        seen = self.lens.project(self._way(*self.pairs[n])[: max(2, round(grown * (SAMPLES - 1)) + 1)])
        width = max(ARC * float(self.weights[n] * seen.scale_N.mean()), THIN)
        role = "future" if self.later[n] else "data_low"
        line = polygons(seen.xy_N2[None], closed=False)
        for wider, strength in ((HALO, HALO_SHARE), (0.0, 0.9)):
            canvas.drawPath(line, stroke_paint(palette().rgba(role, strength * share), width + wider))
        if self.later[n]:
            light = palette().rgba(role, 0.5 * share * float(self.weights[n]))
            draw_lamp(canvas, seen.xy_N2[-1], LAMP * float(seen.scale_N[-1]), light)

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold]]:
        hold, found = Hold(1.0 if self.turn else 0.0, self.turn), []
        feet = self.lens.project(np.column_stack([self.x, 0 * self.x, 0 * self.x - FLOOR])).xy_N2
        for tag, at in zip(self.tags, feet, strict=True):
            aside = 0.3 * tag.em if self.turn else 0.0
            found.append((tag, at + [aside, -(0.7 if self.turn else 1.1) * tag.em], hold))
        return found

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        grown = np.where(self.later, self.ahead, self.back) * self.opacity
        return [("⌒", self.each[n]) for n in np.flatnonzero(grown > VISIBLE).tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.named * self.opacity < VISIBLE:
            return []
        return [tag.read_on(self, at, hold) for tag, at, hold in self._named()]
