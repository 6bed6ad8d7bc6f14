"""What soft vectors are near: to each the nearest word's vector, beside how near words are to one another."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class SoftWordsProbe(Probe):
    """Compare the vectors before every text with the embeddings of all words, by their cosine.

    Arrays, of P soft vectors and V words:

    ``nearest``
        ``[P]``: the number of the nearest word.
    ``cosine``
        ``[P]``: with that word.
    ``words``
        ``[V]``: each word's cosine with the nearest other word.
    """

    name: Literal["soft"] = "soft"

    exact: ClassVar[frozenset[str]] = frozenset({"nearest"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        table_ND = model.embedding().astype(np.float64)
        soft_PD = model.trained().get("model.soft_vectors.weight")
        if soft_PD is None:
            raise UserError("This model has no soft vectors: give one that has, such as ours:adapted/soft-vectors.")
        words_VD, soft_PD = table_ND[: -len(soft_PD)], table_ND[-len(soft_PD) :]
        even_VD, even_PD = (each / np.linalg.norm(each, axis=1, keepdims=True) for each in (words_VD, soft_PD))
        near_PV, among_VV = even_PD @ even_VD.T, even_VD @ even_VD.T
        np.fill_diagonal(among_VV, -1.0)
        said = [model.text_of(int(n)).strip() for n in near_PV.argmax(1)]
        found = {"cosine": near_PV.max(1).astype(np.float32), "words": among_VV.max(1).astype(np.float32)}
        return found | {"nearest": near_PV.argmax(1)}, {"says": said}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same, a pair at a time, from the vectors as they are stored."""
        soft = model.trained()["model.soft_vectors.weight"].astype(np.float64)
        words = [row.astype(np.float64) for row in model.embedding()[: -len(soft)]]

        def cosine_again(one: np.ndarray, other: np.ndarray) -> float:
            return float(one @ other) / np.sqrt(float(one @ one) * float(other @ other))

        near = [[cosine_again(one, word) for word in words] for one in soft]
        among = [
            max(cosine_again(word, other) for n, other in enumerate(words) if n != at) for at, word in enumerate(words)
        ]
        return {
            "nearest": np.array([row.index(max(row)) for row in near]), "cosine": np.array([max(row) for row in near]),
            "words": np.array(among),
        }  # fmt: skip
