"""Words compared by their columns of W_E, a second time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.common import ids_of

SIGNS = {"+": 1, "-": -1, "\u2212": -1}


def embedding(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    """The arrays that probes/embeddings.py describes, and for near_id, near_cosine the cosines ``near`` ``[Q, V]``."""
    table = weights.embedding().astype(np.float64)
    length = np.sqrt((table**2).sum(axis=1))
    number = {word: ids_of(folder, weights, word)[1] for word in words_of(probe)}
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
        totals = [sum(sign * table[number[word]] for sign, word in terms_of(query)) for query in probe.near]
        found["near"] = np.array([table @ total / length / np.sqrt(total @ total) for total in totals])
    return found


def words_of(probe: SimpleNamespace) -> list[str]:
    """Every word that is asked about, each once, in the order of first mention."""
    pairs = [word for pair in probe.plane for word in pair]
    return list(dict.fromkeys([*probe.words, *(word for query in probe.near for _, word in terms_of(query)), *pairs]))


def terms_of(query: str) -> Iterator[tuple[int, str]]:
    """``"king - man + woman"`` as ``(1, "king"), (-1, "man"), (1, "woman")``."""
    sign = 1
    for part in query.split():
        if part in SIGNS:
            sign = SIGNS[part]
        else:
            yield sign, part
            sign = 1
