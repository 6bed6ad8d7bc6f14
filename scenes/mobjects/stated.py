"""Numbers that are their own source."""

from __future__ import annotations

import numpy as np

from model.readings import Reading


def constants(*texts: str) -> list[tuple[str, Reading]]:
    """Numbers of the narration, as they are written: ``constants("1", "−0.5")``, each with its Reading."""
    return [(text, stated(float(text.replace("\N{MINUS SIGN}", "-")))) for text in texts]


def stated(value: float) -> Reading:
    """A parameter or the factor of a formula: nothing computed it, it is its own source."""
    return Reading(np.asarray(value), np.asarray(0), lambda _: f"{value:g}")
