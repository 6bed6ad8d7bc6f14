"""Where the layers of a stack lie in space: one behind the other, with room around those that are opened."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

DEEP, PITCH = 10.0, 0.7  # of all closed layers, and of one at most, in units of space
SLAB, ATTENTION = 0.66, 0.5  # of a layer's pitch its slab takes; of the slab its attention half
FAN, BETWEEN = 2.7, 0.7  # depth of the heads' sheets of an opened layer, and the gap to its MLP
BEFORE, AFTER = 1.5, 1.3  # room before and after it


class Layers(NamedTuple):
    """Depths ``[L, 2]`` at which each layer's halves begin and end, and ``[L]`` where what it puts out is taken in."""

    attention: np.ndarray
    mlp: np.ndarray
    out: np.ndarray


def layer_places(opened: np.ndarray) -> Layers:
    """Return where the layers lie; ``opened`` ``[L]`` goes from 0, closed, to 1."""
    count = len(opened)
    pitch = min(PITCH, DEEP / count)
    slab = SLAB * pitch
    steps = pitch + opened * (BEFORE + FAN + BETWEEN + AFTER)
    begin = np.concatenate([[0.0], np.cumsum(steps)])[:count] + opened * BEFORE
    middle = begin + ATTENTION * slab + opened * FAN
    mlp = middle + opened * BETWEEN
    end = mlp + (1 - ATTENTION) * slab
    out = np.concatenate([np.cumsum(steps)[:-1], end[-1:] + 0.5 * (pitch - slab)])
    return Layers(np.column_stack([begin, middle]), np.column_stack([mlp, end]), out)
