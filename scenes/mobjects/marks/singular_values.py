"""Singular values of a matrix as a curve of bars."""

from __future__ import annotations

import numpy as np
import skia
from manim import DOWN, LEFT, RIGHT, Group, Line

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import number

THIN = 0.04  # scene units; between thinner bars a gap would be seen here and not there


class SpectrumBars(DataMobject):
    """``N`` values side by side as vertical bars, the largest ``height`` tall; ``growth`` lets them rise."""

    entry_cost = 12

    def __init__(self, readings: Reading, width: float, height: float, colors: np.ndarray) -> None:
        if not isinstance(readings, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.colors = readings, colors
        self.thick = width / len(readings)
        self.heights = height * readings.value / float(readings.value.max())
        self.opacities, self.growth = np.ones(len(readings)), np.ones(len(readings))
        super().__init__((0, 0), (width, height))

    def paint(self, canvas: skia.Canvas) -> None:
        heights = np.maximum(self.heights * self.growth, 0.02).tolist()
        wide = self.thick * (0.9 if self.thick > THIN else 1)
        rgbas = np.column_stack((self.colors[:, :3], self.colors[:, 3] * self.opacities * self.opacity))
        ends = np.flatnonzero((np.diff(rgbas, axis=0) != 0).any(axis=1)) + 1
        for bars in np.split(np.arange(len(heights)), ends):
            path = skia.Path()  # of all bars of a colour: drawn one by one, thin ones would make stripes
            for i in bars.tolist():
                path.addRect(skia.Rect.MakeXYWH(i * self.thick, 0, wide, heights[i]))
            canvas.drawPath(path, skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*rgbas[bars[0]].tolist())))

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.growth > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]


class Spectrum(Group):
    """Singular values in falling order over their number, the rank and the size marked.

    Parameters
    ----------
    values
        ``[N]``, largest first.
    rank, size
        How many of them are not zero, and ``N``.
    """

    def __init__(self, values: Reading, rank: Reading, size: Reading, role: str, width: float, height: float) -> None:
        colors = palette()
        count = int(float(rank))
        tint = np.tile(colors.rgba("faint"), (len(values), 1))
        tint[:count] = colors.rgba(role)
        self.bars = SpectrumBars(values, width, height, tint)
        low = self.bars.points[2]
        self.axis = Line(low, low + [width, 0, 0], stroke_width=2, color=colors.faint).shift(0.02 * DOWN)
        self.marks = Group()
        for reading, index in ((rank, count), (size, len(values))):
            told = grouped(reading)
            label = Label(told[0], 0.3, "text", numbers=[told])
            self.marks.add(label.next_to(low + [index * self.bars.thick, 0, 0], DOWN, buff=0.16))
        self.top = number(values[0], 0.3, colors.rgba("text"), decimals=1)
        self.top.next_to(low + [0, height, 0], LEFT, buff=0.15)
        self.last = number(values[count - 1], 0.3, colors.rgba("text"), decimals=1)
        self.last.next_to(
            low + [(count + 1) * self.bars.thick, float(self.bars.heights[count - 1]), 0], RIGHT, buff=0.1
        )
        super().__init__(self.bars, self.axis, self.marks, self.top, self.last)
