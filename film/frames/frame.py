"""A frame on its way to the encoder, and which parts of it differ from the frame before."""

from __future__ import annotations

import math
import weakref
from dataclasses import dataclass, field

import numpy as np

TILE = 64  # pixels a side: changes are told in whole tiles
Box = tuple[slice, slice]


class DamageMap:
    """Which tiles of a picture of this size (pixels) were drawn on."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._tiles = np.zeros((math.ceil(height / TILE), math.ceil(width / TILE)), dtype=bool)

    def mark(self, left: float, top: float, right: float, bottom: float) -> None:
        """Note that something was drawn from ``left`` to ``right`` and from ``top`` to ``bottom`` (pixels)."""
        if right < 0 or bottom < 0:
            return
        rows = slice(max(int(top) // TILE, 0), int(bottom) // TILE + 1)
        self._tiles[rows, max(int(left) // TILE, 0) : int(right) // TILE + 1] = True

    def mark_all(self) -> None:
        """Note that anything may have been drawn anywhere."""
        self._tiles[:] = True

    def boxes(self, other: DamageMap | None = None) -> list[Box]:
        """Boxes of pixels ``[rows, columns]`` that cover every tile touched here or in ``other``."""
        tiles = self._tiles if other is None else self._tiles | other._tiles
        rows = np.flatnonzero(tiles.any(axis=1)).tolist()
        lefts = tiles.argmax(axis=1).tolist()
        rights = (tiles.shape[1] - tiles[:, ::-1].argmax(axis=1)).tolist()
        spans: list[list[int]] = []
        for row in rows:
            left, right = lefts[row], rights[row]
            if spans and spans[-1][1] == row and _alike(spans[-1][2:], (left, right)):
                top, _, before_left, before_right = spans[-1]
                spans[-1] = [top, row + 1, min(left, before_left), max(right, before_right)]
            else:
                spans.append([row, row + 1, left, right])
        width, height = self._size
        return [
            (slice(top * TILE, min(bottom * TILE, height)), slice(left * TILE, min(right * TILE, width)))
            for top, bottom, left, right in spans
        ]


def _alike(first: list[int], second: tuple[int, int]) -> bool:
    """Whether two spans share so much that one box for both is cheaper than two."""
    both = max(first[1], second[1]) - min(first[0], second[0])
    return both * 2 <= (first[1] - first[0] + second[1] - second[0]) * 1.3


@dataclass(eq=False, slots=True)
class Frame:
    """A picture that will not change any more.

    Attributes
    ----------
    pixels
        [height, width, 4] uint8, straight RGBA.
    number
        Counts the pictures of a surface; 0 where nobody counts.
    changed
        Boxes ``[rows, columns]`` outside which it is the picture numbered one less; None where all may differ.
    base, touched
        What it was drawn over, as long as that is there, and where: enough to draw the next one into this memory.
    opens
        Whether a beat has ended before it: a video can be entered and cut there.
    """

    pixels: np.ndarray
    number: int = 0
    changed: list[Box] | None = None
    base: weakref.ref[np.ndarray] | None = None
    touched: DamageMap | None = field(default=None, repr=False)
    opens: bool = False


class FrameTracker:
    """Numbers the pictures of one surface and knows what changed from each to the next.

    Call :meth:`begin` with what a picture is drawn over, mark :attr:`touched` while it is drawn, then :meth:`end`.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._number = 0
        self._before: tuple[np.ndarray | None, DamageMap] = None, DamageMap(width, height)
        self.begin(None)

    def begin(self, base: np.ndarray | None) -> None:
        """Start the next picture over ``base``, an array that nobody writes to while it is in use."""
        self.base, self.touched = base, DamageMap(*self._size)

    def end(self, pixels: np.ndarray) -> Frame:
        """Return the picture, which ``pixels`` hold."""
        self._number += 1
        changed = None
        if self.base is not None and self._before[0] is self.base:
            changed = self.touched.boxes(self._before[1])
        self._before = self.base, self.touched
        base = None if self.base is None else weakref.ref(self.base)
        return Frame(pixels, self._number, changed, base, self.touched)
