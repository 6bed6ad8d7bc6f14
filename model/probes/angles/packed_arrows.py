"""Packed arrows: random arrows in few and many dimensions, and a set of them that gradient steps push apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.angles.packed_again import pack_again, piles_again, welch_again
from attention_scenes.model.probes.angles.random_arrows import binned, degrees, random_arrows, welch_degrees
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.vectors import unit

MOST_ARROWS, MOST_DIMENSIONS = 2_000, 256
SHARP, RATE = (30.0, 300.0), 0.02  # of the log-sum-exp, at first and last; of Adam, at first
WIDTHS = (2, 3, 10, 30, 100, 576)  # dimensions in which random arrows are looked at
PAIRS = 2_400  # whose angles are kept one by one


@dataclass(frozen=True)
class PackedArrowsProbe(Probe):
    """Push arrows apart, and measure the angles of random ones by the number of dimensions.

    The arrows start at random. Each of ``steps`` steps of Adam lowers log Σ exp(±β cosine) over all pairs; β rises
    from 30 to 300 by equal factors while the rate falls from 0.02 to 0 as half a cosine wave, and each arrow is brought
    back to length 1. It is no proof of what is possible: others may get farther, none past the bound.

    Parameters
    ----------
    dimensions, count
        So many arrows in so many dimensions.
    seeds
        Of the arrows that are pushed apart, and of those in each number of ``widths``: PCG64, see ``random_arrows``.
    frames
        How often the angles are kept, the start included: after 1, 4, 9 … parts of all steps, for the first do most.
    widths, each
        Numbers of dimensions, and how many random arrows in each.
    claimed
        Two numbers, arrows and dimensions, whose bound is computed besides.

    Arrays, S = frames:

    ``start``, ``end``
        ``[count, dimensions]`` the arrows before and after.
    ``hist``
        ``[S, 360]``: shares of all pairs in each half degree.
    ``points``
        ``[S, P]``: the angles of P pairs, the same all along.
    ``worst``
        ``[S]``: the angle of the pair that is farthest from a right angle, as one of at most 90°.
    ``step``
        ``[S]``: how many steps were made.
    ``bound``, ``claimed_bound``
        ``[1]``: no arrangement has a ``worst`` of more degrees; the same for ``claimed``.
    ``terms``, ``sum``
        ``[dimensions]``, ``[1]``: the products that the cosine of the first two arrows at the start is the sum of.
    ``pile``, ``pile_points``, ``width``
        ``[W, 360]``, ``[W, P]``, ``[W]``: for each number of ``widths`` shares and angles of random pairs as above, and
        the root of their cosines' mean square.
    ``flat``, ``ball``
        ``[24, 2]``, ``[200, 3]`` random arrows in two and in three dimensions.
    """

    dimensions: int = 100
    count: int = 1_000
    steps: int = 200
    frames: int = 41
    seeds: tuple[int, int] = (1, 2)
    widths: tuple[int, ...] = WIDTHS
    each: int = 300
    claimed: tuple[int, int] = (10_000, 100)
    name: Literal["packed"] = "packed"

    exact: ClassVar[frozenset[str]] = frozenset({"step"})

    def __post_init__(self) -> None:
        if not 2 <= self.dimensions <= MOST_DIMENSIONS:
            raise UserError(f"dimensions={self.dimensions}: give from 2 to {MOST_DIMENSIONS}.")
        if not self.dimensions < self.count <= MOST_ARROWS:
            raise UserError(
                f"count={self.count} in dimensions={self.dimensions}: give more arrows than dimensions, "
                f"{MOST_ARROWS:,} at most; fewer can all stand at right angles."
            )

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        start_ND = random_arrows(self.seeds[0], self.count, self.dimensions)
        piles = [self._pile(width, n) for n, width in enumerate(self.widths)]
        kept = np.unique(self.steps * np.arange(self.frames) ** 2 // (self.frames - 1) ** 2)
        angles, arrows_ND = [], start_ND
        pairs = _some_pairs(self.count)
        for step, arrows_ND in enumerate(_pushed_apart(start_ND, self.steps)):
            if step in kept:
                progress("pushing arrows apart", step / self.steps)
                angles.append(_angles_of(arrows_ND, pairs))
        hist, points, worst = (np.array(each) for each in zip(*angles, strict=True))
        terms_D = start_ND[0] * start_ND[1]
        arrays = {
            "start": start_ND, "end": arrows_ND, "hist": hist, "points": points, "worst": worst,
            "bound": [welch_degrees(self.count, self.dimensions)], "claimed_bound": [welch_degrees(*self.claimed)],
            "terms": terms_D, "sum": [terms_D.sum()], "flat": random_arrows(self.seeds[0], 24, 2),
            "ball": random_arrows(self.seeds[1], 200, 3),
            "pile": [pile[0] for pile in piles], "pile_points": [pile[1] for pile in piles],
            "width": [pile[2] for pile in piles],
        }  # fmt: skip
        found = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}
        return {**found, "step": kept}, {}

    def _pile(self, width: int, number: int) -> tuple[np.ndarray, np.ndarray, float]:
        """Return shares and angles of random pairs in so many dimensions, and the root mean square of cosines."""
        arrows_ND = random_arrows(self.seeds[1] + number, self.each, width)
        hist, points, _ = _angles_of(arrows_ND, _some_pairs(self.each))
        cosines = (arrows_ND @ arrows_ND.T)[np.triu_indices(self.each, 1)]
        return hist, points, float(np.sqrt((cosines**2).mean()))

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same: made and pushed apart again, by other steps."""
        return {
            **pack_again(asked), **piles_again(asked), "bound": np.array([welch_again(asked.count, asked.dimensions)]),
            "claimed_bound": np.array([welch_again(*asked.claimed)]),
        }  # fmt: skip


