"""One gradient step of the NumPy decoder, by a backward pass that is written by hand; no library differentiates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attention_scenes.model.verify.numpy_model.gradients_again import attention_slopes, through_norm
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import HEAD, DoubleWeights, MovedWeights, Weights

TAPED = ("resid_pre", "attn_in", "rot_q", "rot_k", "v", "pattern", "z", "resid_post", "final_norm", "logits")


def loss_step_again(folder: Path, ids: Sequence[int], rate: float) -> dict[str, np.ndarray]:
    """Return what ``decoder.loss_step`` does, of the model in a folder."""
    weights = DoubleWeights(folder)
    [tape] = forward(weights, [ids], TAPED)
    chances = _chances(tape["logits"])
    slopes, by_score, by_q = _backward(weights, tape, ids, chances)
    moved = MovedWeights(folder, {name: -rate * slope for name, slope in slopes.items()})
    [later] = forward(moved, [ids], ("logits",))
    true = [each[np.arange(len(ids) - 1), list(ids[1:])] for each in (chances, _chances(later["logits"]))]
    shape = (weights.n_layers, weights.n_heads, weights.d_head, weights.width)
    maps = [np.stack([each.part("q", layer) for layer in range(weights.n_layers)]) for each in (weights, moved)]
    return {
        "loss": np.array([-np.log(each).sum() / len(each) for each in true]), "chance": np.array(true),
        "by_score": by_score, "by_q": by_q, "attn_in": tape["attn_in"], "W_Q": np.stack(maps).reshape(2, *shape),
    }  # fmt: skip


def _chances(logits: np.ndarray) -> np.ndarray:
    """Return the distribution after each token but the last."""
    raised = np.exp(logits[:-1] - logits[:-1].max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _backward(
    weights: Weights, tape: dict[str, np.ndarray], ids: Sequence[int], chances: np.ndarray
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return slopes by every tensor, by scores ``[L, H, T, T]`` and by queries ``[L, H, T, K]``."""
    n, count = len(ids), weights.n_layers
    by_logit = np.zeros((n, chances.shape[1]))
    by_logit[:-1] = chances / (n - 1)
    by_logit[np.arange(n - 1), list(ids[1:])] -= 1 / (n - 1)
    found = {HEAD: by_logit.T @ tape["final_norm"]}
    slope = by_logit @ weights.unembedding()
    found |= _of_norm(weights, tape["resid_post"][-1], slope, 0, "final")
    slope = through_norm(weights, tape["resid_post"][-1], slope, 0, "final")
    by_score = np.zeros((count, weights.n_heads, n, n))
    by_q = np.zeros((count, weights.n_heads, n, weights.d_head))
    for layer in range(count - 1, -1, -1):
        here = {name: tape[name][layer] for name in ("rot_q", "rot_k", "v", "pattern")}
        rows = tape["z"][layer].swapaxes(0, 1).reshape(n, -1)
        found[_name(weights, "o", layer)] = slope.T @ rows
        within = attention_slopes(weights, here, slope, layer)
        by_score[layer] = within.by_score
        by_q[layer] = within.by_rows["q"].reshape(n, weights.n_heads, -1).swapaxes(0, 1)
        by_normed = np.zeros_like(slope)
        for part, own in within.by_rows.items():
            found[_name(weights, part, layer)] = own.T @ tape["attn_in"][layer]
            by_normed += own @ weights.part(part, layer)
        found |= _of_norm(weights, tape["resid_pre"][layer], by_normed, layer, "attn")
        slope = slope + through_norm(weights, tape["resid_pre"][layer], by_normed, layer, "attn")
    table = np.zeros(weights.embedding().shape)
    for row, token in zip(slope, ids, strict=True):
        table[token] += row
    return found | {_name(weights, "table", 0): table}, by_score, by_q


def _of_norm(weights: Weights, x: np.ndarray, slope: np.ndarray, layer: int, part: str) -> dict[str, np.ndarray]:
    """Return slopes by a norm's gain and, where it has one, by its shift, from those by what it made."""
    if weights.kind.centred:
        x = x - x.mean(axis=1, keepdims=True)
    even = x / np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + weights.eps)
    found = {_name(weights, part, layer): (slope * even).sum(axis=0)}
    shift = _name(weights, part, layer, "bias")
    return found | ({shift: slope.sum(axis=0)} if shift in weights else {})


def _name(weights: Weights, part: str, layer: int, kind: str = "weight") -> str:
    return f"{weights.names[part].format(layer)}.{kind}"
