"""Attention worked out block by block, without ever holding the whole grid."""

from __future__ import annotations

import numpy as np


def attend_by_blocks(scores: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Return the weighted sums of the values, from one block of scores at a time.

    For each query a running maximum, a running sum of exponentials and a running weighted sum are kept, and rescaled
    when the maximum grows (Milakov and Gimelshein 2018, algorithm 3; Rabe and Staats 2021; Dao et al. 2022,
    algorithm 1).

    Parameters
    ----------
    scores
        ``[T, T]`` scaled scores, −∞ where a key is later than its query.
    values
        ``[T, K]``.
    size
        Keys and queries in a block.
    """
    out = np.zeros(values.shape)
    for top in range(0, len(scores), size):
        queries = slice(top, top + size)
        most = np.full(len(scores[queries]), -np.inf)
        total, mixed = np.zeros(len(most)), np.zeros((len(most), values.shape[1]))
        for left in range(0, top + size, size):  # blocks further on hold the future alone
            block = scores[queries, left : left + size].astype(float)
            higher = np.maximum(most, block.max(axis=1))
            shrink, shares = np.exp(most - higher), np.exp(block - higher[:, None])
            total = total * shrink + shares.sum(axis=1)
            mixed = mixed * shrink[:, None] + shares @ values[left : left + size]
            most = higher
        out[queries] = mixed / total[:, None]
    return out
