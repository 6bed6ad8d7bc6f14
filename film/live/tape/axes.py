"""Table of coordinates of points in space, each kept once up to a factor and a number that is added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

PART = 64  # of a coordinate's whole number: what it is times 64, and what is left, are told apart
GLANCE = 16  # points by which most coordinates differ

Told = tuple[int, float, float]  # an axis, times and plus


class AxisTable:
    """Table of coordinates; ``rows`` are as on the tape.

    Of a plane seen nearer, or a cloud that comes out of its middle, a coordinate is another one of the same points,
    times and plus a number. So points of a *family* have one order.
    """

    def __init__(self) -> None:
        self.rows: list[list[list[int]]] = []
        self._orders: list[np.ndarray] = []  # of each family
        self._known: list[list[tuple[int, np.ndarray]]] = []  # its axes

    def family(self, axes: Sequence[np.ndarray], step: float, order: np.ndarray) -> int:
        """Return the number of the family that has one of these coordinates; a new one with an order where none has.

        What is the same for all points says nothing of their order.
        """
        telling = [axis_N for axis_N in axes if float(np.ptp(axis_N)) >= step]
        for number, known in enumerate(self._orders):
            if len(known) == len(order) and any(self._like(number, axis_N[known], step) for axis_N in telling):
                return number
        self._orders.append(order)
        self._known.append([])
        return len(self._orders) - 1

    def told(self, family: int, axis_N: np.ndarray, step: float) -> Told:
        """Return a coordinate of a family's points, none of which is off by more than a step."""
        values_N = np.asarray(axis_N, dtype=float)[self._orders[family]]
        low = float(values_N.min())
        if float(np.ptp(values_N)) < step:
            return 0, 0.0, low
        if found := self._like(family, values_N, step):
            return found
        whole_N = np.rint((values_N - low) / step).astype(int)
        self.rows.append([(whole_N // PART).tolist(), (whole_N % PART).tolist()])
        self._known[family].append((len(self.rows) - 1, whole_N.astype(float)))
        return len(self.rows) - 1, step, low

    def found(self, family: int, axis_N: np.ndarray, near: float) -> Told | None:
        """Return what is so near to a coordinate that the tape has; None where there is none."""
        return self._like(family, np.asarray(axis_N, dtype=float)[self._orders[family]], near)

    def _like(self, family: int, values_N: np.ndarray, step: float) -> Told | None:
        some = np.linspace(0, len(values_N) - 1, GLANCE).astype(int)
        for number, known_N in self._known[family]:
            if _fit(known_N[some], values_N[some], 2 * step) and (found := _fit(known_N, values_N, step)):
                return number, *found
        return None


def _fit(known_N: np.ndarray, values_N: np.ndarray, near: float) -> tuple[float, float] | None:
    """Return the factor and the number that take one coordinate to another; None where they come not near enough."""
    away_N = known_N - known_N.mean()
    spread = float(away_N @ away_N)
    times = float(away_N @ values_N) / spread if spread else 0.0
    plus = float(values_N.mean() - times * known_N.mean())
    return (times, plus) if times and np.abs(times * known_N + plus - values_N).max() <= near else None
