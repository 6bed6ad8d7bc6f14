"""Numbers of layers along an axis: as many as there is room for, fading where they come too close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.text.shaping import readable

NONE_AT, ALL_AT = 0.6, 0.9  # em between two numbers: none is seen, all are
STEPS = (10, 5, 1)  # a round number keeps its place for longest


class Tick(NamedTuple):
    """The number of a layer where it stands: its middle and baseline ``[2]``, and its opacity."""

    tag: NameTag
    reading: Reading
    at: np.ndarray
    opacity: float


class LayerTicks:
    """The numbers of consecutive layers; the first has the word "layer" before it.

    Parameters
    ----------
    layers
        Counts of layers, one more each.
    em
        Their size in scene units.
    """

    def __init__(self, layers: Sequence[Reading], em: float) -> None:
        self.layers, self.em, soft = list(layers), readable(em), palette().rgba("soft")
        self.numbers = [int(float(layer)) for layer in self.layers]
        texts = [label_text("layer {layer}", layer=n) if i == 0 else str(n) for i, n in enumerate(self.numbers)]
        self.tags = [NameTag(text, self.em, soft) for text in texts]
        self.widths = [NameTag(str(n), self.em, soft).width for n in self.numbers]

    def placed(self, at_N2: np.ndarray, taken_2: np.ndarray | None = None, even: bool = False) -> list[Tick]:
        """Return those of the first N that can be seen, given their places ``[N, 2]``; none near a place taken.

        Where ``even``, tens, fives and others each come and go together.
        """
        rooms = []
        for i, at in enumerate(at_N2[: len(self.tags)]):
            gaps = [
                float(np.linalg.norm(at - at_N2[k])) - (self.widths[i] + self.widths[k]) / 2
                for k in self._near(i, len(at_N2))
            ]
            if taken_2 is not None:
                gaps.append(float(np.linalg.norm(at - taken_2)) - self.widths[i])
            rooms.append(min(gaps, default=self.em) / self.em)
        if even:
            steps = [self._step(i) for i in range(len(rooms))]
            rooms = [min(rooms[k] for k, step in enumerate(steps) if step == own) for own in steps]
        found = []
        for i, room in enumerate(rooms):
            at = at_N2[i]
            opacity = float(np.clip((room - NONE_AT) / (ALL_AT - NONE_AT), 0, 1))
            if opacity > FAINT:
                before = (self.tags[i].width - self.widths[i]) / 2  # the word: what is at the place is the number
                found.append(Tick(self.tags[i], self.layers[i], at - [before, 0], opacity))
        return found

    def _near(self, i: int, count: int) -> list[int]:
        """The ticks beside one among those that keep their places for as long: of whole tens, fives or all."""
        if i == 0:
            return []
        step = self._step(i)
        return sorted({0, *(k for k in (i - step, i + step) if 0 < k < min(count, len(self.tags)))})

    def _step(self, i: int) -> int:
        """Return of which round numbers one is: 0 stands for the first, which always has room."""
        return next(step for step in STEPS if self.numbers[i] % step == 0) if i else 0

    def draw(self, canvas: skia.Canvas, ticks: Sequence[Tick], opacity: float, halo: bool = True) -> None:
        for tick in ticks:
            tick.tag.draw(canvas, tick.at, tick.opacity * opacity, halo=halo)


def readable_of(ticks: Sequence[Tick], opacity: float) -> list[Tick]:
    """Return the ticks that can be read at an opacity of all."""
    return [tick for tick in ticks if tick.opacity * opacity > VISIBLE]


def digits_of(ticks: Sequence[Tick]) -> list[tuple[str, Reading]]:
    """Return the digits of ticks, each with its count."""
    return [(str(int(float(tick.reading))), tick.reading) for tick in ticks]
