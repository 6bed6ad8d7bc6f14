"""Numbers that are their own source."""

from __future__ import annotations

from model.readings import Reading


def stated(value: float) -> Reading:
    """A parameter or the factor of a formula: nothing computed it, the scene declares it."""
    return Reading.constant(value)
