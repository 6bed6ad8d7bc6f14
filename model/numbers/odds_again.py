"""Probabilities from logits a second time, row by row."""

from __future__ import annotations

import numpy as np


def odds_again(logits: np.ndarray) -> np.ndarray:
    """Return the distribution of each row of logits (the last axis), in double precision."""
    if logits.ndim > 1:
        return np.array([odds_again(row) for row in logits])
    shares: np.ndarray = np.exp(logits.astype(np.float64) - float(logits.max()))
    return shares / shares.sum()
