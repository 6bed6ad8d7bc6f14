"""A triangle of steps: a row for each token that comes, a square for each column that is computed for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import fill_paint

PART = 0.84  # of its place, a square
SMALLEST = 0.03  # scene units: smaller squares run together
HAIR = 0.035  # scene units, what the lit edge of such squares takes
OLD, NEW = 0.5, 1.0  # opacity of a square that is computed again, and of one that is new


class StepTriangle(DataMobject):
    """Columns computed while a text grows, seen from farther away for more tokens: again in grey, new ones lit.

    The first row is as long as the text, each later one longer by one. With what came before kept, the lit squares
    alone are computed: the first row, and the end of each other. From far away their edge is drawn wider than it is.

    Parameters
    ----------
    begun
        How many tokens there are at first.
    lengths
        How many tokens come, for each stage.
    counts
        For each stage how many squares there are in all, and how many are lit.
    side
        Of the square that the triangle stands in, in scene units.

    Attributes
    ----------
    stage
        From the first stage, 0, to the last; between two it is seen from between.
    grown
        How many of its rows are there, in parts of all.
    """

    def __init__(
        self, begun: int, lengths: Sequence[int], counts: Sequence[tuple[Reading, Reading]], side: float
    ) -> None:
        if not all(isinstance(count, Reading) for both in counts for count in both):
            raise TypeError("squares on screen need a source: give Readings")
        self.begun, self.lengths, self.counts, self.side = begun, tuple(lengths), tuple(counts), side
        self.stage, self.grown, self.opacities = 0.0, 1.0, np.ones(1)
        super().__init__((0, 0), (side, side))

    @property
    def rows(self) -> float:
        """How many tokens come at the stage it is seen at."""
        return float(np.exp(np.interp(self.stage, range(len(self.lengths)), np.log(self.lengths))))

    def square(self, rows: float) -> float:
        """Return the side of a square's place where so many rows are seen."""
        return self.side / (self.begun + rows - 1)

    def widens(self, stage: int) -> bool:
        """Return whether the lit edge is drawn wider than to scale at a stage."""
        return self.square(self.lengths[stage]) < SMALLEST

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        cell = self.square(self.rows)
        rows = np.arange(min(int(np.ceil(self.rows)), max(round(self.grown * self.rows), 1)))
        there = rows + self.begun  # columns of each row
        top = self.side - rows * cell
        old, new = np.where(rows > 0, there - 1, 0), np.where(rows > 0, 1, self.begun)
        again, lit = (palette().rgba(role, light * self.opacity) for role, light in (("soft", OLD), ("focus", NEW)))
        if cell < SMALLEST:
            canvas.drawPath(_bars(0 * top, top, old * cell, cell), fill_paint(again))
            canvas.drawPath(_bars(old * cell, top, np.maximum(new * cell, HAIR), HAIR), fill_paint(lit))
            return
        columns = np.concatenate([np.arange(count) for count in there])
        row = np.repeat(rows, there)
        fresh = columns >= np.repeat(old, there)
        for which, rgba in ((~fresh, again), (fresh, lit)):
            size = np.full(int(which.sum()), PART * cell)
            canvas.drawPath(_bars(columns[which] * cell, self.side - row[which] * cell, size, PART * cell),
                            fill_paint(rgba))  # fmt: skip

    def visible(self) -> np.ndarray:
        """Which counts are seen, of all stages' pairs one behind the other: those of the stage it rests at."""
        if self.opacity < VISIBLE or self.grown < 1 or abs(self.stage - round(self.stage)) > 1e-6:
            return np.arange(0)
        return 2 * round(self.stage) + np.arange(2)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.counts[n // 2][n % 2]) for n in self.visible().tolist()]


def _bars(left_N: np.ndarray, top_N: np.ndarray, width_N: np.ndarray, height: float) -> skia.Path:
    """Return one path of bars by their upper left corners."""
    left, top, right = left_N, top_N, left_N + width_N
    corners = [[left, top], [right, top], [right, top - height], [left, top - height]]
    return polygons(np.array(corners, dtype=float).transpose(2, 0, 1))
