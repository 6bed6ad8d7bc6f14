"""Small drawings of ways round the square: which cells of a triangle are worked out, or how many keys are kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from manim import Polygon, VGroup

from attention_scenes.scenes.mobjects.basics.palette import palette

CELLS, WINDOW, EVERY = 8, 2, 4  # of a side; width of the window; distance of keys that all may see
DIM, LIT = 0.28, 0.85


def blocks_icon(side: float, columns: bool) -> VGroup:
    """Draw all cells, one block of them lit."""
    return VGroup(_cells(_triangle(), side, columns, DIM), _cells([(6, 2), (6, 3), (7, 2), (7, 3)], side, columns, LIT))


def window_icon(side: float, columns: bool) -> VGroup:
    """Draw the cells of the last few keys of each query."""
    return _cells([(q, k) for q, k in _triangle() if q - k <= WINDOW], side, columns, LIT)


def sparse_icon(side: float, columns: bool) -> VGroup:
    """Draw a few cells of each query: its own, and some that all see."""
    return _cells([(q, k) for q, k in _triangle() if q == k or k % EVERY == 0], side, columns, LIT)


def shared_icon(side: float, queries: int, keys: int) -> VGroup:
    """Draw a box for each query head and, below, one for each set of keys and values, as wide as its heads."""
    found = VGroup()
    for count, low, role in ((queries, 0.56, "query"), (keys, 0.1, "key")):
        for n in range(count):
            found.add(_box(np.array([n / count, low]) * side, np.array([0.86 / count, 0.34]) * side, role, LIT))
    return found


def _triangle() -> list[tuple[int, int]]:
    return [(query, key) for query in range(CELLS) for key in range(query + 1)]


def _cells(pairs: Iterable[tuple[int, int]], side: float, columns: bool, opacity: float) -> VGroup:
    cell = side / CELLS
    places = ((q, CELLS - 1 - k) if columns else (k, CELLS - 1 - q) for q, k in pairs)
    return VGroup(*[_box(np.array(at) * cell, np.full(2, 0.86 * cell), "data_high", opacity) for at in places])


def _box(low: np.ndarray, size: np.ndarray, role: str, opacity: float) -> Polygon:
    (x, y), (w, h) = low.tolist(), size.tolist()
    corners = [x, y, 0], [x + w, y, 0], [x + w, y + h, 0], [x, y + h, 0]
    return Polygon(*corners, stroke_width=0, fill_color=getattr(palette(), role), fill_opacity=opacity)
