"""Constants: numbers that a scene declares, each its own source."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading


def constants(*texts: str) -> list[tuple[str, Reading]]:
    """Return numbers of the narration, as they are written: ``constants("1", "−0.5")``, each with its Reading."""
    return [(text, constant(float(text.replace("\N{MINUS SIGN}", "-")))) for text in texts]


def constant(value: float) -> Reading:
    """Return a Reading that the scene declares: a parameter or the factor of a formula, computed by nothing."""
    return Reading.constant(value)
