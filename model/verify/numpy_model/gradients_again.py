"""Backward pass of the NumPy decoder, written by hand: how a lead between logits changes with each neuron.

From the last token's logits back to the first layer, by the chain rule, array by array; no library differentiates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import erf

from attention_scenes.model.verify.numpy_model.numpy_decoder import BENDS, forward, speeds
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights

KEPT = (
    "resid_pre", "rot_q", "rot_k", "v", "pattern", "resid_mid", "mlp_gate", "mlp_up", "mlp_act", "resid_post",
)  # fmt: skip
Tape = Mapping[str, np.ndarray]  # the arrays of one layer


def neuron_parts_again(weights: Weights, ids: Sequence[int], wanted: int, rivals: Sequence[int]) -> np.ndarray:
    """Return activation times slope of every neuron at every token, ``[L, T, M]``.

    The slope is that of the last logit of ``wanted`` less the mean of those of ``rivals``. Given weights in double
    precision it is worked out in that.
    """
    [tape] = forward(weights, [ids], KEPT)
    output = weights.unembedding()
    slope = np.zeros(tape["resid_post"][-1].shape)
    slope[-1] = output[wanted] - output[list(rivals)].mean(axis=0)
    slope = through_norm(weights, tape["resid_post"][-1], slope, 0, "final")
    parts = np.empty(tape["mlp_act"].shape)
    for layer in range(weights.n_layers - 1, -1, -1):
        here = {name: arrays[layer] for name, arrays in tape.items()}
        by_act, slope = _through_mlp(weights, here, slope, layer)
        parts[layer] = by_act * here["mlp_act"]
        slope = _through_attention(weights, here, slope, layer)
    return parts


def _through_mlp(weights: Weights, tape: Tape, slope: np.ndarray, layer: int) -> tuple[np.ndarray, np.ndarray]:
    """Return slopes by the neurons, and by the stream that the MLP reads and adds to."""
    if weights.kind.mlp == "nothing":
        return np.zeros(tape["mlp_act"].shape), slope
    by_act = slope @ weights.part("down", layer)
    bent, steep = BENDS[weights.kind.bend](tape["mlp_gate"]), STEEPNESS[weights.kind.bend](tape["mlp_gate"])
    if weights.kind.mlp == "plain":
        by_normed = (by_act * steep) @ weights.part("up", layer)
    else:
        by_normed = (by_act * bent) @ weights.part("up", layer)
        by_normed += (by_act * tape["mlp_up"] * steep) @ weights.part("gate", layer)
    return by_act, _around(weights, slope) + through_norm(weights, tape["resid_mid"], by_normed, layer, "mlp")


def _through_attention(weights: Weights, tape: Tape, slope: np.ndarray, layer: int) -> np.ndarray:
    """Return slopes by the stream that attention reads and adds to."""
    found = attention_slopes(weights, tape, slope, layer)
    by_normed = sum(
        rows @ weights.part(part, layer) if part != "v" or weights.kind.makes_values else rows
        for part, rows in found.by_rows.items()
    )
    return _around(weights, slope) + through_norm(weights, tape["resid_pre"], np.asarray(by_normed), layer, "attn")


def _around(weights: Weights, slope: np.ndarray) -> np.ndarray:
    """Return the part of a slope that goes past what a layer computes: all, or none where nothing is added to."""
    return slope if weights.kind.adds_up else np.zeros_like(slope)


class AttentionSlopes(NamedTuple):
    """Slopes within attention: by scores as the softmax has them, ``[H, T, T]``; by rows of q, k, v, ``[T, H K]``."""

    by_score: np.ndarray
    by_rows: Mapping[str, np.ndarray]


def attention_slopes(weights: Weights, tape: Tape, slope: np.ndarray, layer: int) -> AttentionSlopes:
    """Return slopes within a layer's attention, from those by what it adds to the stream."""
    n, size, n_groups = len(slope), weights.d_head, weights.n_groups
    by_z = (slope @ weights.part("o", layer)).reshape(n, weights.n_heads, size)
    q, k, v = (np.zeros((n, count, size)) for count in (weights.n_heads, n_groups, n_groups))
    by_scores = np.zeros((weights.n_heads, n, n))
    for head in range(weights.n_heads):
        group, pattern = head * n_groups // weights.n_heads, tape["pattern"][head]
        by_weight = by_z[:, head] @ tape["v"][group].T
        by_scores[head] = pattern * (by_weight - (by_weight * pattern).sum(axis=1, keepdims=True))
        by_raw = by_scores[head] * size**-0.5
        q[:, head] = by_raw @ tape["rot_k"][group]
        k[:, group] += by_raw.T @ tape["rot_q"][head]
        v[:, group] += pattern.T @ by_z[:, head]
    if weights.kind.places == "turned":
        q, k = _turned_back(q, weights), _turned_back(k, weights)
    return AttentionSlopes(by_scores, {part: rows.reshape(n, -1) for part, rows in zip("qkv", (q, k, v), strict=True)})


def through_norm(weights: Weights, x: np.ndarray, slope: np.ndarray, layer: int, part: str) -> np.ndarray:
    """Return slopes by what a norm was given, from those by what it made."""
    if not weights.kind.normed:
        return slope
    slope = slope * weights.part(part, layer)
    if weights.kind.centred:
        x = x - x.mean(axis=1, keepdims=True)
    square = np.mean(np.square(x), axis=1, keepdims=True) + weights.eps
    slope = (slope - x * np.mean(slope * x, axis=1, keepdims=True) / square) / np.sqrt(square)
    return slope - slope.mean(axis=1, keepdims=True) if weights.kind.centred else slope


def _turned_back(slope: np.ndarray, weights: Weights) -> np.ndarray:
    """Return slopes by vectors before they were turned: turned the other way round."""
    half = weights.d_head // 2
    angle = np.arange(len(slope))[:, None] * speeds(weights.rope, half)
    cos, sin, first, second = np.cos(angle)[:, None], np.sin(angle)[:, None], slope[..., :half], slope[..., half:]
    return np.concatenate([first * cos + second * sin, second * cos - first * sin], axis=2)


def _silu_steepness(x: np.ndarray) -> np.ndarray:
    share = 1 / (1 + np.exp(-x))
    return share + x * share * (1 - share)


def _gelu_steepness(x: np.ndarray) -> np.ndarray:
    return (1 + erf(x / np.sqrt(2))) / 2 + x * np.exp(-np.square(x) / 2) / np.sqrt(2 * np.pi)


def _tanh_gelu_steepness(x: np.ndarray) -> np.ndarray:
    scale = np.sqrt(2 / np.pi)
    bent = np.tanh(scale * (x + 0.044715 * x**3))
    return (1 + bent) / 2 + x * (1 - bent**2) * scale * (1 + 3 * 0.044715 * x**2) / 2


STEEPNESS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "silu": _silu_steepness, "gelu": _gelu_steepness, "gelu_new": _tanh_gelu_steepness, "relu": lambda x: x > 0,
}  # fmt: skip
