"""Value tables: for each group of heads a wall with a row of K values for each token."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import light_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles, upright

TILE = 0.8  # of its place, a tile
FRAME, RAIL = 0.9, 0.5  # opacity of a table's frame, and of the rails from it to its heads


class ValueTables:
    """G tables of T rows and K columns, upright, each before the slices that are made of it.

    Parameters
    ----------
    values
        ``[G, T, K]``.
    feet
        ``[G, 3]`` the middles of their feet.
    size
        Width and height of each, in units of space.
    reach
        How far the rails go from a table towards the eye.
    """

    def __init__(self, values: Reading, feet: np.ndarray, size: tuple[float, float], reach: float) -> None:
        self.readings, self.feet, self.size, self.reach = values, np.asarray(feet, dtype=float), size, reach
        _, tokens, columns = values.shape
        self.step = size[0] / columns, size[1] / tokens
        xs = (np.arange(columns) - (columns - 1) / 2) * self.step[0]
        ys = (tokens - 1 - np.arange(tokens)) * self.step[1]
        x, y = np.meshgrid(xs, ys)
        flat = upright(x, y, y + TILE * self.step[1], TILE * self.step[0], 0.0).reshape(-1, 4, 3)
        self.tiles = self.feet[:, None, None] + flat  # [G, T K, 4, 3]
        self.shares = brightness(values.value).reshape(len(self.feet), -1)

    def outline(self, table: int) -> np.ndarray:
        """Return the corners of a table, ``[4, 3]``, from the upper left one on."""
        width, height = self.size
        around = np.array([[-width / 2, height, 0], [width / 2, height, 0], [width / 2, 0, 0], [-width / 2, 0, 0]])
        return self.feet[table] + around

    def row(self, table: int, token: int) -> np.ndarray:
        """Return the middle of the left end of a token's row, ``[3]``."""
        _, count, _ = self.readings.shape
        return self.feet[table] + [-self.size[0] / 2, (count - 0.5 - token) * self.step[1], 0]

    def paint(self, canvas: skia.Canvas, lens: Lens, light: float) -> None:
        """Draw all tables with this opacity."""
        rgba = palette().rgba("value")
        for table, tiles in enumerate(self.tiles):
            draw_tiles(canvas, lens, tiles, rgba, 0.95 * light * self.shares[table])
            xy = lens.project(self.outline(table)).xy_N2
            canvas.drawPath(polygons(xy[None]), stroke_paint(rgba * [1, 1, 1, FRAME * light], 0.02))
            for corner in (2, 3):
                start = self.outline(table)[corner]
                rail = lens.project([start, start - [0, 0, self.reach]]).xy_N2
                canvas.drawPath(polygons(rail[None], closed=False), light_paint(rgba * [1, 1, 1, RAIL * light], 0.015))
