"""Error propagation: a number with an error bound, carried through arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Bounded:
    """A value and the largest error that rounding may have made; arithmetic carries both."""

    value: float
    error: float = 0.0

    def __float__(self) -> float:
        return float(self.value)

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error)

    def __add__(self, other: Any) -> Bounded:
        return Bounded(self.value + float(other), self.error + _error(other))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Bounded:
        return self + -other

    def __rsub__(self, other: Any) -> Bounded:
        return -self + other

    def __mul__(self, other: Any) -> Bounded:
        error = _times(float(other), self.error) + _times(self.value, _error(other))
        return Bounded(self.value * float(other), error)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Bounded:
        ratio = self.value / float(other)
        return Bounded(ratio, (self.error + _times(ratio, _error(other))) / abs(float(other)))

    def __rtruediv__(self, other: Any) -> Bounded:
        return Bounded(float(other)) / self

    def __abs__(self) -> Bounded:
        return Bounded(abs(self.value), self.error)

    def through(self, function: Any) -> Bounded:
        """Return a function of the value, with the error carried through it."""
        ends = [function(self.value + e) for e in (-self.error, self.error) if self.error]
        here = function(self.value)
        return Bounded(here, max((abs(end - here) for end in ends), default=0.0))


def _error(x: Any) -> float:
    return x.error if isinstance(x, Bounded) else 0.0


def _times(factor: float, error: float) -> float:
    """Return the error of a product, where an infinite factor has none (-inf stays -inf)."""
    return abs(factor) * error if math.isfinite(factor) else 0.0
