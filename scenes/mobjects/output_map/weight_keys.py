"""Keys: a learned sheet of D rows, cut along its columns into a strip for each head, like the keys of a piano."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_signed, on_floor, signed_levels

ROWS, COLUMNS = 36, 72  # about so many of the sheet are drawn
CELL, THICK = 0.84, 0.28  # of its place, a cell; thickness of a key in units of space
EDGE, FRONT = 0.85, 0.3  # opacity of a key's edge, and of its front


class WeightKeys:
    """H strips ``[D, K]`` of a sheet that is ``side`` units deep; its first row lies at the back.

    The sheet is as wide, if ``wide`` does not say how wide a strip is. ``role`` is the palette role of the edges.

    Attributes
    ----------
    every
        Of how many rows and of how many columns one is drawn.
    readings
        The entries that are drawn, ``[H R C]``.
    """

    def __init__(self, strips: Sequence[Reading], side: float, wide: float | None = None, role: str = "output") -> None:
        rows, columns = strips[0].shape
        self.side, self.wide, self.count, self.role = side, wide or side / len(strips), len(strips), role
        self.every = max(1, rows // ROWS), max(1, round(columns * side / self.wide) // COLUMNS)
        drawn = [strip[:: self.every[0], :: self.every[1]] for strip in strips]
        self.readings = join([part.reshape(-1) for part in drawn])
        down, across = drawn[0].shape
        self.levels = signed_levels([part.value for part in drawn]).reshape(len(strips), -1)
        x = ((np.arange(across) + 0.5) / across - 0.5) * self.wide
        z = (1 - (np.arange(down) + 0.5) / down) * side
        xx, zz = np.meshgrid(x, z)
        size = CELL * self.wide / across, CELL * side / down
        self.cells = on_floor(xx, zz, *size, 0.0).reshape(-1, 4, 3)  # of one key round x = 0

    def middles(self, gap: float) -> np.ndarray:
        """Return the ``x`` of the keys, ``gap`` parts of a key's width apart, ``[H]``."""
        return (np.arange(self.count) - (self.count - 1) / 2) * self.wide * (1 + gap)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, places: np.ndarray, cells: np.ndarray, glass: float, light: np.ndarray
    ) -> None:
        """Draw the keys, the middles of their near ends at ``places`` ``[H, 3]``.

        ``cells`` and ``light`` are the opacity of the numbers of each and how much it is lit, ``[H]``; ``glass`` is the
        opacity of all edges.
        """
        self._paint_fronts(canvas, lens, places, glass, light)
        for share in np.unique(np.rint(cells * 20) / 20).tolist():
            own = np.flatnonzero(np.rint(cells * 20) / 20 == share)
            if share > 0:
                tiles = (places[own][:, None, None] + self.cells).reshape(-1, 4, 3)
                draw_signed(canvas, lens, tiles, self.levels[own].ravel(), share)
        if glass > 0.01:
            edges = lens.project(self._edges(places).reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
            rgba = palette().rgba(self.role)
            for edge, own in zip(edges, light.tolist(), strict=False):
                line = 0.02 + 0.02 * own
                canvas.drawPath(polygons(edge[None]), stroke_paint(rgba * [1, 1, 1, EDGE * glass], line))
                if own > 0.01:
                    canvas.drawPath(polygons(edge[None]), light_paint(rgba * [1, 1, 1, 0.06 * own * glass]))

    def _tops(self, places: np.ndarray) -> np.ndarray:
        """Corners of the keys' upper faces, ``[H, 4, 3]``: back left, back right, front right, front left."""
        half = self.wide / 2
        face = np.array([[-half, 0, self.side], [half, 0, self.side], [half, 0, 0], [-half, 0, 0]])
        return places[:, None] + face

    def _edges(self, places: np.ndarray) -> np.ndarray:
        """The outlines of the keys; one of all of them where nothing is cut yet."""
        tops = self._tops(places)
        if np.ptp(places[:, 0]) > (self.count - 1) * self.wide + 1e-6:
            return tops
        return np.array([[tops[0, 0], tops[-1, 1], tops[-1, 2], tops[0, 3]]])

    def _paint_fronts(
        self, canvas: skia.Canvas, lens: Lens, places: np.ndarray, glass: float, light: np.ndarray
    ) -> None:
        """Draw the near ends of the keys, which make them things."""
        if glass < 0.01:
            return
        tops = self._tops(places)[:, 2:]
        fronts = np.concatenate([tops, tops[:, ::-1] - [0, THICK, 0]], axis=1)
        xy, rgba = lens.project(fronts.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2), palette().rgba(self.role)
        for front, own in zip(xy, light.tolist(), strict=True):
            canvas.drawPath(polygons(front[None]), fill_paint(rgba * [1, 1, 1, (FRONT + 0.4 * own) * glass]))
