"""What heads would leak, a second time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.common import run


def leak(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    """leak ``[L, H]`` and even ``[1]``: one less the weight on what came before; see probes/leaks.py."""
    sentences = probe.sentences
    total, even = np.zeros((weights.n_layers, weights.n_heads)), 0.0
    for trace in run(folder, weights, sentences, ["raw_scores"]):
        raw = trace["raw_scores"].astype(np.float64) / weights.d_head**0.5
        n = raw.shape[-1]
        for query in range(1, n - 1):
            weight = np.exp(raw[:, :, query] - raw[:, :, query].max(axis=-1, keepdims=True))
            seen = weight[..., : query + 1].sum(axis=-1) / weight.sum(axis=-1)
            total += (1 - seen) / (n - 2) / len(sentences)
            even += (n - 1 - query) / n / (n - 2) / len(sentences)
    return {"leak": total, "even": np.array([even])}
