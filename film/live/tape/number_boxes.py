"""Boxes of a mobject's numbers: where its digits stand, else the whole of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

DIGIT = re.compile(r"\d")


def boxes_of(mobject: Any, shown: Sequence[str]) -> np.ndarray:
    """Return a box ``[N, 4]`` for each number that a mobject shows: left, bottom, width, height."""
    own = mobject.number_places() if hasattr(mobject, "number_places") else None
    if own is not None and len(own) == len(shown):
        return np.nan_to_num(np.asarray(own, dtype=float))
    boxes = np.tile(_box(mobject.points[:, :2] if len(mobject.points) else np.zeros((1, 2))), (len(shown), 1))
    digits = [number for number, text in enumerate(shown) if DIGIT.search(text)]
    if digits and hasattr(mobject, "visible_texts"):
        texts = [(text, at_N2) for text, at_N2, _ in mobject.visible_texts()]
        times: Counter[str] = Counter()
        for number in digits:
            if stand := _written(shown[number], texts):
                # Of several that are alike each has its own text, in turn.
                boxes[number] = _box(stand[min(times[shown[number]], len(stand) - 1)])
            times[shown[number]] += 1
    return np.nan_to_num(boxes)


def _written(digits: str, texts: list[tuple[str, np.ndarray]]) -> list[np.ndarray]:
    """Return where texts stand that are these digits, or else have them in it."""
    if found := [at_N2 for text, at_N2 in texts if text == digits]:
        return found
    alone = re.compile(rf"(?<![\w.]){re.escape(digits)}(?!\w|[.,]\d)")
    return [at_N2 for text, at_N2 in texts if digits in text and alone.search(text)]


def _box(points_N2: np.ndarray) -> np.ndarray:
    low, high = points_N2.min(axis=0), points_N2.max(axis=0)
    return np.array([*low, *(high - low)])
