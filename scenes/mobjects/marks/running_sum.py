"""A running sum: signed numbers as bars, each from where the ones before have come to, and their sum from 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, Change, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import text_width, written
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

THICK, THINNEST = 0.62, 0.03  # of a row, a bar; scene units that a bar of nothing is wide
BACK = 0.5  # opacity of a bar that goes back
BESIDE = 0.14  # scene units between a bar and its number


class RunningBars(DataMobject):
    """N bars one below the other, each begun where the one above has ended, then one of all of them from 0.

    Parameters
    ----------
    parts
        ``[N]``.
    total
        A scalar.
    full
        Scene units of 1.
    row
        Scene units from row to row.

    Attributes
    ----------
    growth
        ``[N + 1]``, from 0 to 1: how far each bar has grown.
    """

    def __init__(self, parts: Reading, total: Reading, full: float, row: float) -> None:
        if not isinstance(parts, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.row = join([parts, total]), row
        ends = np.cumsum(parts.value.astype(float)) * full
        self.starts = np.array([0.0, *ends[:-1], 0.0])
        self.ends = np.array([*ends, float(total) * full])
        self.growth, self.opacities = np.ones(len(self.ends)), np.ones(len(self.ends))
        self.ys = -(np.arange(len(self.ends)) + 0.5) * row
        self.ys[-1] -= 0.35 * row
        reach = [*self.starts, *self.ends]
        super().__init__((min(reach), float(self.ys[-1]) - row / 2), (max(reach), 0.0))

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)

        def bar(left: float, right: float, low: float, high: float, rgba: np.ndarray) -> None:
            paint.setColor4f(skia.Color4f(*(rgba * [1, 1, 1, self.opacity]).tolist()))
            canvas.drawRect(skia.Rect.MakeLTRB(left, low, right, high), paint)

        colors, half = palette(), THICK * self.row / 2
        bar(-0.012, 0.012, float(self.low[1]), 0.0, colors.rgba("soft", 0.7))
        for n, (start, end, y) in enumerate(
            zip(self.starts.tolist(), self.ends.tolist(), self.ys.tolist(), strict=True)
        ):
            if not self.growth[n]:
                continue
            now = start + float(self.growth[n]) * (end - start)
            rgba = colors.rgba("update", 1.0 if end >= start else BACK)
            bar(min(start, now), max(start, now, min(start, now) + THINNEST), y - half, y + half, rgba)
            if n < len(self.ends) - 2 and self.growth[n] == 1:
                below = float(self.ys[n + 1])
                bar(end - 0.01, end + 0.01, below - half, y - half, colors.rgba("soft", 0.8))

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * (self.growth == 1) > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]


class RunningSum(Group):
    """A running sum with the name of each part, and its number with its sign.

    Parameters
    ----------
    names
        One a part, and one of the sum.
    parts, total
        ``[N]`` and a scalar.
    width
        Scene units that the bars may take with their numbers.
    """

    def __init__(
        self, names: Sequence[Label], parts: Reading, total: Reading, *, width: float, row: float, em: float,
        decimals: int, room: float,
    ) -> None:  # fmt: skip
        ends = np.cumsum(parts.value.astype(float))
        low, high = min(0.0, float(ends.min()), float(total)), max(0.0, float(ends.max()), float(total))
        texts = [written(float(v), decimals, sign=True) for v in join([parts, total]).value]
        digits = max(map(text_width, texts)) * em + BESIDE
        full = (width - 2 * digits) / max(high - low, 1e-9)
        self.bars = RunningBars(parts, total, full, row)
        places = np.array([self._beside(n, text_width(text) * em) for n, text in enumerate(texts)])
        color = palette().rgba("text")
        self.numbers = NumberField(self.bars.readings, places, em, color, decimals=decimals, sign=True)
        self.names = VGroup()
        left = float(self.bars.low[0]) - digits - 0.15
        for name, y in zip(names, self.bars.ys.tolist(), strict=True):
            fitted(name, room).next_to([left, y, 0], LEFT, buff=0)
            self.names.add(name.stand_on(y - CAP / 2 * em))
        super().__init__(self.bars, self.numbers, self.names)

    def _beside(self, bar: int, wide: float) -> list[float]:
        """Return the middle of a bar's number: beyond its end, on the side that it goes to."""
        start, end = float(self.bars.starts[bar]), float(self.bars.ends[bar])
        away = BESIDE + wide / 2
        return [end + away if end >= start else end - away, float(self.bars.ys[bar])]

    def hide(self) -> RunningSum:
        """Take bars and numbers away, for them to come one by one."""
        self.bars.growth, self.numbers.opacities = 0 * self.bars.growth, 0 * self.numbers.opacities
        return self

    def come(self, first: int, last: int, run_time: float) -> list[Change]:
        """Return the animations of the bars from ``first`` to before ``last``, one after the other."""
        shown = np.zeros(len(self.bars.growth))
        shown[:last] = 1.0
        order = np.clip((np.arange(len(shown)) - first) / max(last - first, 1), 0, 1)
        return [
            Change(self.bars, growth=shown, delays=order, spread=0.85, run_time=run_time),
            Change(self.numbers, opacities=shown, delays=order, spread=0.85, run_time=run_time),
        ]
