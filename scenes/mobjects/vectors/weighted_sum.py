"""Values under their weights, the products of both, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import RIGHT, Circle, Group, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn

RADIUS, NAME_Y, DOT_Y, WEIGHT_Y, COLUMN_Y = 0.34, 3.25, 2.6, 2.0, -0.2


@dataclass(frozen=True)
class SumPlaces:
    """From where to where a weighted sum reaches, the em of its numbers, and the room of the sum itself."""

    left: float
    right: float
    em: float = 0.3
    room: float = 1.9
    legend_up: float = 0.0  # by how much what an area means stands over the dots
    up: float = 0.0  # by how much all of it is higher


ROOMY = SumPlaces(-6.4, 6.4)


class WeightedSum(Group):
    """For some keys: name, weight as dot and number, value, and weight × value in its place; at the right the sum.

    Parameters
    ----------
    keys
        Which tokens are shown, in order.
    weights
        ``[T]``, the query's weights.
    values
        ``[T, K]``.
    total
        ``[K]``, the weighted sum over *all* tokens.
    """

    def __init__(
        self, tokens: Sequence[Token], keys: Sequence[int], weights: Reading, values: Reading, total: Reading,
        places: SumPlaces = ROOMY,
    ) -> None:  # fmt: skip
        colors, em, left, right, room = palette(), places.em, places.left, places.right, places.room
        pitch = min(1.75, (right - left - room) / len(keys))
        start = (left + right - pitch * len(keys) - room) / 2
        xs = start + pitch * (np.arange(len(keys)) + 0.5)
        names = [fitted(Label(spoken(tokens[k]), 0.36, role_of(tokens, k)), pitch - 0.15) for k in keys]
        self.names = VGroup(*[n.move_to([x, 0, 0]).stand_on(NAME_Y - 0.1) for n, x in zip(names, xs, strict=True)])
        shown = join([weights[k] for k in keys])
        self.dots = DotField(shown, np.column_stack([xs, np.full(len(xs), DOT_Y)]), RADIUS, colors.rgba("focus"))
        at = np.column_stack([xs, np.full(len(xs), WEIGHT_Y)])
        self.numbers = NumberField(shown, at, 0.34, colors.rgba("focus"), decimals=2)
        self.values = Group(*[self.column(values[k], x, em) for k, x in zip(keys, xs, strict=True)])
        products = [values[k] * weights[k] for k in keys]
        self.products = Group(*[self.column(p, x, em) for p, x in zip(products, xs, strict=True)])
        largest = max(float(np.abs(column.entries.value).max()) for column in self.products)
        for column in self.products:
            share = np.abs(column.entries.value) / max(largest, 1e-9)
            column.numbers.colors[:, 3] = 0.55 + 0.45 * share.clip(0, 1)
        x = float(xs[-1]) + pitch / 2 + room - 0.7
        self.total = self.column(total, x, em, note=True)
        self.sign = Label("=", 0.46, "soft").move_to([x - room / 2, COLUMN_Y, 0])
        self.plus = VGroup(*[Label("+", 0.36, "soft").move_to([x, COLUMN_Y, 0]) for x in (xs[:-1] + xs[1:]) / 2])
        dot = Circle(radius=0.16, stroke_width=0, fill_color=colors.focus, fill_opacity=1)
        self.legend = (
            Group(dot, Label(label_text("area = weight"), 0.28, "soft"))
            .arrange(RIGHT, buff=0.15)
            .move_to([x, DOT_Y, 0])
        )
        if places.legend_up:
            self.legend.shift([0, places.legend_up, 0]).align_to([right, 0, 0], RIGHT)
        super().__init__(
            self.names,
            self.dots,
            self.numbers,
            self.values,
            self.products,
            self.sign,
            self.total,
            self.plus,
            self.legend,
        )
        if places.up:
            self.shift([0, places.up, 0])

    @staticmethod
    def column(readings: Reading, x: float, em: float, note: bool = False) -> VectorColumn:
        made = VectorColumn(readings, 6, em, "value", decimals=2, note=note)
        return made.shift([x - made.frame.get_x(), COLUMN_Y - made.frame.get_y(), 0])
