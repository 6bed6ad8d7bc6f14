"""Vectors that stand as strips of tiles: the first entry on top, brighter where an entry is larger."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

LEVELS = 16  # of brightness: as many paths are drawn
DARKEST, SOFTER, HIGH = 0.07, 0.8, 0.82  # opacity of an entry of 0; power of the others; of its place, a tile
STRONG = 0.95  # the quantile from which on an entry is as bright as can be


class Strips:
    """T strips of R tiles at ``feet`` ``[T, 3]``, each as ``size`` says wide and high, in units of space.

    ``values`` are ``[T, R]``. All strips have one scale of brightness.
    """

    def __init__(self, values: np.ndarray, feet: np.ndarray, size: tuple[float, float], role: str) -> None:
        sizes = np.abs(np.asarray(values, dtype=float))
        self.sizes = np.clip(sizes / max(float(np.quantile(sizes, STRONG)), 1e-9), 0, 1) ** SOFTER
        self.feet, self.size, self.role = feet, size, role

    def tiles(self, rise: np.ndarray) -> np.ndarray:
        """Return the corners of all tiles, ``[T, R, 4, 3]``; ``rise`` ``[T]`` is how far the strips stand."""
        (wide, high), count = self.size, self.sizes.shape[1]
        step = high / count
        tops = high - step * (np.arange(count) + (1 - HIGH) / 2)
        ys = np.stack([tops, tops, tops - HIGH * step, tops - HIGH * step], axis=-1)
        found = self.feet[:, None, None] + np.zeros((1, count, 4, 1))
        found[..., 0] += np.array([-1, 1, 1, -1]) * wide / 2
        found[..., 1] += ys * rise[:, None, None]
        return found

    def paint(
        self, canvas: skia.Canvas, lens: Lens, rise: np.ndarray, light: np.ndarray, there: np.ndarray | None = None
    ) -> None:
        """Draw the strips; ``light`` ``[T]`` is the opacity of each, ``there`` ``[R]`` that of each entry."""
        tiles, rgba = self.tiles(rise), palette().rgba(self.role)
        xy = lens.project(tiles.reshape(-1, 3)).xy_N2.reshape(*tiles.shape[:3], 2)
        alphas = (DARKEST + (1 - DARKEST) * self.sizes) * (light * np.minimum(1, 4 * rise))[:, None]
        levels = np.rint(alphas * (1 if there is None else there) * LEVELS).astype(int)
        for level in range(1, LEVELS + 1):
            if (members := levels == level).any():
                canvas.drawPath(polygons(xy[members]), fill_paint(rgba * [1, 1, 1, level / LEVELS]))
