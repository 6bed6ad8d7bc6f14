"""Frames on their way to the encoder, and damage tracking: which parts differ from the frame before."""

from __future__ import annotations

import math
import weakref
from dataclasses import dataclass, field

import numpy as np

TILE = 64  # pixels a side: damage is tracked in whole tiles
Box = tuple[slice, slice]


class DamageMap:
    """Tiles of a frame that were drawn on; sizes are in pixels."""

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
        """Return boxes of pixels ``[rows, columns]`` that cover every tile marked here or in ``other``."""
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
    """Return whether two spans share so much that one box for both is cheaper than two."""
    both = max(first[1], second[1]) - min(first[0], second[0])
    return both * 2 <= (first[1] - first[0] + second[1] - second[0]) * 1.3


@dataclass(eq=False, slots=True)
class Frame:
    """One frame of a clip, which will not change any more.

    Attributes
    ----------
    pixels
        [height, width, 4] uint8, straight RGBA.
    number
        Counts the frames of a surface; 0 where they are not counted.
    changed
        Boxes ``[rows, columns]`` outside which it is the frame numbered one less; None where all may differ.
    base, damage
        What it was drawn over, while that exists, and where: enough to draw the next one into this memory.
    opens
        Whether a beat has ended before it: a video can be entered and cut there.
    """

    pixels: np.ndarray
    number: int = 0
    changed: list[Box] | None = None
    base: weakref.ref[np.ndarray] | None = None
    damage: DamageMap | None = field(default=None, repr=False)
    opens: bool = False


class FrameTracker:
    """Damage tracker of one surface: numbers its frames and knows what changed from each to the next.

    Call :meth:`begin` with what a frame is drawn over, mark :attr:`damage` while it is drawn, then :meth:`end`.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._number = 0
        self._before: tuple[np.ndarray | None, DamageMap] = None, DamageMap(width, height)
        self.begin(None)

    def begin(self, base: np.ndarray | None) -> None:
        """Start the next frame over ``base``, an array that does not change while it is in use."""
        self.base, self.damage = base, DamageMap(*self._size)

    def end(self, pixels: np.ndarray) -> Frame:
        """Return the frame, whose pixels are ``pixels``."""
        self._number += 1
        changed = None
        if self.base is not None and self._before[0] is self.base:
            changed = self.damage.boxes(self._before[1])
        self._before = self.base, self.damage
        base = None if self.base is None else weakref.ref(self.base)
        return Frame(pixels, self._number, changed, base, self.damage)
