"""Scores of a head were a key elsewhere: the same query and key at 0 to 63 places from each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch

from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import Trace
from attention_scenes.model.decoder.transformer import rotate, rotation
from attention_scenes.model.request.arrays import DISTANCES, START


def far_scores(model: LoadedModel, trace: Trace, heads: Sequence[int]) -> np.ndarray:
    """Return scores ``[L, H, T, T, E, N]`` of every query and key of some heads at each of N distances, in E ways.

    First with the key at place 0; then with the key at place START; then what the fastest rotary pair alone adds to the
    first. Both vectors are turned, each by its own place, as the model turns them.
    """
    shape, speed_R = model.transformer.config, model.transformer.speed_R
    start = max(0, min(START, shape.n_context - DISTANCES))
    shared = shape.n_heads // shape.n_kv_heads
    found = []
    for q_HTK, k_GTK in zip(trace["q"], trace["k"], strict=True):
        k_HTK = torch.from_numpy(k_GTK[[head // shared for head in heads]])
        found.append(
            [_of_head(q_TK, k_TK, start, speed_R) for q_TK, k_TK in zip(torch.tensor(q_HTK), k_HTK, strict=True)]
        )
    return np.array(found, dtype=np.float32)


def _of_head(q_TK: torch.Tensor, k_TK: torch.Tensor, start: int, speed_R: torch.Tensor | None) -> np.ndarray:
    """Return the scores ``[T, T, E, N]`` of one head."""
    here = [_scores(q_TK, k_TK, place, speed_R) for place in (0, start)]
    fastest = [0, q_TK.shape[-1] // 2]
    masked_TK = torch.zeros_like(k_TK)
    masked_TK[:, fastest] = k_TK[:, fastest]
    return torch.stack([*here, _scores(q_TK, masked_TK, 0, speed_R)], dim=2).numpy()


def _scores(q_TK: torch.Tensor, k_TK: torch.Tensor, start: int, speed_R: torch.Tensor | None) -> torch.Tensor:
    """Return scores ``[T, T, N]`` with every key at place ``start`` and every query 0 to N−1 places after it."""
    q_TNK, k_T1K = q_TK[:, None].expand(-1, DISTANCES, -1), k_TK[:, None]
    if speed_R is not None:
        cos_CR, sin_CR = (part.cpu()[start:] for part in rotation(start + DISTANCES, speed_R))
        q_TNK, k_T1K = rotate(q_TNK, (cos_CR, sin_CR)), rotate(k_T1K, (cos_CR[:1], sin_CR[:1]))
    return torch.einsum("qnk,sk->qsn", q_TNK, k_T1K[:, 0]) / math.sqrt(q_TK.shape[-1])
