"""The ground of a grid in space: a cell for each pair of query and key, and where their words stand."""

from __future__ import annotations

from typing import Literal

import numpy as np

from attention_scenes.scenes.mobjects.space.ground_dots import GROUND

Convention = Literal["columns", "rows"]


class Floor:
    """T × T cells on the ground, the middle of all at the origin.

    With ``columns`` queries stand along the far edge and keys along the left one, the first at the back, so that a
    distribution is a column; ``rows`` is the exact transpose. Arrays are always ``[query, key]``.

    Parameters
    ----------
    count
        T.
    size
        Width and depth of all cells, in units of space.
    """

    def __init__(self, count: int, size: tuple[float, float], convention: Convention = "columns") -> None:
        self.count, self.convention = count, convention
        self.size = np.asarray(size, dtype=float)
        self.cell = self.size / count

    @property
    def plane(self) -> np.ndarray:
        """The directions along its sides, ``[2, 3]``: to the right, and away."""
        return GROUND

    def across(self, index: np.ndarray | float) -> np.ndarray:
        """Return the x of the middle of a column of cells."""
        return (np.asarray(index) + 0.5) * self.cell[0] - self.size[0] / 2

    def back(self, index: np.ndarray | float) -> np.ndarray:
        """Return the z of the middle of a row of cells: the first row is the farthest."""
        return self.size[1] / 2 - (np.asarray(index) + 0.5) * self.cell[1]

    def centers(self) -> np.ndarray:
        """Return the middle of each cell ``[query, key]``: ``[T, T, 3]``."""
        steps = np.arange(self.count)
        x, z = np.meshgrid(self.across(steps), self.back(steps), indexing="ij")
        found = np.stack([x, np.zeros_like(x), z], axis=-1)
        return found if self.convention == "columns" else found.swapaxes(0, 1)

    def block(self, first: tuple[int, int], last: tuple[int, int], height: float = 0.0) -> np.ndarray:
        """Return the corners ``[4, 3]`` of the cells from ``[query, key]`` to another: back left, right, front."""
        centers = self.centers()
        both = np.array([centers[first], centers[last]])
        (left, _, front), (right, _, back) = both.min(axis=0), both.max(axis=0)
        half = self.cell / 2
        left, right, back, front = left - half[0], right + half[0], back + half[1], front - half[1]
        return np.array([[left, height, back], [right, height, back], [right, height, front], [left, height, front]])

    def tiles(self, share: float = 0.9) -> np.ndarray:
        """Return the corners of a tile in each cell, so much of its width: ``[T, T, 4, 3]``."""
        w, d = self.cell * share / 2
        corners = np.array([[-w, 0, d], [w, 0, d], [w, 0, -d], [-w, 0, -d]])
        return self.centers()[:, :, None] + corners

    def lines(self) -> np.ndarray:
        """Return the ends of the lines between cells, ``[2 T + 2, 2, 3]``."""
        (w, d), steps = self.size / 2, np.linspace(-1, 1, self.count + 1)
        down = [[[s * w, 0, d], [s * w, 0, -d]] for s in steps]
        return np.array(down + [[[-w, 0, s * d], [w, 0, s * d]] for s in steps])

    def far_edge(self, away: float = 0.0, height: float = 0.0) -> np.ndarray:
        """Return a place behind each column of cells, ``[T, 3]``."""
        x = self.across(np.arange(self.count))
        return np.column_stack([x, np.full_like(x, height), np.full_like(x, self.size[1] / 2 + away)])

    def left_edge(self, away: float = 0.0, height: float = 0.0) -> np.ndarray:
        """Return a place at the left of each row of cells, ``[T, 3]``."""
        z = self.back(np.arange(self.count))
        return np.column_stack([np.full_like(z, -self.size[0] / 2 - away), np.full_like(z, height), z])

    def edge(self, whose: Literal["queries", "keys"], away: float = 0.0, height: float = 0.0) -> np.ndarray:
        """Return the places at the edge where queries, or keys, stand: ``[T, 3]``."""
        at_the_back = (whose == "queries") == (self.convention == "columns")
        return self.far_edge(away, height) if at_the_back else self.left_edge(away, height)
