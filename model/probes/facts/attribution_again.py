"""Neurons behind a fact again, without torch, by the backward pass of the NumPy decoder."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.probes.facts.asking_again import (
    answers_again,
    distributions_again,
    question_again,
    rivals_again,
)
from attention_scenes.model.probes.probe import RemeasuredModel


def attributed_again(model: RemeasuredModel, asked: SimpleNamespace) -> tuple[np.ndarray, float]:
    """Return each neuron's part in the lead at each token, and the lead."""
    rows = tuple(tuple(question_again(model, asked, name)[0]) for name in ("", *asked.names))
    return _parts_again(model, rows)


@lru_cache(maxsize=2)
def _parts_again(model: RemeasuredModel, rows: tuple[tuple[int, ...], ...]) -> tuple[np.ndarray, float]:
    odds = distributions_again(model, rows)
    answers = answers_again(odds)
    rivals = rivals_again(odds[0], answers)
    lead = np.log(odds[0][answers[0]]) - sum(np.log(odds[0][rival]) for rival in rivals) / len(rivals)
    return model.neuron_parts(rows[0], answers[0], rivals), float(lead)


def sum_again(parts: np.ndarray) -> np.ndarray:
    """Return what neurons are worth at all tokens but the first."""
    total = np.zeros((len(parts), parts.shape[2]))
    for token in range(1, parts.shape[1]):
        total += parts[:, token]
    return total


def ranked_again(model: RemeasuredModel, asked: SimpleNamespace) -> list[tuple[int, int]]:
    """Return layer and neuron of all, the largest attribution first."""
    parts, _ = attributed_again(model, asked)
    part = sum_again(parts)
    return sorted(np.ndindex(*part.shape), key=lambda at: -part[at])
