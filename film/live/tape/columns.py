"""Columns of a tape: its numbers taken out of its JSON and put together by what they say: they pack by a fifth smaller.

In the JSON 0 then stands for the next whole number of its column, and 0.5 for the next one of single precision. One
column holds all that stands under the same names, at the same place of equally long lists.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

SHORT = 8  # entries of a list in which each has a column of its own
STEPS = {"contours": 2}  # of longer lists, under these names: x and y in turn
WORD = 4  # in which a longer list goes on behind a word
WHOLE, SINGLE = 0, 0.5
LARGEST = 2**31


class Column(list[Any]):
    """A column, and those that stand below it."""

    def __init__(self) -> None:
        super().__init__()
        self.below: dict[Any, Column] = {}


class Columns:
    """Columns of a document: those of whole numbers and those of others, in the order in which each begins."""

    def __init__(self, document: Any) -> None:
        self.whole: list[Column] = []
        self.single: list[Column] = []
        self.left = self._taken(document, Column(), 1)

    def _taken(self, value: Any, column: Column, steps: int) -> Any:
        if isinstance(value, dict):
            names = sorted(value)  # JavaScript has an order of its own: digits first
            return {name: self._taken(value[name], _below(column, name), STEPS.get(name, steps)) for name in names}
        if isinstance(value, list | tuple):
            return self._list(value, column, steps)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if not math.isfinite(value):
            raise ValueError(f"{value} is no number that a browser reads")
        if value == int(value) and abs(value) < LARGEST:
            return self._kept(int(value), column, "whole", WHOLE, self.whole)
        return self._kept(value, column, "single", SINGLE, self.single) if float(np.float32(value)) == value else value

    def _list(self, values: Sequence[Any], column: Column, steps: int) -> list[Any]:
        count = len(values)
        if count <= SHORT:
            return [self._taken(each, _below(column, (count, at)), steps) for at, each in enumerate(values)]
        every = WORD if isinstance(values[0], str) else steps
        if every == 1 and set(map(type, values)) == {int} and max(map(abs, values)) < LARGEST:
            _begun(_below(column, 0), "whole", self.whole).extend(values)
            return [WHOLE] * count
        return [self._taken(each, _below(column, at % every), steps) for at, each in enumerate(values)]

    def _kept(self, value: float, column: Column, kind: str, sign: float, columns: list[Column]) -> float:
        _begun(column, kind, columns).append(value)
        return sign

    def told(self) -> bytes:
        """Return the JSON's length and the JSON, then all columns."""
        parts, ways = [], []
        for column in self.whole:
            values = np.array(column, dtype=np.int64)
            steps = np.diff(values, prepend=0)
            stepwise = bool(_weight(steps) < _weight(values))
            ways.append(len(column) * 2 + stepwise)
            parts.append(_bytes(steps if stepwise else values))
        for column in self.single:
            parts.append(np.array(column, "<f4").view(np.uint8).reshape(-1, 4).T.tobytes())
        head = {"whole": ways, "single": [len(column) for column in self.single], "tape": self.left}
        told = json.dumps(head, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        return b"".join([len(told).to_bytes(4, "little"), told, *parts])


def _below(column: Column, key: Any) -> Column:
    if (found := column.below.get(key)) is None:
        found = column.below[key] = Column()
    return found


def _begun(column: Column, kind: str, columns: list[Column]) -> Column:
    """Return the column of a kind at a place; the first time it is put to the others of its kind."""
    own = _below(column, kind)
    if not own:
        columns.append(own)
    return own


def _weight(values: np.ndarray) -> float:
    """Return about how many bits values take."""
    return float(np.log2(1.0 + np.abs(values)).sum())


def _bytes(values: np.ndarray) -> bytes:
    """Return whole numbers in bytes of seven bits each, the lowest first, the last of each without the eighth bit.

    The lowest bit of each number says that it is below 0.
    """
    turned = ((values << 1) ^ (values >> 63)).astype(np.uint64)
    digits_NB = (turned[:, None] >> (7 * np.arange(5, dtype=np.uint64))).astype(np.uint64)
    there_NB = digits_NB > 0
    there_NB[:, 0] = True
    more_NB = np.roll(there_NB, -1, axis=1)
    more_NB[:, -1] = False
    return ((digits_NB & np.uint64(127)).astype(np.uint8) | (more_NB.astype(np.uint8) << 7))[there_NB].tobytes()
