"""Pictures made of a few tiles over and over, as a wall of terms is: each tile once, and which one stands where."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

SIDES = (8, 4)  # pixels of a tile's side that are tried
FEW = 16  # places for each tile, at least
HIGHEST = 16383  # pixels of a strip: WebP's


class Tiles(NamedTuple):
    """Pictures' tiles one below the other ``[T · side, side, 4 · pictures]``, faint first, and which stands where."""

    side: int
    strip: np.ndarray
    numbers: list[int]


def tiles_of(pixels: np.ndarray) -> Tiles | None:
    """Return the tiles of pictures ``[H, W, 4 · pictures]``, places row by row, the same for all; None if not few."""
    high, wide, channels = pixels.shape
    for side in SIDES:
        if high % side or wide % side:
            continue
        cut = pixels.reshape(high // side, side, wide // side, side, channels).swapaxes(1, 2)
        cut_NB = np.ascontiguousarray(cut.reshape(-1, side * side * channels))
        tiles_TB, number_N = _distinct(cut_NB)
        if len(tiles_TB) * FEW > len(number_N) or len(tiles_TB) * side > HIGHEST:
            continue
        order = np.lexsort((tiles_TB.sum(axis=1), tiles_TB[:, 3::4].sum(axis=1)))  # light by light, then by colour
        strip = tiles_TB[order].reshape(-1, side, channels)
        return Tiles(side, strip, np.argsort(order)[number_N].tolist())
    return None


def _distinct(rows_NB: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows that differ, and for each row which of them it is."""
    numbers: dict[bytes, int] = {}
    number_N = np.array([numbers.setdefault(row.tobytes(), len(numbers)) for row in rows_NB])
    return np.array([np.frombuffer(row, np.uint8) for row in numbers]), number_N
