"""Numbers that change from layer to layer, and a counter of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, LEFT, RIGHT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number


def cut(alpha: float) -> float:
    """Return 0 in the first half of an animation and 1 in the second."""
    return float(alpha >= 0.5)


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
        """Return animations that show field ``index`` in place of the one seen now: at once; in a fade if none is."""
        old, self.at = self.at, index
        self.submobjects = [self.fields[i] for i in (old, index) if i >= 0]
        if old < 0:
            return [Change(self.fields[index], opacity=1)]
        # Two digits that fade into each other are seen double, and neither can be read.
        return [Change(self.fields[i], opacity=share, rate_func=cut) for i, share in ((index, 1), (old, 0))]


class LayerCounter(Group):
    """After how many layers: their number in large digits.

    Parameters
    ----------
    layers
        How many layers have been passed, from 0 on.
    total
        How many layers the model has.
    """

    def __init__(self, layers: Sequence[Reading], total: Reading) -> None:
        digits = str(int(float(total)))
        words = (
            Label(label_text("after"), 0.36, "soft"),
            Label(label_text("of {total} layers", total=digits), 0.36, "soft", numbers=[(digits, total)]),
        )
        self.number = Flip([number(layer, 0.8, palette().rgba("text"), decimals=0) for layer in layers])
        words[0].move_to([0, 0, 0], LEFT).stand_on(0)
        self.number.next_to(words[0], RIGHT, buff=0.2).align_to([0, 0, 0], DOWN)
        words[1].next_to(self.number, RIGHT, buff=0.2).stand_on(0)
        self.still = VGroup(*words)
        super().__init__(self.still, self.number)

    def to(self, layer: int) -> list[Any]:
        """Return animations that go on to ``layer``."""
        return self.number.to(layer)
