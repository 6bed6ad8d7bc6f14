"""A ranked list: names, best first, each with a bar and its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import LEFT, Animation, Dot, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, window
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

STEP, THICK = 1.42, 0.62  # em from row to row; thickness of a bar in parts of that
OPACITY = 0.75  # of a bar
LENGTH = 0.3  # of the time in which rows come: what one of them takes
SMALLEST = 0.75  # of their size, to which all names are set smaller for the longest; one that is longer still, alone
LEAP = 0.75  # rows left free for the dots that stand for rows left out


@dataclass(frozen=True)
class RankedRow:
    """A row: its name, a number, the palette role of both, and the digits that stand in the name."""

    name: str
    value: Reading
    role: str = "text"
    numbers: tuple[tuple[str, Reading], ...] = ()


class Ranking(Group):
    """Rows with a bar each, as long as the number says.

    Parameters
    ----------
    rows
        Best first.
    width
        Of the whole, in scene units; a part ``names`` of it is for the names.
    leaps
        Rows before which others are left out, which three dots say.
    longest
        The number whose bar has the full length.
    sign
        Whether numbers are written with their sign.
    """

    def __init__(
        self, rows: Sequence[RankedRow], *, width: float = 4.6, em: float = 0.4, names: float = 0.42,
        leaps: Sequence[int] = (), longest: float = 1.0, sign: bool = False,
    ) -> None:  # fmt: skip
        colors, step, count = palette(), STEP * em, len(rows)
        ys = -step * (np.arange(count) + LEAP * np.array([sum(leap <= i for leap in leaps) for i in range(count)]))
        self.room = room = names * width
        values = join([row.value for row in rows])
        full = (width - room - (2.6 if sign else 2.15) * em) / longest
        tints = np.array([colors.rgba("faint" if row.role == "soft" else row.role, OPACITY) for row in rows])
        self.bars = BarField(values, ys, full, THICK * step, tints)
        places = np.column_stack([np.maximum(values.value, 0) * full + (1.5 if sign else 1.2) * em, ys])
        self.numbers = NumberField(values, places, em, np.array([colors.rgba(row.role) for row in rows]), sign=sign)
        self.names, self.dots = VGroup(), VGroup()
        labels = [Label(row.name, em, row.role, numbers=row.numbers) for row in rows]
        fits = min(1.0, max(SMALLEST, (room - 0.16) / max(label.width for label in labels)))
        for label, y in zip(labels, ys, strict=True):
            fitted(label.scale(fits), room - 0.16)
            self.names.add(label.next_to([-0.16, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * label.em))
        for leap in leaps:
            middle = (ys[leap] + ys[leap - 1]) / 2 if leap else step
            self.dots.add(*[Dot([0.1, middle + up * em, 0], 0.06 * em, color=colors.soft) for up in (-0.26, 0, 0.26)])
        super().__init__(self.names, self.bars, self.numbers, self.dots)

    def come(
        self, run_time: float = 1.4, first: int = 0, last: int | None = None, start: float = 0.0
    ) -> list[Animation]:
        """Return animations that bring rows ``first`` to ``last`` one after the other, after a part ``start`` of it."""
        count = len(self.names)
        rows = np.arange(first, count if last is None else last)
        there, begins = (np.arange(count) < first).astype(float), np.zeros(count)
        begins[rows] = start + (1 - start - LENGTH) * np.linspace(0, 1, len(rows))
        self.bars.growth[:], self.bars.opacities[:], self.numbers.opacities[:] = there, there, there
        there[rows] = 1.0
        names = [FadeIn(self.names[i], rate_func=window(float(begins[i]), LENGTH), run_time=run_time) for i in rows]
        if last is None and len(self.dots):
            names.append(FadeIn(self.dots, rate_func=window(1 - LENGTH, LENGTH), run_time=run_time))
        return [*names, *self._rows(begins, run_time, there)]

    def go(self, run_time: float = 1.4) -> list[Animation]:
        """Return animations with which rows leave, one after the other."""
        begins = (1 - LENGTH) * np.linspace(0, 1, len(self.names))
        names = [FadeOut(name, rate_func=window(float(begin), LENGTH), run_time=run_time)
                 for name, begin in zip(self.names, begins, strict=True)]  # fmt: skip
        gone = FadeOut(self.bars, self.numbers, self.dots, rate_func=window(1 - LENGTH, LENGTH), run_time=run_time)
        return [*names, *self._rows(begins, run_time, np.zeros(len(begins))), gone]

    def _rows(self, begins: np.ndarray, run_time: float, there: np.ndarray) -> list[Change]:
        """Return the animations of bars and numbers to these opacities, each row from its part of the time on."""
        delays, spread = begins / (1 - LENGTH), 1 - LENGTH
        return [
            Change(self.bars, growth=there, opacities=there, delays=delays, spread=spread, run_time=run_time),
            Change(self.numbers, opacities=there, delays=delays, spread=spread, run_time=run_time),
        ]

    def at(self, left: float, top: float) -> Ranking:
        """Place the left edge of the names' room at ``left``, the middle of the first row at ``top``."""
        return self.shift(np.array([left + self.room, top, 0]) - self.bars.origin)
