"""Scores of one query with some keys as bars to both sides of nought, as they are and as they were before turning."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

NAME, DIGITS = 1.35, 1.15  # scene units that a name and a number take
AIR = 0.15
STEP, THICK = 1.05, 0.3  # the most from row to row; of that, a bar
LEGEND = 0.3  # em


class ScoreBars(Group):
    """A row for each key: its name, its score as a bar and in digits; below these what it was before turning.

    Parameters
    ----------
    names, roles
        Of the keys, ``N`` each.
    scores, before
        ``[N]``; the second is None where nothing turns.
    width, height
        Of it all, the legend at the top.

    Attributes
    ----------
    now, then
        What is shown of the scores as they are, with names and line; of those before turning.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], scores: Reading, before: Reading | None, em: float,
        width: float, height: float,
    ) -> None:  # fmt: skip
        colors, count = palette(), len(names)
        every = np.append(scores.value, [] if before is None else before.value).astype(float)
        low, high = min(every.min(), 0.0), max(every.max(), 0.0)
        left, right = NAME + AIR, width - DIGITS - AIR
        full = (right - left) / max(high - low, 1e-9)
        nought, step = left - low * full, min(height / (count + 0.8), STEP)
        ys = -(np.arange(count) + 0.8) * step
        line = Line([nought, ys[0] + 0.5 * step, 0], [nought, ys[-1] - 0.5 * step, 0], stroke_width=2)
        line.set_color(colors.soft)
        labels = VGroup()
        for name, role, y in zip(names, roles, ys.tolist(), strict=True):
            words = fitted(Label(name, em, role), NAME)
            labels.add(words.move_to([NAME, y, 0], RIGHT).stand_on(y - CAP / 2 * words.em))

        def kind(values: Reading, role: str, up: float, text: str) -> tuple[Group, Label]:
            at = ys + up * step
            field = BarField(values, at, full, THICK * step, colors.rgba(role, 0.85)).shift([nought, 0, 0])
            places = np.column_stack([np.full(count, width), at])
            digits = NumberField(values, places, em, colors.rgba(role), sign=True, align="right")
            return Group(field, digits), Label(text, LEGEND, role)

        told = label_text("score") if before is None else label_text("score, turned")
        now, first = kind(scores, "focus", 0.0 if before is None else 0.19, told)
        parts = [first]
        self.then = Group()
        if before is not None:
            self.then, second = kind(before, "soft", -0.19, label_text("before turning"))
            parts.append(second)
        VGroup(*parts).arrange(RIGHT, buff=0.5).move_to([width, 0, 0], RIGHT)
        for each in parts:
            each.stand_on(0)
        self.now = Group(line, labels, now, first)
        self.then.add(*parts[1:])
        super().__init__(self.now, self.then)
