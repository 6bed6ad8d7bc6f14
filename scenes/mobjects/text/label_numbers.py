"""Numbers as they stand in a text: their digits and their Reading, as a Label takes them."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading


def grouped(reading: Reading) -> tuple[str, Reading]:
    """Return a whole number with its thousands apart, and its Reading."""
    return f"{round(float(reading)):,}", reading


def percent(share: Reading) -> tuple[str, Reading]:
    """Return a share as per cent with one decimal, and its Reading."""
    return f"{100 * float(share):.1f}%", share


def product(*factors: Reading) -> tuple[str, list[tuple[str, Reading]]]:
    """Return factors as they are written, ``64 × 576``, and the Readings in it."""
    numbers = [grouped(factor) for factor in factors]
    return " × ".join(text for text, _ in numbers), numbers
