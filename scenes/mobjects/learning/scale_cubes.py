"""Cubes side by side, each seen from farther away: beside each stands the one before, as small as it is to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import draw_box
from attention_scenes.scenes.mobjects.space.light import stroke_paint

BACK = np.array([0.32, 0.22])  # where the back of a cube is seen from its front, in parts of its edge
BETWEEN = 0.42  # from the earlier cube to the next, in parts of the next one's edge
LINE = 0.35  # opacity of the lines from a cube to the same one seen from afar


class ScaleCubes(DataMobject):
    """A cube for each step; its volume is so many times that of the one before, which stands at its left.

    Parameters
    ----------
    times
        For each cube how many times the one before it holds; the first one is 1.
    roles
        Palette role of each.
    low, high
        Corners of the box that they fill.

    Attributes
    ----------
    grown
        ``[N]`` how far each has come.
    """

    entry_cost = 12

    def __init__(
        self, times: Sequence[Reading], roles: Sequence[str], low: Sequence[float], high: Sequence[float]
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in times):
            raise TypeError("a cube on screen needs a source: give Readings")
        self.times, self.roles = list(times), list(roles)
        self.grown, self.opacities = np.zeros(len(times)), np.ones(1)
        self.low_, self.high_ = np.asarray(low, dtype=float)[:2], np.asarray(high, dtype=float)[:2]
        room = self.high_ - self.low_
        self.step = float(room[0]) / len(times)
        whole = 1 + float(BACK[0]) + BETWEEN
        self.edge = min(self.step / (whole + 0.12), float(room[1]) / (1 + float(BACK[1])))
        super().__init__(low, high)

    def places(self) -> list[np.ndarray]:
        """Return the lower left corner of each cube's front, ``[2]`` each."""
        aside = (self.step - self.edge * (1 + float(BACK[0]) + BETWEEN)) / 2
        return [self.low_ + [n * self.step + aside + BETWEEN * self.edge, 0] for n in range(len(self.times))]

    def small(self, number: int) -> tuple[np.ndarray, float]:
        """Return where the cube before stands beside a cube, and its edge there."""
        edge = self.edge / float(self.times[number]) ** (1 / 3)
        return self.places()[number] - [BETWEEN * self.edge - edge / 2, 0], edge

    def paint(self, canvas: skia.Canvas) -> None:
        for n, (at, role) in enumerate(zip(self.places(), self.roles, strict=True)):
            share = float(self.grown[n]) * self.opacity
            if share < FAINT:
                continue
            if n:
                before, edge = self.small(n)
                old = self.places()[n - 1] + self.edge * (1 + BACK * [1, 0.0])
                ends = [[old, before + [0, edge]], [old * [1, 0] + [0, at[1]], before]]
                paint = stroke_paint(palette().rgba("soft", LINE * share), 0.014)
                canvas.drawPath(polygons(np.array(ends), closed=False), paint)
                draw_box(canvas, before, np.full(2, edge), BACK * edge, palette().rgba(self.roles[n - 1], share))
            draw_box(canvas, at, np.full(2, self.edge), BACK * self.edge, palette().rgba(role, share))

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.grown * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.times[n]) for n in self.visible().tolist()]
