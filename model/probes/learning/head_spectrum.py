"""Singular values of each head's joint map W_Qᵀ W_K, and of maps of the same numbers in other places."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class HeadSpectrumProbe(Probe):
    """Measure how large a head's joint map is in each of its directions, and how large without its order.

    To shuffle is to keep every number of W_Q and of W_K and to put it at another place of the same map: what stays is
    what any maps of these numbers have.

    Parameters
    ----------
    layer
        Whose heads.
    shuffles
        How often each head's two maps are shuffled, head by head, W_Q before W_K: PCG64 of seed 0 draws the places.

    Arrays, of K values from the largest down:

    ``sigma``
        ``[H, K]``: the singular values of W_Qᵀ W_K.
    ``shuffled``
        ``[H, 3, K]``: the smallest, the mean and the largest of each, over the shuffles.
    """

    layer: int
    shuffles: int = 20
    name: Literal["head_spectrum"] = "head_spectrum"

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        maps, draw = model.layer_maps(self.layer), np.random.default_rng(0)
        queries, keys = (maps[part].astype(np.float64).reshape(-1, model.d_head, model.d_model) for part in "qk")
        sigma, shuffled = [], []
        for head, query in enumerate(queries):
            pair = query, keys[head * len(keys) // len(queries)]
            sigma.append(_values(*pair))
            drawn = [_values(*(draw.permuted(each.ravel()).reshape(each.shape) for each in pair))
                     for _ in range(self.shuffles)]  # fmt: skip
            shuffled.append([np.min(drawn, axis=0), np.mean(drawn, axis=0), np.max(drawn, axis=0)])
        arrays = {"sigma": sigma, "shuffled": shuffled}
        return {name: np.array(each, dtype=np.float32) for name, each in arrays.items()}, {"shuffles": self.shuffles}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same by eigenvalues of two small products, whose roots the singular values are."""
        maps, draw = model.layer_maps(asked.layer), np.random.default_rng(0)
        per, size = model.n_heads // (len(maps["k"]) // model.d_head), model.d_head
        plain, low, mean, high = [], [], [], []
        for head in range(model.n_heads):
            q = maps["q"][head * size : (head + 1) * size].astype(np.float64)
            k = maps["k"][head // per * size : (head // per + 1) * size].astype(np.float64)
            every = []
            for _ in range(asked.shuffles):
                mixed = [each.flat[draw.permuted(np.arange(each.size))].reshape(each.shape) for each in (q, k)]
                every.append(_roots_again(*mixed))
            plain.append(_roots_again(q, k))
            low.append(np.sort(np.array(every), axis=0)[0])
            mean.append(np.array(every).sum(axis=0) / len(every))
            high.append(np.sort(np.array(every), axis=0)[-1])
        return {"sigma": np.array(plain), "shuffled": np.stack([low, mean, high], axis=1)}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"shuffles": int(asked.shuffles)}


def _values(query_KD: np.ndarray, key_KD: np.ndarray) -> np.ndarray:
    """Return the K singular values that may differ from 0."""
    return np.linalg.svd(query_KD.T @ key_KD, compute_uv=False)[: len(query_KD)]


def _roots_again(query_KD: np.ndarray, key_KD: np.ndarray) -> np.ndarray:
    squares = np.linalg.eigvals(query_KD @ query_KD.T @ key_KD @ key_KD.T).real
    return np.sqrt(np.sort(squares.clip(0))[::-1])
