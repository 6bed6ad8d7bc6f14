"""Vectors that stand along an edge of a grid: a strip of tiles each, brighter where an entry is larger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

LEVELS = 7  # of brightness: as many paths are drawn
DARKEST, SOFTER = 0.10, 0.8  # opacity of an entry of 0, power of the others
WIDE, HIGH = 0.74, 0.84  # of its place, a tile


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
        self.shares = np.array([self._shares(stage.value) for stage in stages])  # [S, T, R]

    @staticmethod
    def _shares(values: np.ndarray) -> np.ndarray:
        sizes = np.abs(np.asarray(values, dtype=float))
        return np.clip(sizes / max(float(np.quantile(sizes, 0.95)), 1e-9), 0, 1) ** SOFTER

    def tiles(self, rise: np.ndarray) -> np.ndarray:
        """Return corners ``[T, R, 4, 3]`` of the tiles, the first entry on top; ``rise`` ``[T]`` how far they stand."""
        entries = self.shares.shape[2]
        step = self.height / entries
        tops = self.height - step * (np.arange(entries) + (1 - HIGH) / 2)
        ys = np.stack([tops, tops, tops - HIGH * step, tops - HIGH * step], axis=-1)  # [R, 4]
        sides = np.array([-1, 1, 1, -1])[:, None] * self.along * WIDE / 2  # [4, 3]
        found = self.bases[:, None, None] + sides + np.zeros((1, entries, 1, 1))
        found[..., 1] += ys * rise[:, None, None]
        return found

    def paint(self, canvas: skia.Canvas, lens: Lens, rise: np.ndarray, stage: np.ndarray, light: np.ndarray) -> None:
        """Draw the strips; ``stage`` ``[T]`` of each may lie between two, ``light`` ``[T]`` is the opacity of each."""
        tiles = self.tiles(rise)
        xy = lens.project(tiles.reshape(-1, 3)).xy_N2.reshape(*tiles.shape[:3], 2)
        for own in np.unique(stage).tolist():
            strips = stage == own
            sizes, rgba = self._between(own)
            alphas = (DARKEST + (1 - DARKEST) * sizes[strips]) * (light * np.minimum(1, 4 * rise))[strips, None]
            levels = np.rint(alphas * LEVELS * 2).astype(int)
            for level in range(1, 2 * LEVELS + 1):
                if (members := levels == level).any():
                    canvas.drawPath(polygons(xy[strips][members]), fill_paint(rgba * [1, 1, 1, level / (2 * LEVELS)]))

    def _between(self, stage: float) -> tuple[np.ndarray, np.ndarray]:
        """Return how bright each entry is, ``[T, R]``, and the colour, at a stage or between two."""
        first = min(int(stage), len(self.stages) - 1)
        second, share = min(first + 1, len(self.stages) - 1), stage - first
        sizes = (1 - share) * self.shares[first] + share * self.shares[second]
        return sizes, (1 - share) * self.colors[first] + share * self.colors[second]

    def readings(self, stage: np.ndarray) -> Reading | None:
        """Return what can be read now: a stage's entries ``[T R]``; none before all strips are at the same one."""
        first = float(stage[0])
        return self.stages[int(first)].reshape(-1) if first == int(first) and (stage == first).all() else None
