"""The logarithm of a sum of exponentials, without overflow."""

from __future__ import annotations

import numpy as np


def log_sum_exp(logits: np.ndarray) -> float:
    """Return log Σ exp, in double precision and without overflow."""
    most = float(logits.max())
    return most + float(np.log(np.exp(logits.astype(np.float64) - most).sum()))
