"""Scores as tiles of light in the cells of a floor: brighter where a score is larger."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_tiles
from attention_scenes.scenes.mobjects.stage.floor import Floor

DARKEST, BRIGHTEST = 0.10, 0.85
RAIN = 1.3  # from how high they fall, in units of space


class ScoreTiles:
    """A tile for each of the T × T scores, ``[query, key]``; an infinite one has none."""

    def __init__(self, scores: Reading, floor: Floor) -> None:
        values = scores.value.astype(float).ravel()
        finite = np.isfinite(values)
        low, high = values[finite].min(), values[finite].max()
        size = ((values - low) / max(high - low, 1e-9)).clip(0, 1)
        self.light = np.where(finite, DARKEST + (BRIGHTEST - DARKEST) * size**2, 0)
        self.corners = floor.tiles().reshape(-1, 4, 3)
        self.centers = self.corners.mean(axis=1, keepdims=True)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, there: np.ndarray, opacities: np.ndarray, high: float = RAIN
    ) -> None:
        """Draw them; ``there`` ``[T T]`` is how far each has fallen into its cell, from how ``high``."""
        there = np.clip(there, 0, 1)
        shares = self.light * np.minimum(1, 3 * there) * opacities
        corners = self.centers + (self.corners - self.centers) * there[:, None, None]
        corners[..., 1] += (1 - there[:, None]) * high
        draw_tiles(canvas, lens, corners, palette().rgba("data_high"), shares)
