"""Check rounding: a number on screen is its value to the decimals shown, or a mark whose size is the value."""

from __future__ import annotations

import math
import re
from decimal import Decimal

MARKS = frozenset("●▬■⌒↗")  # a dot, a bar, a cell, an arc, a hand: the value is drawn, not written
WEIGHTS_ONLY = frozenset("●⌒")
IS_WEIGHT = re.compile(r"\b(pattern|probs[\w:.]*|probe:[\w.]+)\[")
MINUS = "\u2212"
_GAPS = ",\u2009\u202f\u00a0"  # between thousands
NUMBER = re.compile(
    rf"(?P<number>[+\-{MINUS}]?(?:\d{{1,3}}(?:[{_GAPS}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:[eE][+\-]?\d+)?)"
    r"(?P<percent>[ \u2009\u202f\u00a0]?%)?"
)


def miswritten(shown: str, value: float, slack: float, source: str) -> str | None:
    """Return what is wrong with the text of a value that may be off by ``slack``; None where nothing is."""
    if math.isinf(value):
        return None if shown in (f"{MINUS}∞", "-∞", "-inf") else f"it is {value}, which is not what is shown"
    if shown in MARKS:
        return _misdrawn(shown, value, source)
    if not (match := NUMBER.fullmatch(shown)):
        return "what is shown is not one number"
    number = Decimal(re.sub(f"[{_GAPS}]", "", match["number"]).replace(MINUS, "-"))
    factor = 100 if match["percent"] else 1
    exponent = int(number.as_tuple().exponent)
    # A tie may be rounded either way.
    if abs(float(number) - factor * value) > 0.5 * 10.0**exponent + factor * slack + 1e-12:
        return f"the value rounds to {factor * value:.{max(0, -exponent)}f}"
    return None


def _misdrawn(shown: str, value: float, source: str) -> str | None:
    """Check a mark: a dot and an arc draw a weight; a bar, a cell and a hand may draw anything."""
    if shown in WEIGHTS_ONLY and not (IS_WEIGHT.search(source) and -1e-6 <= value <= 1 + 1e-6):
        return f"{value:.6g} is not a weight, which is what a {shown} draws"
    return None
