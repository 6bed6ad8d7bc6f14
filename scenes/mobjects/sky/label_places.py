"""Places for the names of points: beside each point, away from the middle, where no other text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.scenes.mobjects.space.name_tag import NameTag

ASIDE = 0.2  # scene units from a point to its name
STEPS = (0.0, 0.3, -0.3, 0.55, -0.55, 0.8, -0.8)  # up or down, nearest first
AIR = 0.16  # between two texts
SHORT = 0.35  # a name nearer than this needs no line to its point


class Box(NamedTuple):
    """An upright rectangle of the frame."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points_N2: np.ndarray) -> Box:
        return cls(*points_N2.min(axis=0).tolist(), *points_N2.max(axis=0).tolist())

    @classmethod
    def of(cls, name: NameTag) -> Box:
        """Return the box of a name that is held at (0, 0)."""
        return cls.around(name.points(np.zeros(2)))

    def moved(self, by: Sequence[float]) -> Box:
        across, up = by
        return Box(self.left + across, self.bottom + up, self.right + across, self.top + up)

    def meets(self, other: Box, air: float = AIR) -> bool:
        apart = self.right + air < other.left or other.right + air < self.left
        return not (apart or self.top + air < other.bottom or other.top + air < self.bottom)

    def inside(self, other: Box) -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.bottom <= self.bottom and self.top <= other.top


class Placed(NamedTuple):
    """A name, the middle of its baseline, and a line to its point where that is farther off."""

    name: NameTag
    at: np.ndarray
    leader: tuple[np.ndarray, np.ndarray] | None

    def draw(self, canvas: skia.Canvas, opacity: float) -> None:
        self.name.draw(canvas, self.at, opacity)


def place_labels(
    names: Sequence[NameTag],
    points_N2: np.ndarray,
    middle: np.ndarray,
    taken: Sequence[Box],
    frame: Box,
) -> Iterator[Placed | None]:
    """Yield a place for each name, or None where there is no room; earlier ones come first."""
    boxes = list(taken)
    for name, point in zip(names, points_N2, strict=True):
        found, outline = None, Box.of(name)
        for left, baseline in _tries(name, point, middle):
            at = left + name.width / 2, baseline
            box = outline.moved(at)
            if box.inside(frame) and not any(box.meets(other) for other in boxes):
                found = Placed(name, np.array(at), _leader(point, box))
                boxes.append(box)
                break
        yield found


def _tries(name: NameTag, point: np.ndarray, middle: np.ndarray) -> Iterator[tuple[float, float]]:
    """Yield left edges and baselines to try, the side away from the middle first."""
    sides = (1, -1) if point[0] >= middle[0] else (-1, 1)
    for step in STEPS:
        for side in sides:
            left = point[0] + ASIDE if side > 0 else point[0] - ASIDE - name.width
            yield float(left), float(point[1] - name.em * 0.3 + step)
    for step in (0.2, -0.2 - name.em):  # above or below it
        yield float(point[0] - name.width / 2), float(point[1] + step)


def _leader(point: np.ndarray, box: Box) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a line from a point to the nearest edge of its name's box, where that stands apart from it."""
    end = np.array([np.clip(point[0], box.left, box.right), np.clip(point[1], box.bottom, box.top)])
    away = float(np.linalg.norm(end - point))
    return None if away < SHORT else (point + (end - point) * 0.08 / away, end)
