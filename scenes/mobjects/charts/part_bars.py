"""Bars for the parts of a way: each begins where the one before has come to, and a line marks where the way ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, Change, DataMobject
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import CAP

THINNEST = 0.03
DIM = 0.55  # opacity of the last kind of part
NAMED, DIGITS = 0.28, 0.32  # em of what a part is called, and of its number
THICK = 0.36  # of a row, that its bars take
ROOM, APART = 0.12, 0.2  # scene units between a name and the bars, and between two labels of a line
ABOVE, BELOW = 0.07, 0.06  # scene units from a bar up to the name of its part, and down to its number


class Waterfall(DataMobject):
    """P ways of K parts, a bar each; a part begins where those before it end, and below them where one goes back.

    Parameters
    ----------
    parts
        ``[P, K]``; a part below 0 goes back.
    colors
        ``[P, K, 4]``.
    full
        Scene units of a part of 1, where the line stands that a whole way ends at.
    row
        Scene units from way to way.

    Attributes
    ----------
    growth
        ``[K]``, from 0 to 1: how far the parts have grown.
    """

    entry_cost = 0

    def __init__(self, parts: Reading, colors: np.ndarray, *, full: float, row: float) -> None:
        if not isinstance(parts, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.colors, self.full = parts, np.asarray(colors, dtype=float), full
        count, kinds = parts.shape
        self.growth, self.opacities = np.ones(kinds), np.ones(count)
        ends = np.cumsum(parts.value.astype(float), axis=1) * full
        self.ends, self.starts = ends, np.column_stack([np.zeros(count), ends[:, :-1]])
        lines = kinds if (parts.value < 0).any() else 1
        self.bar, down = THICK * row / lines, np.arange(kinds) - (kinds - 1) / 2
        self.ys = -np.arange(count)[:, None] * row - (down * self.bar if lines > 1 else 0 * down)
        reach = max(full, float(ends.max(initial=0.0)))
        super().__init__((min(0.0, float(ends.min(initial=0.0))), -(count - 0.5) * row), (reach, row / 2))

    def paint(self, canvas: skia.Canvas) -> None:
        paint = skia.Paint(AntiAlias=True)
        for x, role, share in ((0.0, "soft", 0.8), (self.full, "text", 0.9)):
            paint.setColor4f(skia.Color4f(*palette().rgba(role, share * self.opacity).tolist()))
            canvas.drawRect(skia.Rect.MakeLTRB(x - 0.012, float(self.low[1]), x + 0.012, float(self.high[1])), paint)
        for way, part in np.ndindex(*self.ys.shape):
            if not self.growth[part]:
                continue
            start = float(self.starts[way, part])
            end = start + float(self.growth[part]) * float(self.ends[way, part] - start)
            left = min(start, end)
            right = max(start, end, left + THINNEST)
            rgba = self.colors[way, part] * [1, 1, 1, self.opacities[way] * self.opacity]
            paint.setColor4f(skia.Color4f(*rgba.tolist()))
            y, half = float(self.ys[way, part]), 0.47 * self.bar
            canvas.drawRect(skia.Rect.MakeLTRB(left, y - half, right, y + half), paint)

    def visible(self) -> np.ndarray:
        shown = self.opacities[:, None] * self.opacity * np.ones_like(self.ys) * (self.growth >= 1)
        return np.flatnonzero(shown > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat = self.readings.reshape(-1)
        return [("▬", flat[int(i)]) for i in self.visible()]


def reached(parts: Reading) -> tuple[float, float]:
    """Return how far back, at most 0, and how far on, at least 1, ways of these parts ``[P, K]`` lead."""
    ends = np.cumsum(parts.value, axis=1)
    return min(0.0, float(ends.min())), max(1.0, float(ends.max()))


class PartBars(Group):
    """A name for each way and its parts as bars: over the first way's stands what they are, under each its number.

    Parameters
    ----------
    names, roles
        Of the P ways.
    parts
        ``[P, K]``, 1 where a whole way ends.
    kinds
        What the K parts are called.
    goal
        What a whole way leads to, with the digit 1.
    inset
        Width of the names.
    width
        Of the bars.
    row
        Distance from way to way.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], parts: Reading, kinds: Sequence[str], goal: str, *,
        inset: float, width: float, row: float,
    ) -> None:  # fmt: skip
        back, reach = reached(parts)
        full = width / (reach - back)
        shades = np.linspace(1.0, DIM, len(kinds)) if len(kinds) > 1 else np.ones(1)
        colors = np.array([[palette().rgba(role, share) for share in shades] for role in roles])
        self.bars = Waterfall(parts, colors, full=full, row=row)
        zero, half = inset - back * full, THICK * row / 2
        middles = zero + (self.bars.starts + self.bars.ends) / 2
        self.bars.shift([zero, 0, 0])
        self.names = VGroup()
        for way, (name, role) in enumerate(zip(names, roles, strict=True)):
            label = fitted(Label(name, 0.34, role), inset - ROOM)
            self.names.add(label.move_to([0, 0, 0], LEFT).stand_on(-way * row - CAP / 2 * label.em))
        heads = [Label(kind, NAMED, "soft").stand_on(half + ABOVE) for kind in kinds]
        in_turn(heads, middles[0], zero + ROOM / 2)
        self.tails = [VGroup(head) for head in heads]
        for way, readings in enumerate(parts):
            numbers = [signed(reading).stand_on(-way * row - half - BELOW - CAP * DIGITS) for reading in readings]
            in_turn(numbers, middles[way], zero + ROOM / 2)
            for tail, label in zip(self.tails, numbers, strict=True):
                tail.add(label)
        foot = -(len(names) - 0.5) * row - 0.33
        ends = Label("0", 0.3, "soft", numbers=constants("0")), Label(goal, 0.3, "soft", numbers=constants("1"))
        ends[0].move_to([zero, 0, 0]).stand_on(foot)
        ends[1].move_to([max(zero + full + 0.1 - ends[1].width, zero + 0.3), 0, 0], LEFT).stand_on(foot)
        self.scale_ends = VGroup(*ends)
        super().__init__(self.names, self.bars, self.scale_ends, *self.tails)

    def grow(self, part: int) -> list[Change | FadeIn]:
        """Return animations of one part of all ways: its bars grow, and what is written of them comes."""
        growth = np.where(np.arange(len(self.tails)) == part, 1.0, self.bars.growth)
        return [Change(self.bars, growth=growth), FadeIn(self.tails[part])]


def signed(reading: Reading) -> Label:
    digits = written(float(reading), 2, True)
    return Label(digits, DIGITS, numbers=[(digits, reading)])


def in_turn(labels: Sequence[Label], middles: np.ndarray, left: float) -> None:
    """Move labels of one line to these middles, as far as they stay in turn, apart, and right of ``left``."""
    for label, middle in zip(labels, middles.tolist(), strict=True):
        x = max(middle - label.width / 2, left)
        label.move_to([x, label.get_y(), 0], LEFT)
        left = x + label.width + APART
