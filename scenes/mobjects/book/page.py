"""One page of a book in space: a cell for each pair of query and key, on a plane that a hinge turns."""

from __future__ import annotations

import numpy as np


class Page:
    """T × T cells on a plane, queries from the left and keys from the top, as in a grid of attention.

    Parameters
    ----------
    count
        T.
    size
        Width and height of all cells, in units of space.
    corner
        Where the first cell's corner is, ``[3]``.
    across, down
        The directions in which queries and keys go on, ``[3]`` each, of length 1.
    """

    def __init__(
        self, count: int, size: tuple[float, float], corner: np.ndarray, across: np.ndarray, down: np.ndarray
    ) -> None:
        self.count, self.size = count, np.asarray(size, dtype=float)
        self.cell = self.size / count
        self.corner, self.across, self.down = (np.asarray(each, dtype=float) for each in (corner, across, down))
        self.normal = np.cross(self.across, self.down)
        if self.normal[2] > 0:  # towards the one who reads it
            self.normal = -self.normal

    @property
    def plane(self) -> np.ndarray:
        """The directions along its sides, ``[2, 3]``, as a floor's: to the right, and up the page."""
        return np.array([self.across, -self.down])

    def at(self, query: np.ndarray | float, key: np.ndarray | float, height: float = 0.0) -> np.ndarray:
        """Return places ``[..., 3]`` on it, or so high over it; 0 is the first cell's edge, T the last one's."""
        query, key = np.broadcast_arrays(np.asarray(query, dtype=float), np.asarray(key, dtype=float))
        steps = query[..., None] * self.cell[0] * self.across + key[..., None] * self.cell[1] * self.down
        return np.asarray(self.corner + steps + height * self.normal)

    def centers(self) -> np.ndarray:
        """Return the middle of each cell ``[query, key]``: ``[T, T, 3]``."""
        middle = np.arange(self.count) + 0.5
        return self.at(middle[:, None], middle[None, :])

    def block(self, first: tuple[int, int], last: tuple[int, int], height: float = 0.0) -> np.ndarray:
        """Return the corners ``[4, 3]`` of the cells from ``[query, key]`` to another: upper left and right, lower."""
        (left, top), (right, bottom) = np.sort(np.array([first, last]), axis=0) + [[0, 0], [1, 1]]
        return self.at(np.array([left, right, right, left]), np.array([top, top, bottom, bottom]), height)

    def lines(self) -> np.ndarray:
        """Return the ends of the lines between cells, ``[2 T + 2, 2, 3]``."""
        steps, ends = np.arange(self.count + 1.0), np.array([0.0, self.count])
        return np.concatenate([self.at(steps[:, None], ends[None]), self.at(ends[None], steps[:, None])])

    def corners(self) -> np.ndarray:
        """Return its own corners, ``[4, 3]``."""
        return self.block((0, 0), (self.count - 1, self.count - 1))
