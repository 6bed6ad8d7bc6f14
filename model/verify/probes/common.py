"""Sentences through the NumPy forward."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of

AT_ONCE = 32  # sentences laid end to end


def ids_of(folder: Path, weights: Weights, text: str) -> list[int]:
    """The numbers of a text's tokens, the model's first token included."""
    return [piece.id for piece in pieces_of(folder, weights.config, text)]


def run(folder: Path, weights: Weights, texts: Sequence[str], keep: Sequence[str]) -> list[dict[str, np.ndarray]]:
    found: list[dict[str, np.ndarray]] = []
    for start in range(0, len(texts), AT_ONCE):
        found += forward(weights, [ids_of(folder, weights, t) for t in texts[start : start + AT_ONCE]], keep)
    return found
