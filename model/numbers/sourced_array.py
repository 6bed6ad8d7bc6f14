"""Arrays whose entries carry their sources, through arithmetic.

A :class:`Reading` is an array together with a name for each of its entries. An entry taken from a
trace is named by its indices, ``pattern[19,8,5,4]``; arithmetic names its result by the expression,
``(attn_scores[19,8,5,4]*8)``. Names are built only when they are read, so slicing costs nothing.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from attention_scenes.model.numbers.citations import CITED

NUMERAL = r"\d+(?:\.\d+)?(?:e[+\-]?\d+)?"
CONSTANT = re.compile(rf"const:(-?{NUMERAL})|\b(?:probs|lse):({NUMERAL})\[")  # stated, or a temperature
# What has a name: const:0.5, count:tokens, cited:Brown2020,table2.1.d_model, pattern[19,8,5,4], a.probs:0.5[7,28]; of
# one model among several with its key before it, step-100/pattern[1,3,5,4]. No name stands without such an ending, so
# that a stroke behind a key is no division.
NAMED = re.compile(
    rf"const:-?{NUMERAL}"
    r"|(?:(?<![\w.])[a-z][\w\-]*/)?(?:(?:count|cited):\w+(?:[.,]\w+)*|[A-Za-z][\w:.\-]*\[[\d,]+\])"
)


@dataclass(frozen=True, eq=False)
class Reading:
    """An array whose every entry has a source.

    Parameters
    ----------
    value
        The numbers, any shape (a scalar is an array of shape ``()``).
    where
        For each entry the position that ``name`` takes; same shape as ``value``.
    name
        Gives the source of the entry at a position; it keeps what it gave, for what is on screen is asked again and
        again.
    """

    value: np.ndarray
    where: np.ndarray
    name: Callable[[int], str]

    @classmethod
    def of(cls, array: np.ndarray, name: str, *prefix: int) -> Reading:
        """Wrap ``array``, whose entry ``i, j`` is called ``name[*prefix, i, j]``."""
        array = np.asarray(array)
        before, shape = [str(index) for index in prefix], array.shape

        def source(position: int) -> str:
            here: list[str] = []
            for size in reversed(shape):  # as np.unravel_index, which takes five times as long for one place
                position, index = divmod(position, size)
                here.append(str(index))
            return f"{name}[{','.join(before + here[::-1])}]"

        return cls.in_order(array, source)

    @classmethod
    def in_order(cls, value: np.ndarray, name: Callable[[int], str]) -> Reading:
        """Wrap an array whose entries are named by their places in row-major order; names are kept."""
        return cls(value, np.arange(value.size).reshape(value.shape), cache(name))

    @classmethod
    def at(cls, array: np.ndarray, name: str, *prefix: int, ids: Sequence[int]) -> Reading:
        """Wrap a vector whose entry ``n`` is called ``name[*prefix, ids[n]]``: some entries of a longer one."""
        return cls(array, np.asarray(ids), cache(lambda number: f"{name}[{','.join(map(str, (*prefix, number)))}]"))

    @classmethod
    def count(cls, number: int, what: str) -> Reading:
        """Return a counted whole number, for instance ``count:tokens``."""
        return cls(np.asarray(number), np.asarray(0), lambda _: f"count:{what}")

    @classmethod
    def cited(cls, where: str) -> Reading:
        """Return a number of citations.py by its place, for instance ``Brown2020,table2.1.d_model``."""
        return cls(np.asarray(CITED[where]), np.asarray(0), lambda _: f"cited:{where}")

    @classmethod
    def constant(cls, value: float) -> Reading:
        """Return a parameter, or the factor of a formula: it is not computed, and the clip's sidecar declares it."""
        return cls(np.asarray(value), np.asarray(0), lambda _: f"const:{value:.12g}")

    def of_model(self, key: str) -> Reading:
        """Return the same numbers with a model's key before the name of each entry: ``fr2en/pattern[1,1,3,2]``."""
        return self._through(self.value, lambda name: f"{key}/{name}") if key else self

    @property
    def shape(self) -> tuple[int, ...]:
        return self.value.shape

    @property
    def T(self) -> Reading:  # noqa: N802 (NumPy's name)
        return Reading(self.value.T, self.where.T, self.name)

    @property
    def source(self) -> str:
        """The source of a scalar."""
        return self.name(int(self.where))

    def __len__(self) -> int:
        return len(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __getitem__(self, key: Any) -> Reading:
        if not isinstance(key, int | np.integer) or self.value.ndim != 1:
            return self._at(key)
        if (kept := self._entries.get(at := int(key))) is None:
            kept = self._entries[at] = self._at(at)
        return kept

    @cached_property
    def _entries(self) -> dict[int, Reading]:
        """The entries of a vector that were asked for: what is on screen is asked for its sources again and again."""
        return {}

    def _at(self, key: Any) -> Reading:
        return Reading(np.asarray(self.value[key]), np.asarray(self.where[key]), self.name)

    def __iter__(self) -> Iterator[Reading]:
        return (self[i] for i in range(len(self)))

    def flat(self) -> list[Reading]:
        """Return every entry as a scalar Reading, in row-major order."""
        return list(self.reshape(-1))

    def reshape(self, *shape: int) -> Reading:
        if shape == (-1,):
            return self._in_a_row
        return Reading(self.value.reshape(*shape), self.where.reshape(*shape), self.name)

    @cached_property
    def _in_a_row(self) -> Reading:
        """The same in one row, made once: it keeps its entries."""
        return self if self.value.ndim == 1 else Reading(self.value.reshape(-1), self.where.reshape(-1), self.name)

    def sum(self) -> Reading:
        """Return the sum of all entries; its source is written out, term by term."""
        terms = self.flat()
        total = np.asarray(self.value.sum(dtype=np.float64))
        return self.in_order(total, lambda _: "(" + "+".join(t.source for t in terms) + ")")

    def largest(self) -> Reading:
        """Return the entry of the largest size, without its sign."""
        flat = self.reshape(-1)
        at = int(np.abs(flat.value).argmax())
        return flat[at] if flat.value[at] >= 0 else -flat[at]

    def norm(self) -> Reading:
        """Return the Euclidean length of a vector."""
        return (self * self).sum().sqrt()

    def sqrt(self) -> Reading:
        """Return the square root of each entry."""
        return self._through(np.sqrt(self.value), lambda name: f"sqrt({name})")

    def exp(self) -> Reading:
        """Return e to the power of each entry."""
        return self._through(np.exp(self.value), lambda name: f"exp({name})")

    def softmax(self) -> Reading:
        """Return the softmax of a vector ``[N]``; the largest entry is subtracted first."""
        powers = (self - self[int(self.value.argmax())]).exp()
        return powers / powers.sum()

    def log(self) -> Reading:
        """Return the natural logarithm of each entry."""
        return self._through(np.log(self.value), lambda name: f"log({name})")

    def angle(self) -> Reading:
        """Return the angle in degrees that each entry, a cosine, belongs to."""
        angles = np.degrees(np.arccos(np.clip(self.value, -1.0, 1.0)))
        return self._through(angles, lambda name: f"angle({name})")

    def _through(self, value: np.ndarray, renamed: Callable[[str], str]) -> Reading:
        """Return what was made of each entry, named by the entry's own name; names are kept."""
        return Reading(np.asarray(value), self.where, cache(lambda at: renamed(self.name(at))))

    def __neg__(self) -> Reading:
        return self._through(-self.value, lambda name: f"(-{name})")

    def __add__(self, other: Reading | float) -> Reading:
        return _combine(self, other, operator.add, "+")

    def __sub__(self, other: Reading | float) -> Reading:
        return _combine(self, other, operator.sub, "-")

    def __mul__(self, other: Reading | float) -> Reading:
        return _combine(self, other, operator.mul, "*")

    def __truediv__(self, other: Reading | float) -> Reading:
        return _combine(self, other, operator.truediv, "/")

    def __matmul__(self, other: Reading) -> Reading:
        """Multiply a matrix and a vector, ``[M, N] @ [N]``; the source of each entry is its N products, written out."""
        value = np.asarray(self.value @ other.value)

        def source(row: int) -> str:
            terms = zip(self.where[row].flat, other.where.flat, strict=True)
            return "(" + "+".join(f"{self.name(int(a))}*{other.name(int(b))}" for a, b in terms) + ")"

        return self.in_order(value, source)


def join(parts: list[Reading]) -> Reading:
    """Concatenate Readings along the first axis (scalars become entries)."""
    parts = [p.reshape(1) if p.value.ndim == 0 else p for p in parts]
    starts = np.cumsum([0, *(p.value.size for p in parts)]).tolist()
    value = np.concatenate([p.value for p in parts])

    def source(position: int) -> str:
        part = bisect_right(starts, position) - 1
        return parts[part].name(int(parts[part].where.flat[position - starts[part]]))

    return Reading.in_order(value, source)


def _combine(a: Reading, b: Reading | float, op: Callable, sign: str) -> Reading:
    if isinstance(b, Reading):
        value = op(a.value, b.value)
        wa, wb = np.broadcast_to(a.where, value.shape), np.broadcast_to(b.where, value.shape)
    else:
        value, wa, wb = op(a.value, b), a.where, None
    value = np.asarray(value)

    def source(position: int) -> str:
        right = b.name(int(wb.flat[position])) if isinstance(b, Reading) and wb is not None else f"{b:.12g}"
        return f"({a.name(int(wa.flat[position]))}{sign}{right})"

    return Reading.in_order(value, source)


def constants_in(source: str) -> set[float]:
    """Return the numbers that a scene brings into a source: factors, constants and temperatures."""
    named = [number for found in CONSTANT.findall(source) for number in found if number]
    return {float(number) for number in (*named, *re.findall(NUMERAL, NAMED.sub(" ", source)))}
