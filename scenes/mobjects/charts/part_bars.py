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
from attention_scenes.scenes.mobjects.text.shaping import readable

THINNEST = 0.03
ROOM = 0.12  # between a bar and what stands behind it


class Waterfall(DataMobject):
    """P ways of K parts, a bar each, one below the other; a part begins where those before it end.

    Parameters
    ----------
    parts
        ``[P, K]``; a part below 0 goes back.
    colors
        ``[P, K, 4]``.
    full
        Scene units of a part of 1, where the line stands that a whole way ends at.
    row, bar
        Scene units from way to way, and from part to part.

    Attributes
    ----------
    growth
        ``[K]``, from 0 to 1: how far the parts have grown.
    """

    entry_cost = 0

    def __init__(self, parts: Reading, colors: np.ndarray, *, full: float, row: float, bar: float) -> None:
        if not isinstance(parts, Reading):
            raise TypeError("a bar on screen needs a source: give a Reading")
        self.readings, self.colors, self.full, self.bar = parts, np.asarray(colors, dtype=float), full, bar
        count, kinds = parts.shape
        self.growth, self.opacities = np.ones(kinds), np.ones(count)
        ends = np.cumsum(parts.value.astype(float), axis=1) * full
        self.ends, self.starts = ends, np.column_stack([np.zeros(count), ends[:, :-1]])
        self.ys = -np.arange(count)[:, None] * row - (np.arange(kinds) - (kinds - 1) / 2) * bar
        reach = max(full, float(ends.max(initial=0.0)))
        super().__init__((min(0.0, float(ends.min(initial=0.0))), float(self.ys.min()) - bar / 2), (reach, row / 2))

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
            left, right = min(start, end), max(start + THINNEST, end)
            rgba = self.colors[way, part] * [1, 1, 1, self.opacities[way] * self.opacity]
            paint.setColor4f(skia.Color4f(*rgba.tolist()))
            y, half = float(self.ys[way, part]), 0.42 * self.bar
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
    """A name for each way, its parts as bars, and their numbers and names in a column behind all.

    Parameters
    ----------
    names, roles
        Of the P ways.
    parts
        ``[P, K]``, 1 where a whole way ends.
    kinds
        What the K parts are called.
    inset
        Width of the names.
    width
        Of the bars; what stands behind them is wider.
    row
        Distance from way to way.
    """

    def __init__(
        self,
        names: Sequence[str],
        roles: Sequence[str],
        parts: Reading,
        kinds: Sequence[str],
        *,
        inset: float,
        width: float,
        row: float,
        em: float = 0.3,
    ) -> None:
        back, reach = reached(parts)
        full = width / (reach - back)
        shades = np.linspace(1.0, 0.62, len(kinds)) if len(kinds) > 1 else np.ones(1)
        colors = np.array([[palette().rgba(role, share) for share in shades] for role in roles])
        self.bars = Waterfall(parts, colors, full=full, row=row, bar=0.44 * row)
        zero = inset - back * full
        self.bars.shift([zero, 0, 0])
        self.names, self.tails = VGroup(), [VGroup() for _ in kinds]
        for way, (name, role) in enumerate(zip(names, roles, strict=True)):
            y = -way * row
            label = fitted(Label(name, readable(0.32), role), inset - ROOM).move_to([0, y, 0], LEFT)
            self.names.add(label.stand_on(y - CAP / 2 * label.em))
            for k, kind in enumerate(kinds):
                reading, y = parts[way, k], float(self.bars.ys[way, k])
                digits = written(float(reading), 2, True)
                tail = Label(f"{digits}", em, numbers=[(digits, reading)])
                what = Label(kind, em, "soft")
                tail.move_to([inset + width + ROOM, y, 0], LEFT).stand_on(y - CAP / 2 * em)
                self.tails[k].add(tail, what.same_line(tail))
        foot = float(self.bars.ys.min()) - 0.22 * row - 0.3
        self.scale_ends = VGroup(*[
            Label(digit, em, "soft", numbers=constants(digit)).move_to([zero + at * full, 0, 0]).stand_on(foot)
            for digit, at in (("0", 0.0), ("1", 1.0))
        ])  # fmt: skip
        super().__init__(self.names, self.bars, self.scale_ends, *self.tails)

    def grow(self, part: int) -> list[Change | FadeIn]:
        """Return animations of one part of all ways: its bars grow, and what stands behind them comes."""
        growth = np.where(np.arange(len(self.tails)) == part, 1.0, self.bars.growth)
        return [Change(self.bars, growth=growth), FadeIn(self.tails[part])]
