"""Arrows tip to tail in a plane, and the straight arrow from where they start to where they end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint

SHAFT, HEAD = 0.05, 0.24  # scene units: width of a step, length of its head
LAMP = 0.9  # scene units: radius of the light where the steps end


class TipToTail(DataMobject):
    """N steps and the straight way, drawn in a plane that some of them may only cast their shadows on.

    Parameters
    ----------
    steps
        ``[N, 2]`` in the plane.
    lengths, straight
        ``[N]`` and a scalar: how long steps and straight way are in the model's own space; the record lists them.
    roles
        Palette roles of the N steps, and of the straight way.
    low, high
        The box of the frame that all of it fills.
    thick
        How wide steps and straight way are, in parts of the usual.

    Attributes
    ----------
    grown
        How many steps have been taken, from 0 to N.
    direct
        How far the straight arrow has come, from 0 to 1.
    """

    def __init__(
        self, steps: np.ndarray, lengths: Reading, straight: Reading, roles: Sequence[str], low: Sequence[float],
        high: Sequence[float], thick: tuple[float, float] = (1.0, 1.7),
    ) -> None:  # fmt: skip
        if not isinstance(lengths, Reading):
            raise TypeError("an arrow on screen needs a source: give a Reading")
        self.readings, self.roles = join([lengths, straight]), tuple(roles)
        self.opacities, self.grown, self.direct = np.ones(len(steps) + 1), 0.0, 0.0
        way = np.vstack([np.zeros(2), np.cumsum(np.asarray(steps, dtype=float), axis=0)])
        least, most, room = way.min(axis=0), way.max(axis=0), np.asarray(high) - np.asarray(low)
        self.thick, scale = thick, float((room / np.maximum(most - least, 1e-9)).min())
        middle = (np.asarray(low) + np.asarray(high)) / 2
        self.way = middle + (way - (least + most) / 2) * scale
        super().__init__(np.asarray(low) - LAMP, np.asarray(high) + LAMP)  # the light round an end is within, too

    def middle(self, step: int) -> np.ndarray:
        """Return the middle of a step, ``[2]``."""
        return (self.way[step] + self.way[step + 1]) / 2

    def paint(self, canvas: skia.Canvas) -> None:
        ends = self.way[[0, -1]]
        if self.direct > 0.01:
            tip = ends[0] + self.direct * (ends[1] - ends[0])
            self._arrow(canvas, ends[0], tip, palette().rgba(self.roles[-1], float(self.opacities[-1])), self.thick[1])
            draw_lamp(canvas, tip, LAMP, palette().rgba(self.roles[-1], 0.5 * self.opacity * self.direct))
        for step in range(len(self.way) - 1):
            share = min(max(self.grown - step, 0.0), 1.0)
            if share > 0.01:
                start = self.way[step]
                rgba = palette().rgba(self.roles[step], float(self.opacities[step]))
                self._arrow(canvas, start, start + share * (self.way[step + 1] - start), rgba, self.thick[0])

    def _arrow(self, canvas: skia.Canvas, start: np.ndarray, end: np.ndarray, rgba: np.ndarray, wide: float) -> None:
        along, rgba = end - start, rgba * [1, 1, 1, self.opacity]
        length = float(np.linalg.norm(along))
        if length < 1e-6:
            return
        ahead = along / length
        head = min(HEAD * wide, 0.6 * length)
        neck, aside = end - head * ahead, np.array([-ahead[1], ahead[0]]) * 0.42 * head
        shaft = polygons(np.array([[start, neck]]), closed=False)
        draw_glowing_line(canvas, shaft, rgba, SHAFT * wide)
        canvas.drawPath(polygons(np.array([[end, neck + aside, neck - aside]])), fill_paint(rgba))

    def visible(self) -> np.ndarray:
        there = np.append(self.grown >= np.arange(1, len(self.opacities)), self.direct == 1)
        return np.flatnonzero(there & (self.opacities * self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]
