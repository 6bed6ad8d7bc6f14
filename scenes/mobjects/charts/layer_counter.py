"""Numbers that change from layer to layer: a counter of layers, a table of cosines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import LEFT, Dot, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, named
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number


class Flip(Group):
    """Fields of which one is seen at a time: numbers that are replaced, never counted through.

    All are its parts until the first is shown, and can be placed together; then only those that can be seen.
    """

    def __init__(self, fields: Sequence[NumberField]) -> None:
        self.fields, self.at = list(fields), -1
        for field in self.fields:
            field.opacity = 0.0
        super().__init__(*self.fields)

    def to(self, index: int) -> list[Change]:
        """Return animations that show field ``index`` in place of the one seen now."""
        old, self.at = self.at, index
        self.submobjects = [self.fields[i] for i in (old, index) if i >= 0]
        return [Change(self.fields[index], opacity=1)] + ([Change(self.fields[old], opacity=0)] if old >= 0 else [])


class CosineTable(Group):
    """The cosines of each vector (a row) with each sense (a column); ``cosines`` has one ``[P, S]`` table a layer."""

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], senses: Sequence[str], cosines: Sequence[Reading]
    ) -> None:
        colors = palette()
        table = ShareTable(names, roles, [named(sense) for sense in senses], cosines[0])
        fields = [table.numbers, *map(table.field, cosines[1:])]
        for field, cosine in zip(fields, cosines, strict=True):
            best = np.arange(len(senses)) == np.nan_to_num(cosine.value, nan=-9).argmax(axis=1)[:, None]
            field.colors = np.where(best.reshape(-1, 1), colors.rgba("text"), colors.rgba("data_low"))
        self.words, self.numbers = VGroup(*table[:2]), Flip(fields)
        super().__init__(self.words, self.numbers)


class LayerCounter(Group):
    """After how many layers: their number in large digits, and a knob on a rail as long as all layers.

    Parameters
    ----------
    layers
        How many layers have been passed, from 0 on.
    total
        How many layers the model has.
    """

    def __init__(self, layers: Sequence[Reading], total: Reading, width: float = 4.9) -> None:
        colors = palette()
        self.total = int(float(total))
        words = (
            Label(label_text("after"), 0.36, "soft"),
            Label(label_text("of {total} layers", total=self.total), 0.36, "soft", numbers=[(str(self.total), total)]),
        )
        words[0].move_to([0, 0.35, 0], LEFT)
        words[1].move_to([1.95, 0.34, 0], LEFT).stand_on(words[0].baseline)
        self.number = Flip([number(layer, 0.62, colors.rgba("text"), decimals=0) for layer in layers])
        self.number.move_to([1.4, 0.42, 0])
        self.rail = Line([0, 0, 0], [width, 0, 0], stroke_width=3, color=colors.faint)
        self.knob = Dot(self.rail.get_start(), 0.09, color=colors.text)
        self.still = VGroup(*words, self.rail)
        super().__init__(self.still, self.knob, self.number)

    def to(self, layer: int) -> list[Any]:
        """Return animations that go on to ``layer``."""
        return [self.knob.animate.move_to(self.rail.point_from_proportion(layer / self.total)), *self.number.to(layer)]
