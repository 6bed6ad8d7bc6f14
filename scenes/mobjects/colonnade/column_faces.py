"""Faces of a column in space, and of its windows: keys in front, values on the right side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

HALF = 0.42  # of a column's width and depth, in units of space
FILLED = 0.74  # of its place, a window
AWAY = 0.004  # of a window from the wall it is in


class Walls(NamedTuple):
    """Corners of a column's right, front and upper faces, ``[4, 3]`` each."""

    right: np.ndarray
    front: np.ndarray
    top: np.ndarray


def walls(x: float, height: float) -> Walls:
    """Return the faces that are seen of a column that stands at ``x``."""
    left, right, near, far = x - HALF, x + HALF, -HALF, HALF
    return Walls(
        np.array([[right, 0, near], [right, 0, far], [right, height, far], [right, height, near]]),
        np.array([[left, 0, near], [right, 0, near], [right, height, near], [left, height, near]]),
        np.array([[left, height, near], [right, height, near], [right, height, far], [left, height, far]]),
    )


def windows(x: float, height: float, n_layers: int, n_heads: int) -> tuple[np.ndarray, np.ndarray]:
    """Return corners of the windows in front and on the right, ``[L, H, 4, 3]`` each, the first layer lowest."""
    low = height / n_layers * (np.arange(n_layers) + (1 - FILLED) / 2)
    across = 2 * HALF / n_heads * (np.arange(n_heads) + (1 - FILLED) / 2) - HALF
    tall, wide = FILLED * height / n_layers, FILLED * 2 * HALF / n_heads
    up, aside = np.array([0, 0, tall, tall]), np.array([0, wide, wide, 0])
    ys, along = (low[:, None, None] + up, across[None, :, None] + aside)
    ys, along = np.broadcast_arrays(ys, along)
    front = np.stack([x + along, ys, np.full_like(ys, -HALF - AWAY)], axis=-1)
    right = np.stack([np.full_like(ys, x + HALF + AWAY), ys, along], axis=-1)
    return front, right
