"""Numbers that are their own source."""

from __future__ import annotations

import numpy as np

from model.readings import Reading


def stated(value: float) -> Reading:
    """A parameter or the factor of a formula: nothing computed it, it is its own source."""
    return Reading(np.asarray(value), np.asarray(0), lambda _: f"{value:g}")
