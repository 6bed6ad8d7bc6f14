"""A learned map as a plate in space: a tile for a weight, bars for the vector that enters and for what comes out."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, fill_paint, light_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_signed, draw_tiles, signed_levels, sizes

WIDE, NARROWEST, BROADEST = 9.0, 0.8, 1.3  # units of space; how deep a plate is at least and at most
LEAN = np.deg2rad(40.0)  # of a plate, towards the eye
ROWS, COLUMNS = 16, 72  # about so many are drawn
TILE, BAR = 0.84, 0.7  # of its place, a tile and a bar
HIGH, LONG, GAP = 0.8, 1.3, 0.14  # of the largest bars, and from the plate to them
THICK, EDGE, FRONT = 0.16, 0.9, 0.35  # of a plate; opacity of its edge and of its near side


class MapPlate:
    """A map ``[K, D]`` whose row ``k``, times the vector ``[D]`` behind it, makes number ``k`` of the result ``[K]``.

    Of rows and columns some are drawn, evenly taken; ``every`` tells of how many one is.
    """

    def __init__(self, weights: Reading, entering: Reading, result: Reading, role: str) -> None:
        down, across = weights.shape
        self.role, self.every = role, (max(1, down // ROWS), max(1, across // COLUMNS))
        self.weights = weights[:: self.every[0], :: self.every[1]]
        self.entering, self.result = entering[:: self.every[1]], result[:: self.every[0]]
        self.deep = float(np.clip(WIDE * down / across, NARROWEST, BROADEST))
        self.down = self.deep * np.array([0.0, -np.sin(LEAN), -np.cos(LEAN)])
        self.levels = signed_levels(self.weights.value).ravel()
        self.tiles = self._tiles()
        self.heights, self.lengths = sizes(self.entering.value) * HIGH, sizes(self.result.value) * LONG

    def at(self, x: np.ndarray | float, row: np.ndarray | float) -> np.ndarray:
        """Return places ``[..., 3]`` from the left back corner: ``x`` units along, ``row`` parts of the depth down."""
        x, row = np.broadcast_arrays(x, row)
        return x[..., None] * np.array([1.0, 0, 0]) + row[..., None] * self.down

    def corners(self) -> np.ndarray:
        """Return points ``[8, 3]`` around the plate with its bars."""
        ends = np.array([0.0, WIDE + GAP + LONG])
        back, front = self.at(ends, np.zeros(2)), self.at(ends, np.ones(2))
        return np.concatenate([back, back + [0, GAP + HIGH, 0], front, front - [0, THICK, 0]])

    def _tiles(self) -> np.ndarray:
        rows, columns = self.weights.shape
        step, high = WIDE / columns, 1 / rows
        xs, ys = np.meshgrid((np.arange(columns) + 0.5) * step, (np.arange(rows) + 0.5) * high)
        side = TILE / 2 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        return self.at(xs.ravel()[:, None] + side[:, 0] * step, ys.ravel()[:, None] + side[:, 1] * high)

    def _entering(self, grown: float) -> np.ndarray:
        step = WIDE / len(self.heights)
        left = (np.arange(len(self.heights)) + (1 - BAR) / 2) * step
        foot = np.stack([self.at(left, 0.0), self.at(left + BAR * step, 0.0)], axis=1) + [0, GAP, 0]
        top = foot[:, ::-1] + (grown * self.heights)[:, None, None] * np.array([0, 1.0, 0])
        return np.concatenate([foot, top], axis=1)

    def _result(self, swept: float) -> np.ndarray:
        rows = len(self.lengths)
        low = (np.arange(rows) + (1 - BAR) / 2) / rows
        grown = np.clip(swept * rows - np.arange(rows), 0, 1) * self.lengths
        start = np.full(rows, WIDE + GAP)
        ends = (start, low), (start + grown, low), (start + grown, low + BAR / rows), (start, low + BAR / rows)
        return np.stack([self.at(x, row) for x, row in ends], axis=1)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, place: np.ndarray, share: float, entered: float, swept: float
    ) -> None:
        """Draw it with its left back corner at ``place``; ``swept`` is how many of its rows have been multiplied."""
        colors = palette()
        rgba = colors.rgba(self.role)
        face = place + self.at(np.array([0, WIDE, WIDE, 0]), np.array([0.0, 0, 1, 1]))
        front = np.concatenate([face[2:], face[:1:-1] - [0, THICK, 0]])
        for corners, light in ((face, 0.06), (front, FRONT)):
            canvas.drawPath(polygons(lens.project(corners).xy_N2[None]), fill_paint(rgba * [1, 1, 1, light * share]))
        draw_signed(canvas, lens, place + self.tiles, self.levels, share)
        outline = polygons(lens.project(face).xy_N2[None])
        canvas.drawPath(outline, stroke_paint(rgba * [1, 1, 1, EDGE * share], 0.028))
        many = np.full(len(self.heights), 0.8 * share)
        if entered > 0:
            draw_tiles(canvas, lens, place + self._entering(entered), colors.rgba("data_high"), many)
        if swept > 0:
            draw_tiles(canvas, lens, place + self._result(swept), rgba, np.full(len(self.lengths), share))
        if 0 < swept < 1:
            self._light_row(canvas, lens, place, int(swept * len(self.lengths)), share)

    def _light_row(self, canvas: skia.Canvas, lens: Lens, place: np.ndarray, row: int, share: float) -> None:
        """Light one of the rows that are drawn, from end to end."""
        rows = len(self.lengths)
        ends = np.array([0, WIDE, WIDE, 0]), np.array([row, row, row + 1, row + 1]) / rows
        path = polygons(lens.project(place + self.at(*ends)).xy_N2[None])
        canvas.drawPath(path, light_paint(palette().rgba("text", 0.18 * share)))
        draw_glowing_line(canvas, path, palette().rgba("text", 0.8 * share), 0.02)
