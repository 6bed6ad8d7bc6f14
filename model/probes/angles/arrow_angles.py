"""Arrow angles: how far apart a model's arrows point, what its MLPs write and what its tokens begin as; random ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.angles.arrow_angles_again import measure_angles_again
from attention_scenes.model.probes.angles.random_arrows import BINS, binned, degrees, random_arrows
from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    Probe,
    ProbedModel,
    Progress,
    RemeasuredModel,
)
from attention_scenes.model.probes.vectors import unit

PAIRS = 3_000  # whose angles are kept one by one
SOME = 128  # arrows that are compared with all others at once
FIRST = 96  # entries by which most pairs are ruled out in the search for the closest
TIE = 1e-6  # cosines this near to the largest are as large
STEP = 7_919  # from one kept pair to the next


@dataclass(frozen=True)
class ArrowAnglesProbe(Probe):
    """Measure the angles between all of a model's arrows of a kind, and between as many random ones.

    The five sets are: the columns of every MLP's output map (what one neuron writes), random arrows of the same count
    and width, the rows of W_E, the rows less their mean, and random arrows of that count. Where the model has no MLPs,
    the first two sets are empty. A row of zeros points nowhere and is in no set.

    Parameters
    ----------
    sample
        How many arrows of a set, evenly taken, are compared with every other one.
    seed
        Of the random arrows: PCG64, see ``random_arrows``.

    Arrays, for each of the five sets:

    ``count``, ``sampled``
        ``[5]`` arrows; how many of them are compared with all.
    ``hist``
        ``[5, 360]``: shares of the sample's pairs in each half degree.
    ``points``
        ``[5, P]``: the angles of P pairs.
    ``nearest``
        ``[5]``: the median, over the sample, of the angle to the nearest other arrow.
    ``mean``, ``width``
        ``[5]``: of the cosines of all pairs, their mean and standard deviation.
    ``pair``, ``neuron``
        ``[2]``, ``[2, 2]``: the two neurons that point closest to each other, of all pairs, counted through all layers;
        and as layer and neuron.
    ``pair_angle``
        ``[1]``: the angle between them. 90 where there is no such pair.
    """

    sample: int = 512
    seed: int = 1
    name: Literal["angles"] = "angles"

    exact: ClassVar[frozenset[str]] = frozenset({"count", "sampled", "pair", "neuron"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        found = []
        for n, arrows_ND in enumerate(self._sets(model)):
            progress("comparing arrows with each other", n / 7)
            found.append(_measured(arrows_ND, self.sample))
        progress("looking for the two closest neurons", 5 / 7)
        neurons_ND = _neuron_arrows(model)
        each_layer = max(len(neurons_ND) // max(model.n_layers, 1), 1)
        pair, cosine = _closest(neurons_ND, _largest_within(neurons_ND, each_layer))
        arrays = {
            "count": np.array([each.count for each in found]),
            "sampled": np.array([each.sampled for each in found]),
            "pair": pair,
            "neuron": np.array(divmod(pair, each_layer)).T,
            **{
                name: np.array([getattr(each, name) for each in found], dtype=np.float32)
                for name in ("hist", "points", "nearest", "mean", "width")
            },
            "pair_angle": np.array([degrees(np.array(cosine))], dtype=np.float32),
        }
        return arrays, {}

    def _sets(self, model: ProbedModel) -> Iterator[np.ndarray]:
        """Yield the five sets of arrows of length 1, one after the other: each takes a hundred megabytes.

        The random ones stay for both kinds: of one seed, fewer arrows are the first of more.
        """
        neurons_ND = _with_length(_neuron_arrows(model))
        random_ND = random_arrows(self.seed, max(len(neurons_ND), model.n_tokens), model.d_model, np.float32)
        yield neurons_ND
        yield random_ND[: len(neurons_ND)]
        del neurons_ND
        W_E_VD = _with_length(model.embedding().astype(np.float32))
        yield unit(W_E_VD)
        yield _with_length(unit(W_E_VD - W_E_VD.mean(axis=0, dtype=np.float64).astype(np.float32)))
        yield random_ND[: len(W_E_VD)]

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same by other steps: cosines sorted, not binned; the closest pair by another way to rule out."""
        return measure_angles_again(model, asked)


@dataclass(frozen=True)
class _Measured:
    """What is measured of one set of arrows, as the probe's arrays have it."""

    count: int
    sampled: int
    hist: np.ndarray
    points: np.ndarray
    nearest: float
    mean: float
    width: float


