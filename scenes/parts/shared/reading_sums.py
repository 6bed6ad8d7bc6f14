"""The sum of several Readings, entry by entry, its source written out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

from attention_scenes.model.numbers.sourced_array import Reading


def sum_of(parts: Iterable[Reading]) -> Reading:
    """Return the sum of Readings of one shape, added up from the first on."""
    return reduce(add, parts)
