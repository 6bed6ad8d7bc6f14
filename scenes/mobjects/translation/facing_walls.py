"""Two sentences on facing walls: arcs of cross-attention between them, arcs of self-attention along each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles
from attention_scenes.scenes.mobjects.translation.wall_words import AWAY, WallWords, WordLight

ANGLE = 40.0
DEEP, BEHIND = 13.0, 1.0  # of the walls; from head to head, in units of space
ARC, THIN, BOW = 0.085, 0.014, 1.1  # width of the arc of a weight of 1, and the least; how far it bends away
LEAST = 0.03  # a weight below is not drawn, but for an arc that is cut
SAMPLES = 33
DIM = 0.4  # light of other heads' arcs beside those of the one that is spoken of
GAP = 0.2  # of an arc that is cut, what is gone on either side of its middle
GLASS, RULE, LINES = 0.06, 0.35, 6  # opacity of a wall, of the lines on it; lines of the floor each way
SHELF, TALL, ASKED = (
    0.34,
    0.62,
    0.35,
)  # of what stands at a word along its wall: opacity, part of a row; what light adds
WHOLE = 0.05  # of a cut: an arc is not yet apart
TILE, BETWEEN, FIRST = 0.7, 0.12, 1.0  # of entries on the wall: length, what is between two, where the first begins


class FacingWalls(Space):
    """S English words at the edge of the left wall, N places of the French sentence at that of the right one.

    Each place stands on a word that was said, and is about to say the next one, which is written beside it. An arc is
    as wide as its weight; those of other heads stand behind the one that is spoken of. What a word gives itself is not
    drawn.

    Parameters
    ----------
    words
        Where all words stand.
    cross
        ``[A, N, S]`` the weights of A heads, the one that is spoken of first.
    own
        ``[S, S]`` and ``[N, N]``, the weights within the left wall and within the right one.
    values
        ``[S, K]`` entries of the English words' values.
    low, high
        The box of the frame it is seen in.

    Attributes
    ----------
    links
        ``[N, S]`` how far the arcs of the head have grown.
    behind
        ``[N, S]`` the same for those of all other heads.
    within
        ``[2]`` the same for the arcs on each wall.
    asking
        ``[N]`` light on a place that asks, and on its arcs.
    cut
        ``[N, S]`` from 0 to 1: how far the arcs are cut, in all heads.
    tiles
        How far the values' tiles have come.
    told, read, spoken, other, lit
        Of the words, as in :class:`~scenes.mobjects.translation.wall_words.WordLight`.
    """

    furniture = ("glass",)

    def __init__(
        self, words: WallWords, cross: Reading, own: tuple[Reading, Reading], values: Reading, low: Sequence[float],
        high: Sequence[float],
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (cross, *own, values)):
            raise TypeError("an arc on screen needs a source: give Readings")
        self.words, self.readings, self.inner, self.values = words, cross, own, values
        heads, places, read = cross.shape
        self.weights = np.clip(cross.value.astype(float), 0, 1)
        self.shares = brightness(values.value)
        self.links, self.behind = np.zeros((places, read)), np.zeros((places, read))
        self.cut, self.asking, self.within = np.zeros((places, read)), np.zeros(places), np.zeros(2)
        self.told, self.read, self.spoken = np.zeros(places), np.ones(read), np.zeros(read)
        self.other = self.lit = 0.0
        self.tiles, self.glass, self.opacities = 0.0, 1.0, np.ones(1)
        self.ways = self._ways(heads)
        self.paths = [self._along(wall) for wall in (0, 1)]
        middle = np.array([(words.edges[0] + words.edges[1]) / 2, float(words.ys[1].mean()) + 0.2])
        super().__init__(
            low, high, eye=(*middle, -AWAY), aim=(*middle, 0.0), angle=ANGLE, center=middle
        )  # fmt: skip

    @property
    def light(self) -> WordLight:
        """How far words are there now."""
        return WordLight(self.asking, self.told, self.read, self.spoken, self.other, self.lit)

    def _ways(self, heads: int) -> np.ndarray:
        """Return the points of each arc, ``[A, N, S, SAMPLES, 3]``: from the word that is read to the place."""
        u = np.linspace(0, 1, SAMPLES)
        (left, right), (read, asks) = self.words.edges, self.words.ys
        eased = u * u * (3 - 2 * u)
        y = read[None, :, None] + (asks[:, None] - read[None, :])[..., None] * eased
        x = np.broadcast_to(left + (right - left) * u, y.shape)
        z = np.arange(heads)[:, None, None, None] * BEHIND + BOW * 4 * u * (1 - u)
        return np.stack(np.broadcast_arrays(x[None], y[None], z), axis=-1)

    def _along(self, wall: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return query and key of each arc on a wall, ``[P, 2]``, its weight, and its points ``[P, SAMPLES, 3]``."""
        weights = np.clip(self.inner[wall].value.astype(float), 0, 1)
        pairs = np.argwhere((weights >= LEAST) & ~np.eye(len(weights), dtype=bool))
        ys, u = self.words.ys[wall], np.linspace(0, 1, SAMPLES)
        query, key = ys[pairs[:, 0], None], ys[pairs[:, 1], None]
        far = np.abs(pairs[:, 0] - pairs[:, 1])[:, None] / max(len(ys) - 1, 1)
        z = (0.5 + 0.8 * DEEP * far) * np.sin(np.pi * u)
        y = key + (query - key) * (1 - np.cos(np.pi * u)) / 2
        x = np.full_like(y, self.words.edges[wall])
        return pairs, weights[tuple(pairs.T)], np.stack([x, y, z], axis=-1)

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        self._paint_floor(canvas, lens)
        for wall in (0, 1):
            self._paint_wall(canvas, lens, wall)
        self._paint_tiles(canvas, lens)
        for number in range(len(self.weights) - 1, -1, -1):
            self._paint_arcs(canvas, lens, number)
        lit = {n: float(share) for n, share in enumerate(self.asking) if share > FAINT}
        for n, share in lit.items():
            at = np.array([self.words.edges[1], self.words.ys[1][n]])
            draw_lamp(canvas, at, 0.5, palette().rgba("query", 0.8 * share * self.opacity))
        self.words.paint(canvas, self.opacity, self.light)

    def _paint_floor(self, canvas: skia.Canvas, lens: Lens) -> None:
        (left, right), y = self.words.edges, self.words.foot
        ends = [[[left, y, z], [right, y, z]] for z in np.linspace(0, DEEP, LINES)]
        ends += [[[x, y, 0], [x, y, DEEP]] for x in np.linspace(left, right, LINES)]
        xy = lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.32 * self.glass * self.opacity), 0.012)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _paint_wall(self, canvas: skia.Canvas, lens: Lens, wall: int) -> None:
        share, x, ys = self.glass * self.opacity, self.words.edges[wall], self.words.ys[wall]
        low, high = self.words.foot, self.words.head
        role = "key" if wall == 0 else "query"
        face = [[x, low, 0], [x, high, 0], [x, high, DEEP], [x, low, DEEP]]
        xy = lens.project(face).xy_N2
        canvas.drawPath(polygons(xy[None]), fill_paint(palette().rgba(role, GLASS * share)))
        canvas.drawPath(polygons(xy[None]), stroke_paint(palette().rgba(role, 0.55 * share), 0.016))
        rules = np.array([[[x, y, 0], [x, y, DEEP]] for y in ys])
        xy = lens.project(rules.reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(palette().rgba(role, RULE * share), 0.01))
        self._paint_shelves(canvas, lens, wall)
        grown = float(self.within[wall])
        if grown < FAINT:
            return
        for _, weight, way in zip(*self.paths[wall], strict=True):
            seen = lens.project(way[: max(2, round(grown * (SAMPLES - 1)) + 1)])
            rgba = palette().rgba("second", (0.25 + 0.65 * weight) * min(1.0, 3 * grown) * self.opacity)
            width = max(ARC * weight * float(seen.scale_N.mean()), THIN)
            draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), rgba, width)

    def _paint_shelves(self, canvas: skia.Canvas, lens: Lens, wall: int) -> None:
        """Draw a strip of light along the wall for each word that is there, brighter for those spoken of."""
        x, half, role = self.words.edges[wall], TALL * self.words.step / 2, ("key", "query")[wall]
        there = self.read if wall == 0 else np.array([1.0, *self.told[:-1]])
        lit = self.spoken if wall == 0 else self.asking
        shares = there * (SHELF * (1 - 0.5 * self.lit * (1 - lit)) + ASKED * lit) * self.opacity
        if wall == 0:
            shares = shares * (1 - self.tiles)
        for y, share in zip(self.words.ys[wall].tolist(), shares.tolist(), strict=True):
            if share > FAINT:
                face = [[x, y - half, 0], [x, y + half, 0], [x, y + half, DEEP], [x, y - half, DEEP]]
                canvas.drawPath(polygons(lens.project(face).xy_N2[None]), fill_paint(palette().rgba(role, share)))

    def _paint_tiles(self, canvas: skia.Canvas, lens: Lens) -> None:
        if self.tiles * self.opacity < FAINT:
            return
        count = self.shares.shape[1]
        half = 0.36 * self.words.step
        y = self.words.ys[0][:, None]
        z = FIRST + np.arange(count)[None] * (TILE + BETWEEN)
        y, z = np.broadcast_arrays(y, z)
        corners = np.array([[-half, 0], [half, 0], [half, TILE], [-half, TILE]])
        found = np.stack(
            [np.full((*y.shape, 4), self.words.edges[0]), y[..., None] + corners[:, 0], z[..., None] + corners[:, 1]],
            axis=-1,
        )
        come = np.clip(self.tiles * (count + 2) - np.arange(count), 0, 1)
        shares = self.shares * come * self.opacity
        draw_tiles(canvas, lens, found.reshape(-1, 4, 3), palette().rgba("value"), shares.ravel())

    def _paint_arcs(self, canvas: skia.Canvas, lens: Lens, number: int) -> None:
        """Draw the arcs of a head: 0 is the one that is spoken of."""
        grown = self.links if number == 0 else self.behind
        weights = self.weights[number]
        drawn = (grown * self.opacity > FAINT) & ((weights >= LEAST) | (self.cut > FAINT))
        for n, s in np.argwhere(drawn).tolist():
            weight, lit, cut = float(weights[n, s]), float(self.asking[n]), float(self.cut[n, s])
            reach = max(2, round(float(grown[n, s]) * (SAMPLES - 1)) + 1)
            seen = lens.project(self.ways[number, n, s])
            rgba = lit * palette().rgba("query") + (1 - lit) * palette().rgba("data_low")
            if cut:
                rgba = (1 - cut) * rgba + cut * palette().rgba("value")
            light = (0.35 + 0.6 * weight) * (0.6 + 0.4 * lit) * min(1.0, 2 * float(grown[n, s]))
            light = DIM * light if number else max(light, float(cut))
            width = max(ARC * weight * float(seen.scale_N.mean()), THIN * (1 + cut * (number == 0)))
            for first, last in self._pieces(reach, cut):
                line = polygons(seen.xy_N2[None, first:last], closed=False)
                draw_glowing_line(canvas, line, rgba * [1, 1, 1, light * self.opacity], width)

    @staticmethod
    def _pieces(reach: int, cut: float) -> list[tuple[int, int]]:
        """Return which points of an arc are drawn: all, or those on both sides of a cut."""
        if cut < WHOLE:
            return [(0, reach)]
        away = max(1, round(GAP * cut * SAMPLES))
        middle = SAMPLES // 2
        return [(0, middle - away), (middle + away, reach)]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return which arcs and values can be seen: of all heads, then of both walls, then of the tiles."""
        share = self.opacity if self.opacity > VISIBLE else 0.0
        grown = np.array([self.links, *[self.behind] * (len(self.weights) - 1)])
        arcs = (grown * share > VISIBLE) & ((self.weights >= LEAST) | (self.cut > FAINT))
        inner = [np.full(len(pairs), self.within[n] * share > VISIBLE) for n, (pairs, *_) in enumerate(self.paths)]
        return np.concatenate([arcs.ravel(), *inner, np.full(self.values.value.size, self.tiles * share > VISIBLE)])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        sizes = self.weights.size, *[len(pairs) for pairs, *_ in self.paths]
        arcs, one, other, tiles = np.split(self.visible(), np.cumsum(sizes))
        found = [("⌒", self.readings[tuple(at)]) for at in np.argwhere(arcs.reshape(self.weights.shape)).tolist()]
        for wall, seen in enumerate((one, other)):
            found += [("⌒", self.inner[wall][tuple(at)]) for at in self.paths[wall][0][seen].tolist()]
        return found + [("■", self.values[tuple(at)]) for at in np.argwhere(tiles.reshape(self.shares.shape)).tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return self.words.texts(self, self.opacity, self.light) if self.opacity > VISIBLE else []
