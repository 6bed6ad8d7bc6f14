"""The places of a frame in scene units: bands, twelve columns, a type scale; a layout for each of four aspects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from manim import ORIGIN, Mobject

MARGIN = 1 / 27  # of the frame's width: words keep it, pictures may leave it
COLUMNS, GUTTER = 12, 1 / 60  # how many, and what is between two of them, in parts of the width
# Bands, in parts of the frame's height from the top. A caption and the provenance stand on baselines.
SENTENCE, STAGE, CAPTION, PROVENANCE = (0.044, 0.124), (0.139, 0.833), 0.896, 0.965


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

    @property
    def corners(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The lower left and the upper right corner."""
        return (self.left, self.bottom), (self.right, self.top)

    def at(self, edge: np.ndarray = ORIGIN, right: float = 0.0, up: float = 0.0) -> np.ndarray:
        """Return the middle of the place, or of an edge or corner of it such as ``UP + LEFT``, moved by so much."""
        x = (self.left, (self.left + self.right) / 2, self.right)[1 + int(edge[0])] + right
        y = (self.bottom, (self.bottom + self.top) / 2, self.top)[1 + int(edge[1])] + up
        return np.array([x, y, 0.0])

    def hold(self, mobject: Mobject) -> Mobject:
        """Move a mobject sideways until it is within, if it is not wider than the place, and return it."""
        left, right = mobject.get_left()[0], mobject.get_right()[0]
        return mobject.shift([max(self.left - left, 0.0) - max(right - self.right, 0.0), 0, 0])

    def part(self, low: float, high: float) -> Place:
        """Return the band of it between two parts of its height, counted from its top."""
        return Place(self.left, self.top - high * self.height, self.right, self.top - low * self.height)


def without_margin(frame: Place) -> Place:
    """Return a frame without the margin that words keep at its sides."""
    aside = MARGIN * frame.width
    return Place(frame.left + aside, frame.bottom, frame.right - aside, frame.top)


@dataclass(frozen=True)
class TypeScale:
    """Sizes of letters, em in scene units, of a frame whose shorter side is ``short``."""

    short: float

    @property
    def hero(self) -> float:
        return self.short / 8  # the one number a frame is about

    @property
    def heading(self) -> float:
        return self.short / 15  # and symbols

    @property
    def caption(self) -> float:
        return self.short / 21

    @property
    def word(self) -> float:
        return self.short / 27  # labels and numbers, too

    @property
    def note(self) -> float:
        return self.short / 36  # and the provenance: nothing that is read is smaller


@dataclass(frozen=True)
class Layout:
    """The places of one shape of frame; a scene's is ``scene.layout``."""

    frame: Place
    stage: Place  # what a scene shows, above notes and caption
    sentence: Place  # the line for a sentence or a title over the stage
    pattern: Place  # a grid of attention; a narrower one begins at the same left edge
    side: Place  # the column beside it, or below it in a tall frame, for what is said of it
    notes: Place  # small print under the stage
    caption: Place  # its baseline
    footer: Place  # which model, which head: its baseline

    @property
    def short(self) -> float:
        """The frame's shorter side."""
        return min(self.frame.width, self.frame.height)

    @property
    def em(self) -> TypeScale:
        return TypeScale(self.short)

    @property
    def aspect(self) -> float:
        return self.frame.width / self.frame.height

    @property
    def is_tall(self) -> bool:
        """Whether what stands side by side elsewhere stands one below the other."""
        return self.frame.height > 1.2 * self.frame.width

    @property
    def is_wide(self) -> bool:
        """Whether it is the layout that every scene has, 16:9."""
        return self.aspect > 1.5

    @property
    def words(self) -> Place:
        """Where words may stand: the frame without its margin."""
        return without_margin(self.frame)

    def band(self, top: float, bottom: float) -> Place:
        """Return what lies between two parts of the height, counted from the top, within the margin."""
        return self.words.part(top, bottom)

    def columns(self, first: int, last: int) -> Place:
        """Return the stage's band between the outer edges of two of its twelve columns, 1 to 12."""
        stage, gutter = self.band(*STAGE), GUTTER * self.frame.width
        step = (stage.width + gutter) / COLUMNS
        left = stage.left + (first - 1) * step
        return Place(left, stage.bottom, stage.left + last * step - gutter, stage.top)


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
