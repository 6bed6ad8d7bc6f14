"""Vectors that stand along an edge of a grid: a strip of tiles each, brighter where an entry is larger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles, strips

WIDE = 0.74  # of its place, a strip


class VectorWall:
    """T strips of R tiles, in stages: the vectors that enter, what a map makes of them, what positions do to that.

    Parameters
    ----------
    stages
        Readings ``[T, R]``, one after the other.
    roles
        Palette role of each stage.
    bases
        ``[T, 3]`` the feet of the strips.
    along
        ``[3]`` the direction of their width, as long as their places are wide.
    height
        Of a strip, in units of space.
    """

    def __init__(
        self, stages: Sequence[Reading], roles: Sequence[str], bases: np.ndarray, along: np.ndarray, height: float
    ) -> None:
        self.stages, self.bases, self.along, self.height = stages, bases, np.asarray(along, dtype=float), height
        self.colors = np.array([palette().rgba(role) for role in roles])
        self.shares = np.array([brightness(stage.value) for stage in stages])  # [S, T, R]

    def paint(self, canvas: skia.Canvas, lens: Lens, rise: np.ndarray, stage: np.ndarray, light: np.ndarray) -> None:
        """Draw the strips; ``stage`` ``[T]`` of each may lie between two, ``light`` ``[T]`` is the opacity of each."""
        tiles = strips(self.bases, WIDE * self.along, self.height, self.shares.shape[2], rise)
        for own in np.unique(stage).tolist():
            at = stage == own
            shares, rgba = self._between(own)
            shares = shares[at] * (light * np.minimum(1, 4 * rise))[at, None]
            draw_tiles(canvas, lens, tiles[at].reshape(-1, 4, 3), rgba, shares.ravel())

    def _between(self, stage: float) -> tuple[np.ndarray, np.ndarray]:
        """Return how bright each entry is, ``[T, R]``, and the colour, at a stage or between two."""
        first = min(int(stage), len(self.stages) - 1)
        second, share = min(first + 1, len(self.stages) - 1), stage - first
        bright = (1 - share) * self.shares[first] + share * self.shares[second]
        return bright, (1 - share) * self.colors[first] + share * self.colors[second]

    def readings(self, stage: np.ndarray) -> Reading | None:
        """Return what can be read now: a stage's entries ``[T R]``; none before all strips are at the same one."""
        first = float(stage[0])
        return self.stages[int(first)].reshape(-1) if first == int(first) and (stage == first).all() else None
