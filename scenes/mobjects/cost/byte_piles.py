"""Piles of cubes in space, each cube for equally many bytes or weights: what is stored, kept or computed, to scale."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import END, FRONT, SIDE
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 36.0
WIDE, APART = 8, 4.0  # cubes along each side of a pile's foot; units of space between two piles
CUBES = 700  # at most, of the largest pile
PART = 0.88  # of its place, a cube
FACES = (  # of a cube: how bright, where a neighbour hides it, its corners
    (SIDE, (1, 0, 0), ((1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1))),
    (END, (0, 1, 0), ((0, 1, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1))),
    (FRONT, (0, 0, -1), ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0))),
)


class BytePiles(Space):
    """Piles side by side on one floor, filled layer by layer from the back, at most ``wide`` cubes wide and deep.

    Parameters
    ----------
    piles
        For each pile its kinds, from below: how many cubes, the count that they stand for, and their palette role.
    low, high
        The box of the frame that it is seen in, ``[2]`` each, in scene units.
    wide
        Cubes along each side of a pile's foot.

    Attributes
    ----------
    shown
        For each pile which part of its cubes is there.
    """

    def __init__(
        self, piles: Sequence[Sequence[tuple[int, Reading, str]]], low: Sequence[float], high: Sequence[float],
        wide: int = WIDE,
    ) -> None:  # fmt: skip
        if not all(isinstance(bytes_, Reading) for pile in piles for _, bytes_, _ in pile):
            raise TypeError("cubes on screen need a source: give Readings")
        self.wide, self.piles = wide, tuple(tuple(pile) for pile in piles)
        self.shown, self.opacities = np.zeros(len(self.piles)), np.ones(1)
        self.widths = np.minimum(self.counts, wide)
        self._cubes = tuple(cubes(count, wide) for count in self.counts)  # in tuples: they never change
        self._beside = tuple(neighbours(places) for places in self._cubes)
        left = np.cumsum(self.widths + APART) - self.widths - APART
        self.feet = left + self.widths / 2 - (left[-1] + self.widths[-1]) / 2
        super().__init__(low, high, eye=(6, 9, -22), aim=(0, 2, 4), angle=ANGLE)

    @property
    def counts(self) -> list[int]:
        """How many cubes each pile has."""
        return [sum(cubes for cubes, _, _ in pile) for pile in self.piles]

    @property
    def drawn(self) -> np.ndarray:
        """Whether each kind has a cube, of all piles one behind the other."""
        return np.array([cubes > 0 for pile in self.piles for cubes, _, _ in pile])

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which all piles fill a box of the frame."""
        tallest, deep = (max(self.size(number)[way] for number in range(len(self.piles))) for way in (1, 2))
        xs = self.feet[[0, -1]] + self.widths[[0, -1]] / 2 * [-1, 1]
        corners = np.array([[x, y, z] for x in xs for y in (0, tallest) for z in (0, deep)])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def foot(self, number: int) -> np.ndarray:
        """Return the place in the frame of the middle of a pile's front edge, ``[3]``."""
        return self.place(self.lens.project(np.array([[self.feet[number], 0.0, 0.0]])).xy_N2)[0]

    def top(self, number: int) -> np.ndarray:
        """Return the place in the frame of the middle of its upper edge at the back, where it is whole, ``[3]``."""
        _, high, deep = self.size(number)
        return self.place(self.lens.project(np.array([[self.feet[number], high, deep]])).xy_N2)[0]

    def size(self, number: int) -> tuple[int, int, int]:
        """Return how many cubes wide, high and deep a pile is."""
        count = self.counts[number]
        return int(self.widths[number]), -(-count // self.wide**2), min(-(-count // self.wide), self.wide)

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        lens, order = self.lens, np.argsort(-np.abs(self.feet - self.eye[0]), kind="stable")
        for number in order.tolist():  # the farthest first
            self._paint_pile(canvas, lens, number)

    def _paint_pile(self, canvas: skia.Canvas, lens: Lens, number: int) -> None:
        pile, ground = self.piles[number], palette().rgba("background")
        there = round(float(self.shown[number]) * self.counts[number])
        places = self._cubes[number][:there]
        kinds = np.repeat(np.arange(len(pile)), [count for count, _, _ in pile])[:there]
        corner = np.array([self.feet[number] - self.widths[number] / 2, 0, 0])
        for (light, _, corners), beside in zip(FACES, self._beside[number], strict=True):
            free = beside[:there] >= there
            for kind, (_, _, role) in enumerate(pile):
                chosen = places[free & (kinds == kind)]
                if not len(chosen):
                    continue
                faces = corner + chosen[:, None] + (1 - PART) / 2 + PART * np.array(corners)
                color = light * palette().rgba(role) + (1 - light) * ground
                color[3] = self.opacity
                xy = lens.project(faces.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
                canvas.drawPath(polygons(xy), fill_paint(color))

    def visible(self) -> np.ndarray:
        """Which kinds are seen, of all piles one behind the other: those of piles that are whole, with cubes."""
        whole = np.repeat(self.shown > 0.999, [len(pile) for pile in self.piles])
        return np.flatnonzero(whole & self.drawn & (self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        every = [bytes_ for pile in self.piles for _, bytes_, _ in pile]
        return [("■", every[n]) for n in self.visible().tolist()]


def cubes(count: int, wide: int = WIDE) -> np.ndarray:
    """Return the places ``[N, 3]`` of so many cubes: layer on layer, each from the back and from the left."""
    layer, rest = np.divmod(np.arange(count), wide**2)
    row, column = np.divmod(rest, wide)
    return np.column_stack([column, layer, min(-(-count // wide), wide) - 1 - row])


def neighbours(places: np.ndarray) -> np.ndarray:
    """Return which cube hides each face of each cube, ``[3, N]``; N where none does."""
    at = {place: number for number, place in enumerate(map(tuple, places.tolist()))}
    return np.array([[at.get(tuple(place), len(at)) for place in (places + way).tolist()] for _, way, _ in FACES])
