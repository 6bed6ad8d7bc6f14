"""Differences between two sidecars of a clip, the one written with it and one made again."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from attention_scenes.film.system.console import short
from attention_scenes.model.verify.problems import Problem

UNCHECKED = ("versions", "drawing", "made_by")  # where a clip was made, not what it shows
CODES = {
    "beats": "beat.changed",
    "claims": "claim.changed",
    "traces": "trace.changed",
}
_DIGITS = re.compile(r"\d+")
NEAR = 1e-3  # of a value: another processor adds up in another order; that a value holds is checked apart
NOTHING = object()


def number_problems(stated: list[Any], again: list[Any]) -> Iterator[Problem]:
    """Yield the differences between a sidecar's list of numbers and that of the scene played again."""
    if len(stated) != len(again):
        yield Problem("numbers.list", f"{len(stated)} numbers are listed, the scene shows {len(again)}")
    exact = _same_arithmetic(stated, again)
    for index, (one, other) in enumerate(zip(stated, again, strict=False)):
        if one != other and (exact or not _same_entry(one, other)):
            yield Problem("numbers.list", f"number {index} is {_entry(one)}, the scene's is {_entry(other)}")


def other_problems(stated: dict[str, Any], again: dict[str, Any]) -> Iterator[Problem]:
    """Yield the differences, numbers aside, between a sidecar and that of the scene played again."""
    for key in sorted({*stated, *again} - {*UNCHECKED, "numbers"}):
        for path, one, other in differences(stated.get(key, NOTHING), again.get(key, NOTHING), key):
            code = "caption.changed" if re.fullmatch(r"beats\.\d+\.caption", path) else CODES.get(key, f"{key}.changed")
            yield Problem(code, f"{path} is {_quoted(one)}, the scene's is {_quoted(other)}")


def differences(one: Any, other: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield the differences of two JSON values: the path with dots, and the value in each."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key, NOTHING), other.get(key, NOTHING), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, f"{path}.{index}")
    elif type(one) is not type(other) or one != other:
        yield path, one, other


def _same_arithmetic(stated: list[Any], again: list[Any]) -> bool:
    """Return whether most fractions are equal to the last bit: then one processor made them, and all must be."""
    pairs = [
        (one.get("value"), other["value"])
        for one, other in zip(stated, again, strict=False)
        if isinstance(one, dict) and isinstance(other["value"], float) and other["value"] % 1
    ]
    return sum(one == other for one, other in pairs) * 2 > len(pairs)


def _same_entry(one: Any, other: dict[str, Any]) -> bool:
    """Return whether two entries are the same within the rounding of another processor."""
    if not isinstance(one, dict) or one.keys() != other.keys():
        return False
    fixed = all(one[key] == other[key] for key in other if key not in ("shown", "value"))
    return fixed and _near(one["value"], other["value"]) and _alike(one["shown"], other["shown"])


def _near(one: Any, other: Any) -> bool:
    """Return whether two values are as near as the results of two processors, and not the same."""
    if not isinstance(one, float) or not isinstance(other, float) or one == other:
        return False
    return math.isclose(one, other, rel_tol=NEAR, abs_tol=NEAR / 10)


def _alike(one: Any, other: str) -> bool:
    """Return whether two texts are equal, or numbers that differ by one unit in the last place (a rounding tie)."""
    if not isinstance(one, str) or _DIGITS.sub("", one) != _DIGITS.sub("", other):
        return False
    return abs(_units(one) - _units(other)) <= 1


def _units(text: str) -> int:
    return int("".join(_DIGITS.findall(text)) or 0)


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return _quoted(entry)
    return f"{_quoted(entry.get('shown'))} from {entry.get('source')}, {entry.get('start')} to {entry.get('end')} s"[
        :200
    ]


def _quoted(value: Any) -> str:
    return "nothing" if value is NOTHING else short(value)
