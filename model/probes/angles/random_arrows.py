"""Random arrows from a stated generator, angles between arrows, and the bound that no set of arrows can pass."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.probes.vectors import unit

BINS = 360  # half degrees
EDGE = 0.01  # degrees that a bin begins early: exact right angles then fall into one bin, not on its edge
ROWS = 1 << 12  # arrows that are made at once


def random_arrows(seed: int, count: int, width: int, dtype: type = np.float64) -> np.ndarray:
    """Return ``[count, width]`` random arrows of length 1, all directions alike.

    The raw 64-bit numbers of NumPy's PCG64 with this seed, two by two: the upper 53 bits of both, plus a half, are two
    shares u and v of 1, and √(−2 ln u) times cos 2πv and sin 2πv are two numbers (Box and Muller 1958); row by row.
    """
    source, spare = np.random.PCG64(seed), np.zeros(0)
    arrows: np.ndarray = np.empty((count, width), dtype)
    for start in range(0, count, ROWS):
        rows = min(ROWS, count - start)
        normal = np.concatenate([spare, _normal(source, rows * width - len(spare))])
        arrows[start : start + rows] = unit(normal[: rows * width].reshape(rows, width))
        spare = normal[rows * width :]
    return arrows


def _normal(source: np.random.PCG64, count: int) -> np.ndarray:
    """Return at least so many normal numbers, an even count of them."""
    raw_N2 = source.random_raw(2 * (-(-max(count, 0) // 2))).reshape(-1, 2)
    share_N2 = ((raw_N2 >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    size_N, turn_N = np.sqrt(-2 * np.log(share_N2[:, 0])), 2 * np.pi * share_N2[:, 1]
    return np.column_stack([size_N * np.cos(turn_N), size_N * np.sin(turn_N)]).ravel()


def degrees(cosines: np.ndarray) -> np.ndarray:
    """Return the angles of cosines in degrees."""
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def binned(angles: np.ndarray) -> np.ndarray:
    """Return how many angles lie in each half degree from 0 to 180, ``[360]``; an edge itself lies above it."""
    return np.bincount(np.minimum(((angles + EDGE) * 2).astype(np.int64), BINS - 1).ravel(), minlength=BINS)


def welch_degrees(count: int, width: int) -> float:
    """Return how far from parallel the closest pair of ``count`` arrows in ``width`` dimensions can be at most.

    Welch 1974: some pair has a cosine of at least √((n − d) / (d (n − 1))) in size. 90 where there are no more arrows
    than dimensions.
    """
    if count <= width:
        return 90.0
    return float(np.degrees(np.arccos(np.sqrt((count - width) / (width * (count - 1))))))
