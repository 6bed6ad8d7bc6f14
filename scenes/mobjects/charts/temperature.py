"""The temperature of a softmax: a slider, and the bars that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Group, Line, VGroup, smooth

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import early
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import Distribution
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number


def swap(gone: Group, come: Group) -> list[Change]:
    """Return numbers that are replaced, one set gone before the other comes: never counted through."""
    return [
        *[Change(field, opacity=0, rate_func=early) for field in gone],
        *[Change(field, opacity=1, rate_func=arrived) for field in come],
    ]


def with_room(labels: Sequence[Label], apart: float = 0.15) -> list[Label]:
    """Return, of labels from left to right, the outermost and those between that touch none."""
    kept = list(labels[:1])
    for label in labels[1:-1]:
        gaps = label.get_left()[0] - kept[-1].get_right()[0], labels[-1].get_left()[0] - label.get_right()[0]
        if min(gaps) > apart:
            kept.append(label)
    return [*kept, *labels[1:][-1:]]


def arrived(t: float) -> float:
    """Ease a number in when its bar is all but there: earlier it would lie on one that still shrinks."""
    return smooth(max(0.0, (t - 0.7) / 0.3))


def at_once(t: float) -> float:
    """Ease digits so that they change in the middle, with nothing between."""
    return float(t >= 0.5)


class Slider(Group):
    """A knob on a rail from the lowest to the highest of some values; the value of now in large digits.

    Under the rail stand the values, as many as have room.

    Parameters
    ----------
    values
        In rising order.
    now
        Where the knob stands, an index of ``values``.
    """

    def __init__(self, symbol: str, values: Sequence[float], now: int, width: float) -> None:
        colors = palette()
        self.values, self.now = np.array(values), now
        self.rail = Line([0, 0, 0], [width, 0, 0], stroke_width=3, color=colors.faint)
        self.ticks = VGroup(*[Line(0.09 * DOWN, 0.09 * UP, stroke_width=2.5, color=colors.faint) for _ in values])
        for index, tick in enumerate(self.ticks):
            tick.move_to(self.place(index))
        names = [
            Label(f"{v:g}", 0.28, "soft", numbers=[(f"{v:g}", constant(v))]).next_to(self.place(i), DOWN, buff=0.18)
            for i, v in enumerate(values)
        ]
        self.knob = Dot(self.place(now), 0.11, color=colors.text)
        places = [len(f"{v:g}".partition(".")[2]) for v in values]
        self.fields = Group(
            *[number(constant(v), 0.5, colors.rgba("text"), d) for v, d in zip(values, places, strict=True)]
        )
        equals = Label(f"{symbol} =", 0.5, "text", style="italic").next_to(self.rail, LEFT, buff=1.5).stand_on(-0.17)
        for index, field in enumerate(self.fields):
            field.next_to(equals, RIGHT, buff=0.15).set_y(0)
            field.opacity = float(index == now)
        super().__init__(self.rail, self.ticks, VGroup(*with_room(names)), equals, self.fields, self.knob)

    def place(self, index: int) -> np.ndarray:
        share = (self.values[index] - self.values[0]) / max(np.ptp(self.values), 1e-9)
        return self.rail.point_from_proportion(float(share))

    def to(self, index: int) -> list[Any]:
        """Return animations that go on to a value."""
        old, self.now = self.now, index
        digits = [Change(self.fields[i], opacity=i == index, rate_func=at_once) for i in (old, index)]
        return [self.knob.animate.move_to(self.place(index)), *digits]


class TemperatureBars(Group):
    """A distribution at several temperatures, with the logits ÷ T that gave it.

    Parameters
    ----------
    bars
        The distribution as it stands at first.
    shares
        ``[N + 1]`` at each temperature.
    logits
        ``[N]`` at each temperature, divided by it.
    x
        Where the logits stand, left of the bars.
    now
        Which of them is seen.
    """

    def __init__(
        self, bars: Distribution, shares: Sequence[Reading], logits: Sequence[Reading], x: float, now: int
    ) -> None:
        self.bars, self.shares, self.now = bars, shares, now
        origin, count = bars.bars.origin, len(logits[0])
        places = np.column_stack([np.full(count, x), bars.ys[:count] + origin[1]])
        self.percents = [bars.numbers if i == now else bars.percents(s) for i, s in enumerate(shares)]
        self.logits = [
            NumberField(found, places, bars.em, palette().rgba("data_low"), sign=True, align="right")
            for found in logits
        ]
        for index in range(len(shares)):
            for field in self.numbers(index):
                field.opacity = float(index == now)
        super().__init__(*self.logits, *[p for i, p in enumerate(self.percents) if i != now])

    def numbers(self, index: int) -> Group:
        return Group(self.logits[index], *self.percents[index])

    def to(self, index: int) -> list[Change]:
        """Return animations that go on to another temperature: bars move there, numbers are replaced."""
        old, self.now = self.now, index
        self.bars.bars.readings = self.shares[index]
        lengths = Change(self.bars.bars, lengths=self.bars.full * self.shares[index].value)
        return [lengths, *swap(self.numbers(old), self.numbers(index))]
