"""Bars for weights and probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

THINNEST = 0.015  # a bar that can still be seen


class BarField(DataMobject):
    """Horizontal bars from a common edge, to the left where a value is negative; ``full`` is the length of the value 1.

    ``growth`` (0 to 1) scales each while bars appear; ``lengths`` may move on to those of other readings. The box is
    as wide as the longest bar, or ``room``.
    """

    entry_cost = 12

    def __init__(
        self, readings: Reading, ys: np.ndarray, full: float, thick: float, colors: np.ndarray, room: float = 0.0
    ) -> None:
        if not isinstance(readings, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.ys, self.full, self.thick = readings, np.asarray(ys, dtype=float), full, thick
        count = len(readings)
        self.colors = np.broadcast_to(np.asarray(colors, dtype=float), (count, 4)).copy()
        self.lengths, self.opacities, self.growth = full * readings.value, np.ones(count), np.ones(count)
        wide = room or max(float(self.lengths.max()), 0.1)
        left = min(float(self.lengths.min()), 0.0)
        super().__init__((left, self.ys.min() - thick / 2), (wide, self.ys.max() + thick / 2))

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)
        for i, length in enumerate(self.lengths):
            r, g, b, a = (float(c) for c in self.colors[i])
            paint.setColor4f(skia.Color4f(r, g, b, a * float(self.opacity * self.opacities[i])))
            end = float(length * self.growth[i])
            end = end if abs(end) > THINNEST else THINNEST
            bar = skia.Rect.MakeXYWH(min(end, 0), float(self.ys[i]) - self.thick / 2, abs(end), self.thick)
            canvas.drawRect(bar, paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.growth > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]


class Bars(Group):
    """Names on the left, bars ``step`` apart (else 1.5 em), numbers in the middle ``to_number`` beyond their ends."""

    def __init__(
        self,
        names: Sequence[str],
        readings: Reading,
        *,
        full: float = 2.6,
        em: float = 0.32,
        role: str = "focus",
        name_roles: Sequence[str] | None = None,
        widest: float = 1.6,
        decimals: int = 2,
        percent: bool = False,
        to_number: float = 0.42,
        step: float = 0.0,
    ) -> None:
        colors = palette()
        count, step = len(names), step or em * 1.5
        ys = ((count - 1) / 2 - np.arange(count)) * step
        full = full / max(float(readings.value.max()), 0.3)
        self.field = BarField(readings, ys, full, em * 0.9, colors.rgba(role, 0.62))
        self.numbers = NumberField(
            readings,
            np.column_stack([readings.value * full + to_number, ys]),
            em,
            colors.rgba("text"),
            decimals=decimals,
            percent=percent,
        )
        self.names = VGroup()
        for index, (name, y) in enumerate(zip(names, ys, strict=True)):
            label = Label(name, em, name_roles[index] if name_roles else "text")
            if label.width > widest:
                label.scale(widest / label.width)
            self.names.add(label.next_to([-0.15, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * em))
        super().__init__(self.names, self.field, self.numbers)

    def at(self, left: np.ndarray) -> Bars:
        """Place the common left edge of the bars, vertically centred, at ``left``."""
        return self.shift(left - self.field.origin)
