"""Scores of a query and a key at other distances a second time, by complex numbers in float64."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_decoder import speeds
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights


def far_scores_again(weights: Weights, query: np.ndarray, key: np.ndarray) -> np.ndarray:
    """Return the scores ``[E, N]`` of one query and one key, from before they were turned.

    Key at place 0; key at place 1,000 or as far as the context goes; the fastest pair's part of the first.
    """
    half, apart = weights.d_head // 2, np.arange(64)
    step = speeds(weights.rope, half) if weights.kind.places == "turned" else np.zeros(half)
    one, other = (vector[:half] + 1j * vector[half : 2 * half] for vector in (query.astype(float), key.astype(float)))
    left = query.astype(float)[2 * half :] @ key.astype(float)[2 * half :]  # of an odd head that does not turn
    rows = []
    for place in (0, max(0, min(1000, weights.n_context - 64))):
        turned = one * np.exp(1j * (place + apart)[:, None] * step)
        rows.append((turned * (other * np.exp(1j * place * step)).conj()).real)
    found = [rows[0].sum(axis=1) + left, rows[1].sum(axis=1) + left, rows[0][:, 0]]
    return np.array(found) / np.sqrt(weights.d_head)
