"""Words compared by their columns of W_E, a second time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.needs import EmbeddingProbe
from model.probe_needs import signed_words
from model.raw import Weights
from model.recheck.common import ids_of


def embedding(folder: Path, weights: Weights, probe: EmbeddingProbe) -> dict[str, np.ndarray]:
    """The arrays that probes/embeddings.py describes, and for near_id, near_cosine the cosines ``near`` ``[Q, V]``."""
    table = weights.embedding().astype(np.float64)
    length = np.sqrt((table**2).sum(axis=1))
    number = {word: ids_of(folder, weights, word)[1] for word in probe.all_words()}
    rows = list(number.values())
    found = {
        "id": np.array(rows),
        "vector": table[rows],
        "cosine": np.array([[table[a] @ table[b] / length[a] / length[b] for b in rows] for a in rows]),
    }
    if probe.plane:
        first, second = (table[number[b]] - table[number[a]] for a, b in probe.plane)
        second = second - first * (second @ first) / (first @ first)
        across = [way / np.sqrt(way @ way) for way in (first, second)]
        found["plane"] = np.array([[table[row] @ way for way in across] for row in rows])
    if probe.near:
        totals = [sum(sign * table[number[word]] for sign, word in signed_words(query)) for query in probe.near]
        found["near"] = np.array([table @ total / length / np.sqrt(total @ total) for total in totals])
    return found
