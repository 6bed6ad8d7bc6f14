"""Read single values of a config.json: KeyError, TypeError or ValueError where one is not what it has to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def whole(data: Mapping[str, Any], name: str) -> int:
    """Return a whole number above 0."""
    if isinstance(value := data[name], bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {str(value)[:40]!r}, where a whole number is expected")
    if value <= 0:
        raise ValueError(f"{name} is {value}, a size of 0 or less")
    return value


def flag(data: Mapping[str, Any], name: str) -> bool:
    """Return a setting that is true or false; false where it is left out."""
    if not isinstance(value := data.get(name, False), bool):
        raise TypeError(f"{name} is {str(value)[:40]!r}, where true or false is expected")
    return value


def positive(name: str, value: Any) -> float:
    """Return a number that is more than 0 and finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} is {str(value)[:40]!r}, where a number is expected")
    if not 0 < value < math.inf:
        raise ValueError(f"{name} is {value}, where a number above 0 is expected")
    return float(value)


def fraction(data: Mapping[str, Any], name: str) -> float:
    """Return a number above 0 that is written with a point or an exponent, as the library asks for it."""
    if not isinstance(data[name], float):
        raise TypeError(f"{name} is {data[name]!r:.40}, where a number such as 1e-05 is expected")
    return positive(name, data[name])


def one_of(data: Mapping[str, Any], name: str, good: tuple[Any, ...]) -> Any:
    """Return a setting that has to be one of these; True is not 1."""
    if not is_one_of(value := data[name], good):
        raise ValueError(f"{name} is {str(value)[:40]!r}, where one of {', '.join(map(str, good))} is expected")
    return value


def is_one_of(value: Any, good: tuple[Any, ...]) -> bool:
    return any(type(value) is type(each) and value == each for each in good)


def share(what: str, number: int, by: str, count: int) -> int:
    """Return how many of a number each of some has; ValueError where it does not come out even."""
    if number % count:
        raise ValueError(f"{what}, {number}, cannot be divided by {by}, {count}")
    return number // count
