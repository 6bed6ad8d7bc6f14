"""Vectors that stand as strips of tiles: the first entry on top, brighter where an entry is larger."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles, strips


class Strips:
    """T strips of R tiles at ``feet`` ``[T, 3]``, each as ``size`` says wide and high, in units of space.

    ``values`` are ``[T, R]``. All strips have one scale of brightness.
    """

    def __init__(self, values: np.ndarray, feet: np.ndarray, size: tuple[float, float], role: str) -> None:
        self.bright_TR, self.feet, self.size, self.role = brightness(values), feet, size, role

    def tiles(self, rise: np.ndarray) -> np.ndarray:
        """Return the corners of all tiles, ``[T, R, 4, 3]``; ``rise`` ``[T]`` is how far the strips stand."""
        wide, high = self.size
        return strips(self.feet, np.array([wide, 0.0, 0.0]), high, self.bright_TR.shape[1], rise)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, rise: np.ndarray, light: np.ndarray, there: np.ndarray | None = None
    ) -> None:
        """Draw the strips; ``light`` ``[T]`` is the opacity of each, ``there`` ``[R]`` that of each entry."""
        shares = self.bright_TR * (light * np.minimum(1, 4 * rise))[:, None] * (1 if there is None else there)
        draw_tiles(canvas, lens, self.tiles(rise).reshape(-1, 4, 3), palette().rgba(self.role), shares.ravel())