def _neuron_arrows(model: ProbedModel) -> np.ndarray:
    """Return what each neuron of each layer writes, at length 1, ``[L * M, D]`` float32."""
    maps = (model.layer_maps(layer) for layer in range(model.n_layers))
    written = [unit(each["down"].T.astype(np.float32)) for each in maps if "down" in each]
    return np.concatenate(written) if written else np.zeros((0, model.d_model), np.float32)


def _with_length(arrows_ND: np.ndarray) -> np.ndarray:
    """Return the arrows that point somewhere."""
    return arrows_ND[arrows_ND.any(axis=1)]


def _measured(arrows_ND: np.ndarray, sample: int) -> _Measured:
    count = len(arrows_ND)
    if count < 2:
        return _Measured(count, 0, np.zeros(BINS), np.zeros(PAIRS), 90.0, 0.0, 0.0)
    chosen = np.arange(0, count, max(1, count // sample))[:sample]
    hist, nearest = np.zeros(BINS, np.int64), []
    for some in np.array_split(chosen, -(-len(chosen) // SOME)):
        angle_SN = degrees(arrows_ND[some] @ arrows_ND.T)
        angle_SN[np.arange(len(some)), some] = np.nan
        nearest.append(np.nanmin(angle_SN, axis=1))
        hist += binned(angle_SN[~np.isnan(angle_SN)])
    least = np.concatenate(nearest)
    first = chosen[np.arange(PAIRS) % len(chosen)]
    second = (first + 1 + np.arange(PAIRS) * STEP % (count - 1)) % count
    points = degrees((arrows_ND[first] * arrows_ND[second]).sum(axis=1))
    shares, near = hist / hist.sum(), float(np.median(least))
    return _Measured(count, len(chosen), shares, points, near, *_moments(arrows_ND))


def _moments(arrows_ND: np.ndarray) -> tuple[float, float]:
    """Return mean and standard deviation of the cosines of all pairs, from sums over all arrows."""
    there = float((arrows_ND**2).sum(dtype=np.float64))  # of each arrow with itself
    pairs = len(arrows_ND) * (len(arrows_ND) - 1.0)
    total_D = arrows_ND.sum(axis=0, dtype=np.float64)
    moment_DD = (arrows_ND.T @ arrows_ND).astype(np.float64)
    mean, square = (float(total_D @ total_D) - there) / pairs, (float((moment_DD**2).sum()) - there) / pairs
    return mean, float(np.sqrt(max(square - mean**2, 0)))


def _largest_within(arrows_ND: np.ndarray, group: int) -> float:
    """Return the largest cosine of two arrows of one group: most of the search can start from it."""
    largest = -1.0
    for start in range(0, len(arrows_ND), group):
        cosine_GG = arrows_ND[start : start + group] @ arrows_ND[start : start + group].T
        np.fill_diagonal(cosine_GG, -1)
        largest = max(largest, float(cosine_GG.max()))
    return largest


def _closest(arrows_ND: np.ndarray, known: float) -> tuple[np.ndarray, float]:
    """Return the two arrows with the largest cosine and that cosine; ``known`` is one that some pair has.

    A cosine is at most that of the first entries plus the product of the lengths of the rest (Cauchy and Schwarz): few
    pairs can pass what is known already, and only these are worked out.
    """
    if len(arrows_ND) < 2:
        return np.zeros(2, np.int64), 0.0
    rest_N1 = np.linalg.norm(arrows_ND[:, FIRST:], axis=1, keepdims=True)
    short_ND = np.concatenate([arrows_ND[:, :FIRST], rest_N1], axis=1)
    best, found = known - 2 * TIE, []
    for start in range(0, len(arrows_ND), SOME * 4):
        rows = np.arange(start, min(start + SOME * 4, len(arrows_ND)))
        able_SN = short_ND[rows] @ short_ND[start:].T
        able_SN[np.arange(len(rows)), np.arange(len(rows))] = -1
        rows = rows[able_SN.max(axis=1) > best]
        if not len(rows):
            continue
        cosine_SN = arrows_ND[rows] @ arrows_ND[start:].T
        cosine_SN[np.arange(start, len(arrows_ND)) <= rows[:, None]] = -1
        best = max(best, float(cosine_SN.max()) - 2 * TIE)
        found += [
            (float(cosine_SN[row, column]), int(rows[row]), int(column) + start)
            for row, column in np.argwhere(cosine_SN >= best)
        ]
    most = max(cosine for cosine, *_ in found)
    _, one, other = min((each for each in found if each[0] >= most - TIE), key=lambda each: each[1:])
    exact = float(arrows_ND[one].astype(np.float64) @ arrows_ND[other].astype(np.float64))
    return np.array([one, other]), exact
