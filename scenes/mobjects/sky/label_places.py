"""Places for the names of points: beside each point, away from the middle, where no other text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.scenes.mobjects.space.name_tag import NameTag

ASIDE = 0.17  # scene units from a point to its name
STEPS = (0.0, 0.24, -0.24, 0.42, -0.42, 0.62, -0.62, 0.84, -0.84)  # up or down, nearest first
AIR = 0.06  # between two texts
SHORT = 0.3  # a name nearer than this needs no line to its point


class Box(NamedTuple):
    """An upright rectangle of the frame."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points_N2: np.ndarray) -> Box:
        return cls(*points_N2.min(axis=0).tolist(), *points_N2.max(axis=0).tolist())

    def meets(self, other: Box, air: float = AIR) -> bool:
        apart = self.right + air < other.left or other.right + air < self.left
        return not (apart or self.top + air < other.bottom or other.top + air < self.bottom)

    def inside(self, other: Box) -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.bottom <= self.bottom and self.top <= other.top


class Placed(NamedTuple):
    """A name and its number side by side, the middles of their baselines, and a line to a point that is farther off."""

    name: NameTag
    name_at: np.ndarray
    number: NameTag
    number_at: np.ndarray
    leader: tuple[np.ndarray, np.ndarray] | None

    def tags(self) -> list[tuple[NameTag, np.ndarray]]:
        return [(self.name, self.name_at), (self.number, self.number_at)]

    def draw(self, canvas: skia.Canvas, opacity: float) -> None:
        for tag, at in self.tags():
            tag.draw(canvas, at, opacity)


def place_labels(
    names: Sequence[NameTag],
    numbers: Sequence[NameTag],
    points_N2: np.ndarray,
    middle: np.ndarray,
    taken: Sequence[Box],
    frame: Box,
    gap: float,
) -> Iterator[Placed | None]:
    """Yield a place for each name and its number, or None where there is no room; earlier ones come first."""
    boxes = list(taken)
    for name, number, point in zip(names, numbers, points_N2, strict=True):
        found = None
        for left, baseline in _tries(name, name.width + gap + number.width, point, middle):
            number_at = np.array([left + name.width + gap + number.width / 2, baseline])
            placed = Placed(name, np.array([left + name.width / 2, baseline]), number, number_at, None)
            box = Box.around(np.concatenate([tag.points(at) for tag, at in placed.tags()]))
            if box.inside(frame) and not any(box.meets(other) for other in boxes):
                found = placed._replace(leader=_leader(point, box))
                boxes.append(box)
                break
        yield found


def _tries(name: NameTag, width: float, point: np.ndarray, middle: np.ndarray) -> Iterator[tuple[float, float]]:
    """Yield left edges and baselines to try, the side away from the middle first."""
    sides = (1, -1) if point[0] >= middle[0] else (-1, 1)
    for step in STEPS:
        for side in sides:
            left = point[0] + ASIDE if side > 0 else point[0] - ASIDE - width
            yield float(left), float(point[1] - name.em * 0.3 + step)
    for step in (0.2, -0.2 - name.em):  # above or below it
        yield float(point[0] - width / 2), float(point[1] + step)


def _leader(point: np.ndarray, box: Box) -> tuple[np.ndarray, np.ndarray] | None:
    """Return a line from a point to the nearest edge of its name's box, where that stands apart from it."""
    end = np.array([np.clip(point[0], box.left, box.right), np.clip(point[1], box.bottom, box.top)])
    away = float(np.linalg.norm(end - point))
    return None if away < SHORT else (point + (end - point) * 0.08 / away, end)
