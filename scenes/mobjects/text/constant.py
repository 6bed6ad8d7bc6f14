"""Numbers that are their own source."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading


def constants(*texts: str) -> list[tuple[str, Reading]]:
    """Numbers of the narration, as they are written: ``constants("1", "−0.5")``, each with its Reading."""
    return [(text, stated(float(text.replace("\N{MINUS SIGN}", "-")))) for text in texts]


def stated(value: float) -> Reading:
    """A parameter or the factor of a formula: nothing computed it, the scene declares it."""
    return Reading.constant(value)
