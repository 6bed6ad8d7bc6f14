"""The pattern of cross-attention as dots on a floor: N queries at the back, S keys on the left, and no mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import joined, label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.ground_dots import LEAST, draw_dot_lamps, draw_dots, radii_of
from attention_scenes.scenes.mobjects.space.light import stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.stage.stage_light import draw_stage_light
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 40.0  # of the lens, degrees
AROUND = 0.1  # scene units between the floor and its names
Held = tuple[NameTag, np.ndarray, Hold, float]  # a name, where it stands, how it is held, its opacity


class CrossGrid(Space):
    """N × S dots on a floor, whose areas are weights: a column for each place that asks.

    Parameters
    ----------
    asks, read
        The words of the N queries, at the back, and of the S keys, on the left.
    pattern
        ``[N, S]``.
    focus
        The query that is lit.
    low, high
        The box of the frame that the floor fills.
    em
        Of the names.
    deep
        Depth of a cell over its width.
    pitch, turn
        From how far above it is seen; by how much the names at the back are turned; in degrees.

    Attributes
    ----------
    growth
        ``[N]`` how far the dots of each query have grown.
    lit
        Light on the focus.
    """

    furniture = ("lattice",)

    def __init__(
        self, asks: Sequence[str], read: Sequence[str], pattern: Reading, focus: int, low: Sequence[float],
        high: Sequence[float], *, em: float, deep: float = 0.8, pitch: float = 48.0, turn: float = 40.0,
    ) -> None:  # fmt: skip
        if not isinstance(pattern, Reading):
            raise TypeError("a dot on screen needs a source: give a Reading")
        self.readings, self.focus, self.turn, self.em = pattern, focus, turn, readable(em)
        self.sizes = np.clip(pattern.value.astype(float), 0, 1)
        queries, keys = pattern.shape
        self.x = np.arange(queries) - (queries - 1) / 2
        self.z = ((keys - 1) / 2 - np.arange(keys)) * deep
        self.half = np.array([0.5, deep / 2])
        colors = palette()
        self.asks = [NameTag(word, self.em, colors.rgba("text")) for word in asks]
        self.read = [NameTag(word, self.em, colors.rgba("text")) for word in read]
        self.heads = [
            NameTag(joined(" ", (text, arrow)), self.em, colors.rgba(role))
            for text, arrow, role in (
                (label_text("English"), "↓", "key"), (label_text("places"), "→", "query"),
            )
        ]  # fmt: skip
        self.growth, self.lit, self.lattice, self.opacities = np.zeros(queries), 0.0, 1.0, np.ones(1)
        out = 3.0
        super().__init__((low[0] - out, low[1] - 0.3), (high[0] + out, high[1] + out), eye=(0, 0, -8), aim=(0, 0, 0),
                         angle=ANGLE)  # fmt: skip
        self.stand_at(fitting(self._corners(), low, high, pitch=pitch, yaw=0.0, angle=ANGLE))

    def _corners(self, first: int = 0, last: int | None = None) -> np.ndarray:
        """Return the corners of the columns from one to another, ``[4, 3]``: back left, right, front right, left."""
        left, right = self.x[first] - self.half[0], self.x[-1 if last is None else last] + self.half[0]
        back, front = self.z[0] + self.half[1], self.z[-1] - self.half[1]
        return np.array([[left, 0, back], [right, 0, back], [right, 0, front], [left, 0, front]])

    def paint(self, canvas: skia.Canvas) -> None:
        lens, share = self.lens, self.lattice * self.opacity
        (left, _, back), _, (right, _, front), _ = self._corners()
        ends = [[[x, 0, back], [x, 0, front]] for x in [*(self.x - self.half[0]), right]]
        ends += [[[left, 0, z], [right, 0, z]] for z in [*(self.z + self.half[1]), front]]
        xy = lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(palette().rgba("faint", 0.55 * share), 0.014))
        if self.lit * self.opacity > FAINT:
            draw_stage_light(canvas, lens, self._corners(self.focus, self.focus), "query", self.lit * self.opacity)
        self._paint_dots(canvas)
        for tag, at, hold, there in self._placed():
            if there > FAINT:
                tag.draw(canvas, at, there, hold)

    def _paint_dots(self, canvas: skia.Canvas) -> None:
        weights, clear = self.sizes * self.growth[:, None], palette().rgba("data_high")
        radii, there = radii_of(weights, 2 * float(self.half.min())), weights >= LEAST
        x, z = np.meshgrid(self.x, self.z, indexing="ij")
        spots, mine = np.stack([x, 0 * x, z], axis=-1), (np.arange(len(self.x)) == self.focus)[:, None]
        own, others = there & mine, there & ~mine
        draw_dots(canvas, self.lens, spots[others], radii[others], clear * [1, 1, 1, self.opacity])
        rgba = (self.lit * palette().rgba("query") + (1 - self.lit) * clear) * [1, 1, 1, self.opacity]
        if self.lit * self.opacity > FAINT:
            draw_dot_lamps(canvas, self.lens, spots[own], radii[own], rgba * [1, 1, 1, self.lit])
        draw_dots(canvas, self.lens, spots[own], radii[own], rgba)

    def _placed(self) -> list[Held]:
        """Return the names at the back, on the left, and what both edges are."""
        lens, found = self.lens, list[Held]()
        back = np.column_stack([self.x, 0 * self.x, np.full(len(self.x), self.z[0] + self.half[1])])
        for n, (tag, at) in enumerate(zip(self.asks, lens.project(back).xy_N2, strict=True)):
            lit = self.lit if n == self.focus else 0.0
            tag.rgba = lit * palette().rgba("query") + (1 - lit) * palette().rgba("text")
            found.append((tag, at + [0.15 * self.em, AROUND], Hold(-1.0, self.turn), self.opacity))
        left = np.column_stack([np.full(len(self.z), self.x[0] - self.half[0]), 0 * self.z, self.z])
        for tag, at in zip(self.read, lens.project(left).xy_N2, strict=True):
            found.append((tag, at - [AROUND + 0.05, 0.25 * self.em], Hold(1.0), self.opacity))
        corner = lens.project(self._corners()[0]).xy_N2[0] + [-0.25, 0.16]
        found += [(tag, corner + [0, 1.35 * self.em * n], Hold(1.0), self.opacity) for n, tag in enumerate(self.heads)]
        return found

    def visible(self) -> np.ndarray:
        """Return which dots can be seen, ``[N S]``."""
        return ((self.sizes >= LEAST) & (self.growth * self.opacity > VISIBLE)[:, None]).ravel()

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        seen = np.argwhere(self.visible().reshape(self.sizes.shape))
        return [("●", self.readings[tuple(at)]) for at in seen.tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._placed() if share > VISIBLE]
