"""Arrows that are one outline, and arrows all the way from one place to another."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from manim import VMobject, interpolate, straight_path

UNIT = 0.01  # scene units in one of Manim's stroke widths
STRAIGHT = straight_path()


class Arrow(VMobject):
    """A straight arrow from ``start`` to ``end``: its shaft and its head in one outline of seven corners.

    Manim's own is a stroke and a tip: thirteen times as slow to make, and bent on its way where a Transform turns it.

    Parameters
    ----------
    start, end
        ``[3]`` in scene units.
    width
        Of the shaft, counted as Manim's strokes are.
    head
        How long and how wide the head is, in scene units; at most ``share`` of the arrow.
    buff
        What is left free at either end, in scene units.
    """

    def __init__(
        self, start: Any, end: Any, color: Any, width: float = 6, *, head: float = 0.24, share: float = 0.35,
        buff: float = 0.0, opacity: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(color=color, stroke_width=0, fill_opacity=opacity, stroke_opacity=opacity)
        start, end = np.asarray(start, float), np.asarray(end, float)
        way = float(np.linalg.norm(end - start))
        free = buff * (end - start) / way if way else 0.0
        length = max(way - 2 * buff, 0.0)
        self.reach(start + free, end - free, UNIT * min(width, 40 * length), min(head, share * length))

    def reach(self, start: np.ndarray, end: np.ndarray, shaft: float, head: float) -> Self:
        """Lie from ``start`` to ``end``, with a shaft so wide and a head so long."""
        way = end - start
        length = float(np.linalg.norm(way))
        ahead = way / length if length else np.zeros(3)
        aside = np.array([-ahead[1], ahead[0], 0])
        neck = end - min(head, length) * ahead
        corners = np.array([
            end, neck + head / 2 * aside, neck + shaft / 2 * aside, start + shaft / 2 * aside,
            start - shaft / 2 * aside, neck - shaft / 2 * aside, neck - head / 2 * aside,
        ])  # fmt: skip
        sides = (np.roll(corners, -1, axis=0) - corners)[:, None]
        self.points = (corners[:, None] + sides * np.array([0, 1, 2, 3])[:, None] / 3).reshape(-1, 3)
        return self

    def get_end(self) -> np.ndarray:
        """Return the point it shows at."""
        return self.points[0]

    def get_start(self) -> np.ndarray:
        """Return the middle of its other end."""
        return (self.points[12] + self.points[16]) / 2

    def measures(self) -> np.ndarray:
        """Return how wide its shaft and its head are, ``[2]`` in scene units."""
        corners = self.points[::4]
        return np.linalg.norm(corners[[3, 1]] - corners[[4, 6]], axis=1)

    def interpolate(self, mobject1: VMobject, mobject2: VMobject, alpha: float, path_func: Any = STRAIGHT) -> Self:
        """Become an arrow between two arrows, with ends on the way between theirs."""
        super().interpolate(mobject1, mobject2, alpha, path_func)
        if isinstance(mobject1, Arrow) and isinstance(mobject2, Arrow):
            shaft, head = interpolate(mobject1.measures(), mobject2.measures(), alpha)
            self.reach(self.get_start(), self.get_end(), shaft, head)
        return self
