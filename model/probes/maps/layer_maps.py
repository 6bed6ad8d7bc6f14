"""Layer maps: whether the maps of neighbouring layers that have one name are alike, number by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

NAMES = ("q", "k", "v", "o", "gate", "up", "down")
READING = ("gate", "up")  # maps with a row for each neuron: of the first there is, rows are compared one by one


@dataclass(frozen=True)
class LayerMapsProbe(Probe):
    """Compare each layer's maps with those of the next layer that have the same names.

    Were all layers one and the same, every cosine would be 1. The control is the same numbers in reverse order. Maps
    may be the same and their neurons in another order: so some neurons' rows are compared with every row of the next
    layer, and the best partner counts, again with the control.

    Parameters
    ----------
    neurons
        How many rows, evenly taken, look for a partner.

    Arrays, of M maps by the order of :data:`NAMES` (those that the model has) and L layers:

    ``cosine``, ``reversed``
        ``[M, L−1]``: cosine of a map and the next layer's; of a map and the next layer's numbers in reverse order.
    ``partner``, ``partner_reversed``
        ``[L−1]``: mean over the neurons of the largest size of cosine with a row of the next layer's; the same where
        the numbers in each of its rows stand in reverse order.
    """

    neurons: int = 64
    name: Literal["layer_maps"] = "layer_maps"

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        before = model.layer_maps(0)
        names = [name for name in NAMES if name in before]
        rows: list[list[float]] = []
        partners: list[list[float]] = []
        for layer in range(1, model.n_layers):
            progress("comparing the maps of neighbouring layers", layer / model.n_layers)
            after = model.layer_maps(layer)
            pairs = [(before[name].ravel(), after[name].ravel()) for name in names]
            rows.append([_cosine(one, other) for one, other in pairs])
            rows[-1] += [_cosine(one, other[::-1]) for one, other in pairs]
            partners.append(_partners(before, after, self.neurons))
            before = after
        both = np.array(rows, dtype=np.float32).reshape(-1, 2, len(names)).transpose(1, 2, 0)
        best = np.array(partners, dtype=np.float32).reshape(-1, 2).T
        arrays = {"cosine": both[0], "reversed": both[1], "partner": best[0], "partner_reversed": best[1]}
        return {name: np.ascontiguousarray(array) for name, array in arrays.items()}, {"names": names}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays in float64, of unit vectors."""
        found: dict[str, list[Any]] = {"cosine": [], "reversed": [], "partner": [], "partner_reversed": []}
        layers = (model.layer_maps(layer) for layer in range(model.n_layers))
        for one, other in pairwise(layers):
            names = [name for name in ("q", "k", "v", "o", "gate", "up", "down") if name in one]
            pairs = [(_unit_again(one[name]), _unit_again(other[name])) for name in names]
            found["cosine"].append([mine @ theirs for mine, theirs in pairs])
            found["reversed"].append([mine @ theirs[::-1] for mine, theirs in pairs])
            best = _best_again(one, other, asked.neurons)
            found["partner"].append(best[0])
            found["partner_reversed"].append(best[1])
        arrays = {name: np.array(array) for name, array in found.items()}
        return {name: array.T if array.ndim == 2 else array for name, array in arrays.items()}


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Return the cosine of two vectors; 0 where one of them is all zeros."""
    sizes = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(np.dot(one, other)) / sizes if sizes else 0.0


def _partners(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], count: int) -> list[float]:
    """Return the mean cosine of some neurons with their best partner in the next layer, and that of the control."""
    name = next((name for name in READING if name in before), None)
    if name is None:
        return [0.0, 0.0]
    every = max(1, len(before[name]) // count)
    mine, theirs = (_unit_rows(each) for each in (before[name][::every][:count], after[name]))
    return [float(np.abs(mine @ rows.T).max(axis=1).mean()) for rows in (theirs, theirs[:, ::-1])]


def _unit_rows(matrix: np.ndarray) -> np.ndarray:
    return matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)


def _unit_again(matrix: np.ndarray) -> np.ndarray:
    flat = matrix.astype(np.float64).reshape(-1)
    return flat / (np.sqrt(np.square(flat).sum()) or 1.0)


def _best_again(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray], count: int) -> tuple[float, float]:
    """Return how alike, or unlike, some rows are to one of another matrix, on the mean; and to one read backwards."""
    name = next((name for name in ("gate", "up") if name in one), "")
    if not name:
        return 0.0, 0.0
    every = max(1, len(one[name]) // count)
    picked = range(0, min(len(one[name]), every * count), every)
    mine, theirs = one[name][picked].astype(np.float64), other[name].astype(np.float64)
    lengths = np.outer(np.sqrt((mine**2).sum(1)), np.sqrt((theirs**2).sum(1))) + 1e-12
    dots = [np.abs(mine @ theirs.T) / lengths, np.abs(mine[:, ::-1] @ theirs.T) / lengths]
    plain, backwards = (float(np.mean(np.max(each, axis=1))) for each in dots)
    return plain, backwards
