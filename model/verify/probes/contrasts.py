"""The axis between two sides and the places on it, a second time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.common import run


def contrast(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    """All arrays that probes/contrasts.py describes."""
    words = (*probe.positive, *probe.negative)
    is_positive = np.array([word in probe.positive for word in words])
    texts = [frame.replace("{}", word) for frame in probe.frames for word in words]
    last = _last_vectors(folder, tuple(texts))
    points = last.reshape(len(probe.frames), len(words), *last.shape[1:])  # [frame, word, L+1, D]
    n_points = points.shape[2]
    found = {
        "axis": np.full(points.shape[2:], np.nan), "offset": np.full(n_points, np.nan),
        "accuracy": np.full(n_points, np.nan), "pairs": np.full(n_points, np.nan),
    }  # fmt: skip
    n_phrases, n_layers = len(probe.phrases), weights.n_layers
    if n_phrases:
        found |= {"place": np.full((n_phrases, n_points), np.nan)}
        found |= {name: np.empty((n_phrases, n_layers)) for name in ("before", "by_mlp")}
        found["by_head"] = np.empty((n_phrases, n_layers, weights.n_heads))
    shown = run(folder, weights, probe.phrases, ["embed", "resid_pre", "resid_post", "z", "mlp_out"])
    for n in range(n_points):
        here = points[:, :, n]
        low, way = _sides(here, is_positive)
        if np.abs(way).max() <= 1e-4 * np.abs(low).max():
            continue
        found["axis"][n] = way / (way @ way)
        found["offset"][n] = (low + way / 2) @ way / (way @ way)
        found["accuracy"][n], found["pairs"][n] = _left_out(here, is_positive)
        for p, trace in enumerate(shown):
            found["place"][p, n] = (_last(trace)[n] - low) @ way / (way @ way) - 0.5
            if n:
                found["before"][p, n - 1] = (trace["resid_pre"][n - 1, -1] - low) @ way / (way @ way) - 0.5
                found["by_mlp"][p, n - 1] = trace["mlp_out"][n - 1, -1] @ way / (way @ way)
                for head in range(weights.n_heads):
                    seen_by_head = weights.head_matrix("W_O", n - 1, head).T @ way  # the axis before W_O
                    found["by_head"][p, n - 1, head] = trace["z"][n - 1, head, -1] @ seen_by_head / (way @ way)
    return found


@lru_cache(maxsize=4)
def _last_vectors(folder: Path, texts: tuple[str, ...]) -> np.ndarray:
    """Each text's last vector at every point, ``[N, L+1, D]``; the axes of several clips of one run are the same."""
    return np.stack([_last(trace) for trace in run(folder, Weights(folder), texts, ["embed", "resid_post"])])


def _last(trace: dict[str, np.ndarray]) -> np.ndarray:
    return np.concatenate([trace["embed"][-1:], trace["resid_post"][:, -1]]).astype(np.float64)


def _sides(points: np.ndarray, is_positive: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the negative side and the way from it to the mean of the positive side, of ``[frame, word, D]``."""
    low = points[:, ~is_positive].mean(axis=(0, 1))
    return low, points[:, is_positive].mean(axis=(0, 1)) - low


def _left_out(points: np.ndarray, is_positive: np.ndarray) -> tuple[float, float]:
    """How many vectors of each frame the axis of the other frames puts on the right side (mean of the two sides), and
    how many pairs in the right order."""
    right, ordered = np.zeros(len(is_positive)), []
    for f in range(len(points)):
        low, way = _sides(np.delete(points, f, axis=0), is_positive)
        along = (points[f] - low - way / 2) @ way
        right += (along > 0) == is_positive
        ordered += [a > b for a in along[is_positive] for b in along[~is_positive]]
    shares = right / len(points)
    return float(shares[is_positive].mean() + shares[~is_positive].mean()) / 2, sum(ordered) / len(ordered)
