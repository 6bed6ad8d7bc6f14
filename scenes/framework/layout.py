"""Named places of a 16:9 frame: stage, pattern, side column, sentence, notes, caption, footer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from manim import ORIGIN


@dataclass(frozen=True)
class Place:
    """A rectangle of the frame, in scene units; a line where bottom and top are the same."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def at(self, edge: np.ndarray = ORIGIN, right: float = 0.0, up: float = 0.0) -> np.ndarray:
        """Return the middle of the place, or of an edge or corner of it such as ``UP + LEFT``, moved by so much."""
        x = (self.left, (self.left + self.right) / 2, self.right)[1 + int(edge[0])] + right
        y = (self.bottom, (self.bottom + self.top) / 2, self.top)[1 + int(edge[1])] + up
        return np.array([x, y, 0.0])


@dataclass(frozen=True)
class Layout:
    """The places of one shape of frame; a scene's is ``scene.layout``."""

    frame: Place
    stage: Place  # what a scene shows, above notes and caption
    sentence: Place  # the line for a sentence or a title over the stage
    pattern: Place  # a grid of attention; a narrower one begins at the same left edge
    side: Place  # the column beside it, for what is said of it
    notes: Place  # small print under the stage
    caption: Place
    footer: Place  # which model, which head


@cache
def wide() -> Layout:
    """Return the layout of a 16:9 frame, 8 units high."""
    left, right = -6.45, 6.45
    return Layout(
        frame=Place(-64 / 9, -4.0, 64 / 9, 4.0),
        stage=Place(left, -2.85, right, 3.45),
        sentence=Place(left, 3.2, right, 3.2),
        pattern=Place(-5.1, -2.4, 2.3, 2.45),
        side=Place(2.6, -2.4, 6.7, 2.45),
        notes=Place(left, -2.45, right, -2.45),
        caption=Place(left, -3.22, right, -3.22),
        footer=Place(left, -3.62, right, -3.62),
    )
