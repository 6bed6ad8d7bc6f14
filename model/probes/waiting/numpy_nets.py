"""The two small nets in NumPy, whatever their numbers, and arrays that know how many products in line they took."""

from __future__ import annotations

from typing import Any

import numpy as np

Layers = list[list[np.ndarray]]


class LinedArray(np.ndarray):
    """An array with ``line``: how many matrix products waited for each other until it was there."""

    line: int = 0

    def __array_finalize__(self, made_of: Any) -> None:
        self.line = getattr(made_of, "line", 0)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        bare = [each.view(np.ndarray) if isinstance(each, LinedArray) else each for each in inputs]
        return lined_again(getattr(ufunc, method)(*bare, **kwargs), longest_again(*inputs) + (ufunc is np.matmul))


def lined_again(array: np.ndarray, line: int) -> LinedArray:
    """Return an array that took so many products in line."""
    found = np.asarray(array).view(LinedArray)
    found.line = line
    return found


def longest_again(*arrays: Any) -> int:
    """Return the longest line of some arrays."""
    return max((getattr(each, "line", 0) for each in arrays), default=0)


def some_maps_again(count: int, width: int) -> list[np.ndarray]:
    """Return square maps of any numbers: which product waits for which does not hang on them."""
    drawn = np.random.default_rng(count)
    return [drawn.normal(size=(width, width)).astype(np.float32) / np.float32(width**0.5) for _ in range(count)]


def some_text_again(count: int, width: int) -> np.ndarray:
    """Return vectors of any numbers for so many words."""
    return np.random.default_rng(width).normal(size=(count, width)).astype(np.float32)


def sigmoid_again(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def unit_again(x: np.ndarray) -> LinedArray:
    """Return rows with mean 0 and deviation 1, in the line of what they are made of."""
    made = np.asarray(x)
    made = (made - made.mean(-1, keepdims=True)) / np.sqrt(made.var(-1, keepdims=True) + 1e-5)
    return lined_again(made, longest_again(x))


def gated_again(maps: list[np.ndarray], x: np.ndarray, h: np.ndarray) -> np.ndarray:
    """Return the next state of a layer of gated recurrent units, map by map."""
    r, z = sigmoid_again(x @ maps[0] + h @ maps[1]), sigmoid_again(x @ maps[2] + h @ maps[3])
    return z * h + (1 - z) * np.tanh(x @ maps[4] + r * (h @ maps[5]))


def attended_again(maps: list[np.ndarray], x: np.ndarray, keys: np.ndarray, heads: int) -> np.ndarray:
    """Return the vectors ``x`` after a layer; ``keys`` are all vectors that enter it, those of ``x`` at their end."""
    given, seen = unit_again(x), unit_again(keys)
    q, k, v = given @ maps[0], seen @ maps[1], seen @ maps[2]
    wide, parts = q.shape[1] // heads, []
    later = np.arange(len(keys)) > np.arange(len(keys) - len(x), len(keys))[:, None]
    for at in range(0, q.shape[1], wide):
        scores = np.exp(q[:, at : at + wide] @ k[:, at : at + wide].T / wide**0.5) * ~later
        parts.append(scores / np.add.reduce(scores, axis=1, keepdims=True) @ v[:, at : at + wide])
    mixed = lined_again(np.concatenate([np.asarray(part) for part in parts], axis=1), longest_again(*parts))
    x = x + mixed @ maps[3]
    return x + np.maximum(unit_again(x) @ maps[4], 0) @ maps[5]
