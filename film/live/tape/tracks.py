"""Tracks: values that change in a play as curves between two ends, many of them sharing one curve."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from attention_scenes.film.live.forms.units import CURVE, NEAR_MORPH

TRIED = 6  # curves that a new one is compared with
COARSEST = 9  # a curve is told in steps of at most 2 to this, of CURVE
ROUNDED = 0.25  # share of what a curve may be off that its steps take
_COARSE = 48  # steps of a curve that is looked up


class CurveTable:
    """Table of the curves of a tape; a value on it is a whole number, or ``[curve, from, to]``."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = []
        self._known: dict[bytes, list[tuple[int, np.ndarray]]] = {}

    def tracks(self, values_NM: np.ndarray, unit: float, near: float) -> list[Any]:
        """Return M values that were sampled N times as on the tape, in so many units of one, ``near`` to a value."""
        low, high = values_NM.min(axis=0), values_NM.max(axis=0)
        first, last = values_NM[0], values_NM[-1]
        found: list[Any] = np.rint(values_NM[-1] * unit).astype(int).tolist()
        moving = np.flatnonzero(high - low > near / 2)
        if not len(moving):
            return found
        ends = np.abs(last - first) >= (high - low) * 0.999
        starts, stops = np.where(ends, first, low)[moving], np.where(ends, last, high)[moving]
        shares_MN = np.ascontiguousarray(((values_NM[:, moving] - starts) / (stops - starts)).T)
        coarse_MN = np.rint(shares_MN * _COARSE).astype(np.int8)
        allowed = near / np.abs(stops - starts)
        for row, at in enumerate(moving.tolist()):
            curve = self.curve(shares_MN[row], coarse_MN[row].tobytes(), float(allowed[row]))
            found[at] = [curve, round(starts[row] * unit), round(stops[row] * unit)]
        return found

    def curve(self, shares_N: np.ndarray, coarse: bytes, near: float) -> int:
        """Return the index of a curve that comes near enough, and keep a new one where there is none.

        It is told in steps as wide as all can be content with who share it.
        """
        wide = min(max(int(math.log2(near * CURVE * ROUNDED * 2)), 0), COARSEST)
        known = self._known.setdefault(coarse, [])
        for number, exact_N in known[-TRIED:]:
            if np.abs(exact_N - shares_N).max() <= near * (1 - ROUNDED):
                if wide < self.rows[number][0] // 2:
                    self.rows[number] = _told(exact_N, wide)
                return number
        known.append((len(self.rows), shares_N))
        self.rows.append(_told(shares_N, wide))
        return known[-1][0]

    def mixes(self, moves_ND: np.ndarray, groups_D: np.ndarray) -> list[tuple[int, np.ndarray]]:
        """Return D values over N samples, less what they are first, as few curves, each with what it adds to all.

        ``groups_D`` says what goes together, such as a contour's points: where there are as many ways to go as groups,
        or more, each group has curves of its own, which are calmer than those that all would share.
        """
        found = _mixes(moves_ND)
        groups = np.unique(groups_D)
        if len(found) >= len(groups) > 1:
            found = []
            for group in groups.tolist():
                own_D = groups_D == group
                for whole_N, added_own in _mixes(moves_ND[:, own_D]):
                    added_D = np.zeros(len(groups_D))
                    added_D[own_D] = added_own
                    found.append((whole_N, added_D))
        table = []
        for whole_N, added_D in found:
            coarse = np.rint(whole_N * _COARSE).astype(np.int8).tobytes()
            near = max(2 / CURVE, NEAR_MORPH / 4 / float(np.abs(added_D).max()))
            table.append((self.curve(whole_N, coarse, near), added_D))
        return table


def _mixes(moves_ND: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return few curves, the most telling first, and what each adds to all values, until all come near enough."""
    found: list[tuple[np.ndarray, np.ndarray]] = []
    _, turns_NN = np.linalg.eigh(moves_ND @ moves_ND.T)
    left_ND = moves_ND.copy()
    for own_N in turns_NN.T[::-1]:
        if np.abs(left_ND).max(initial=0) <= NEAR_MORPH:
            break
        scale = float(own_N[np.abs(own_N).argmax()])  # with its sign, so that the same way is the same curve
        found.append((np.rint(own_N / scale * CURVE) / CURVE, own_N @ left_ND * scale))
        left_ND -= np.outer(own_N, own_N @ left_ND)
    return found


def _told(shares_N: np.ndarray, wide: int) -> list[int]:
    """Return a curve as on the tape, in steps so wide: as it bends or, where that is shorter, as it steps."""
    whole_N = np.rint(shares_N * CURVE / 2**wide).astype(int)
    ways = bends(whole_N), np.diff(whole_N, prepend=0).tolist()
    weights = [np.log2(1 + np.abs(way)).sum() for way in ways]
    steps = int(weights[1] < weights[0])
    return [2 * wide + steps, *ways[steps]]


def bends(values: np.ndarray) -> list[int]:
    """Return whole values as the first, the first step, and by how much each step differs from the one before."""
    steps = np.diff(values, prepend=0)
    steps[2:] -= np.diff(values)[:-1]
    found: list[int] = steps.tolist()
    return found
