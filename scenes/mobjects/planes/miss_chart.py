"""A chart of distances over layers, with the band in which a distance counts as none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Line, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import round_step

ROOM = 0.06  # of the chart's width, left of the first layer and right of the last
EM = 0.34
HEIGHTS, BESIDE = 5, 0.45  # times what counts as none, from a tick to the next at least; scene units between two


class MissChart(VGroup):
    """Layers across, a distance up, and over the whole width the band of what counts as none.

    Parameters
    ----------
    layers
        The number of each layer that has a place.
    most
        The longest distance that is going to be drawn.
    little
        Up to where the band reaches.
    low, high
        Corners in scene units.
    marked
        The layer whose number is lit.
    width
        Of the words left of it.
    """

    def __init__(
        self, layers: Sequence[Reading], most: float, little: float, low: tuple[float, float],
        high: tuple[float, float], marked: int, width: float,
    ) -> None:  # fmt: skip
        colors, numbers = palette(), [int(float(layer)) for layer in layers]
        self.low, self.high = np.array(low), np.array(high)
        self.first, self.span, self.most = numbers[0], max(numbers[-1] - numbers[0], 1), max(most, 2 * little)
        top = self.place(np.array([numbers[0], little]))[1]
        self.band = Rectangle(
            width=high[0] - low[0], height=top - low[1], stroke_width=0, fill_color=colors.soft, fill_opacity=0.25
        ).move_to([(low[0] + high[0]) / 2, (low[1] + top) / 2, 0])
        limit = Line([low[0], top, 0], [high[0], top, 0], stroke_width=2.5, color=colors.text)
        frame = VGroup(
            Line([low[0], low[1], 0], [high[0], low[1], 0], stroke_width=2.5, color=colors.faint),
            Line([low[0], low[1], 0], [low[0], high[1], 0], stroke_width=2.5, color=colors.faint),
        )
        digits = f"{little:g}"
        within = Label(label_text("within {little} of the sum", little=digits), EM, numbers=constants(digits))
        self.within = within.move_to([high[0] - 0.1, 0, 0], RIGHT).stand_on(top + 0.14)
        every = round_step(1.1 * self.span / (high[0] - low[0]))
        self.ticks = VGroup()
        for layer, number in zip(layers, numbers, strict=True):
            if number == marked or (number % every == 0 and abs(number - marked) * self.step > 0.6):
                tick = Label(str(number), EM, "text" if number == marked else "soft", numbers=[(str(number), layer)])
                self.ticks.add(tick.move_to([self.place(np.array([number, 0.0]))[0], 0, 0]).stand_on(low[1] - 0.42))
        apart = HEIGHTS * little * round_step(BESIDE / (self.place(np.array([0, HEIGHTS * little]))[1] - low[1]))
        for distance in np.arange(apart, self.most + 0.01 * apart, apart):
            height = f"{distance:g}"
            tick = Label(height, EM, "soft", numbers=constants(height))
            y = self.place(np.array([numbers[0], distance]))[1]
            self.ticks.add(tick.next_to([low[0], y, 0], LEFT, 0.15))
        name = (
            fitted(Label(label_text("layers"), EM, "soft"), width)
            .next_to([low[0], 0, 0], LEFT, 0.15)
            .stand_on(low[1] - 0.42)
        )
        super().__init__(self.band, frame, limit, self.within, self.ticks, name)

    @property
    def step(self) -> float:
        """Scene units from layer to layer."""
        return (1 - 2 * ROOM) * float(self.high[0] - self.low[0]) / self.span

    def place(self, at: np.ndarray) -> np.ndarray:
        """Return where a layer and a distance ``[2]`` are."""
        x = self.low[0] + ROOM * (self.high[0] - self.low[0]) + (at[0] - self.first) * self.step
        return np.array([x, self.low[1] + at[1] / self.most * (self.high[1] - self.low[1]) * 0.94, 0.0])