def _pushed_apart(arrows_ND: np.ndarray, steps: int) -> Iterator[np.ndarray]:
    """Yield the arrows before the first step and after each."""
    mean_ND, square_ND = np.zeros_like(arrows_ND), np.zeros_like(arrows_ND)
    yield arrows_ND
    for step in range(1, steps + 1):
        done = (step - 1) / steps
        slope_ND = _slope(arrows_ND, SHARP[0] * (SHARP[1] / SHARP[0]) ** done)
        mean_ND = 0.9 * mean_ND + 0.1 * slope_ND
        square_ND = 0.999 * square_ND + 0.001 * slope_ND**2
        move_ND = mean_ND / (1 - 0.9**step) / (np.sqrt(square_ND / (1 - 0.999**step)) + 1e-8)
        arrows_ND = unit(arrows_ND - RATE * (0.5 + 0.5 * np.cos(np.pi * done)) * move_ND)
        yield arrows_ND


def _slope(arrows_ND: np.ndarray, sharp: float) -> np.ndarray:
    """Return the gradient along the sphere of 1/β log Σ (exp(β cosine) + exp(−β cosine)) over all pairs."""
    up_NN = arrows_ND @ arrows_ND.T
    np.fill_diagonal(up_NN, 0)
    most = max(up_NN.max(), -up_NN.min())  # taken from the exponents, so that none is too large
    up_NN -= most
    up_NN *= sharp
    np.exp(up_NN, out=up_NN)
    down_NN = np.exp(-2 * sharp * most) / up_NN
    total = up_NN.sum() + down_NN.sum() - 2 * len(arrows_ND) * np.exp(-sharp * most)
    up_NN -= down_NN
    slope_ND = up_NN @ arrows_ND * (2 / total)
    return slope_ND - (slope_ND * arrows_ND).sum(axis=1, keepdims=True) * arrows_ND


def _some_pairs(count: int) -> np.ndarray:
    """Return pairs ``[2, P]`` of arrows, evenly taken of all."""
    first, second = np.triu_indices(count, 1)
    chosen = np.linspace(0, len(first) - 1, min(PAIRS, len(first))).astype(int)
    return np.array([first[chosen], second[chosen]])


def _angles_of(arrows_ND: np.ndarray, pairs_2P: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Return shares of all pairs in each half degree, the angles of some pairs, and the worst angle."""
    angle_NN = degrees(arrows_ND @ arrows_ND.T)
    all_P = angle_NN[np.triu_indices(len(arrows_ND), 1)]
    worst = 90 - np.abs(all_P - 90).max()
    return binned(all_P) / len(all_P), angle_NN[pairs_2P[0], pairs_2P[1]], float(worst)
