"""Where the numbers of a stage can be pointed at: boxes of the frame round what stands in space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.tiles_in_space import strips
from attention_scenes.scenes.mobjects.stage.vector_wall import WIDE, VectorWall

SMALLEST = 0.06  # scene units: half of a side, so that a pointer finds what is small


def around(lens: Lens, outlines_NM3: np.ndarray) -> np.ndarray:
    """Return the box ``[N, 4]`` (left, bottom, width, height) in the frame of each outline in space."""
    count, corners = outlines_NM3.shape[:2]
    if not count:
        return np.zeros((0, 4))
    xy_NM2 = lens.project(outlines_NM3.reshape(-1, 3)).xy_N2.reshape(count, corners, 2)
    low, high = xy_NM2.min(axis=1), xy_NM2.max(axis=1)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, SMALLEST)
    return np.column_stack([middle - half, 2 * half])


def at_tops(lens: Lens, arcs_NM3: np.ndarray) -> np.ndarray:
    """Return a small box round the top of each arc, ``[N, 4]``: nothing else of it is its own."""
    return around(lens, arcs_NM3[:, arcs_NM3.shape[1] // 2][:, None])


def in_wall(lens: Lens, wall: VectorWall, rise: np.ndarray, entries: np.ndarray) -> np.ndarray:
    """Return the box of each of some entries of vectors that stand, ``[N, 4]``."""
    tiles = strips(wall.bases, WIDE * wall.along, wall.height, wall.shares.shape[2], rise)
    return around(lens, tiles.reshape(-1, 4, 3)[entries])


def joined(boxes: Sequence[np.ndarray]) -> np.ndarray:
    """Return the boxes of several parts in one array."""
    return np.concatenate([*boxes, np.zeros((0, 4))])
