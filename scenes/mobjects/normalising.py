"""RMSNorm in numbers: a vector, its size, the learned gain, and what comes of them."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group

from model.readings import Reading

from .column import VectorColumn
from .digits import decimals_for
from .labels import Label
from .numbers import number
from .palette import palette


def gain_column(gain: Reading, visible: int, em: float) -> VectorColumn:
    """Learned numbers as a column: in the colours of weights, blue positive and orange negative."""
    column = VectorColumn(gain, visible, em, "weight_plus", decimals=decimals_for(gain.value))
    colors = palette()
    plus = column.entries.value[:, None] >= 0
    column.numbers.colors = np.where(plus, colors.rgba("weight_plus"), colors.rgba("weight_minus"))
    return column


class Normalising(Group):
    """``x ÷ size × gain = what enters``, each ``[D]`` but the size (Zhang and Sennrich 2019, eq. 4).

    Parameters
    ----------
    stream
        ``[D]``, the residual stream on entering the layer.
    gain, entering
        ``[D]``: the learned factors, and what the layer's maps read.
    """

    def __init__(
        self, stream: Reading, gain: Reading, entering: Reading, names: tuple[Label, ...], em: float = 0.4
    ) -> None:
        colors = palette()
        size = ((stream * stream).sum() / float(len(stream))).sqrt()
        self.stream = VectorColumn(stream, 6, em)
        self.size = number(size.reshape(1), 1.1 * em, colors.rgba("text"), decimals=2)
        self.gain = gain_column(gain, 6, em)
        self.entering = VectorColumn(entering, 6, em)
        signs = [Label(sign, 0.46, "soft") for sign in "÷×="]
        row = [self.stream, signs[0], self.size, signs[1], self.gain, signs[2], self.entering]
        Group(*row).arrange(RIGHT, buff=0.62)
        middle = self.stream.frame.get_y()
        for column in (self.gain, self.entering):
            column.shift([0, middle - column.frame.get_y(), 0])
        Group(*signs, self.size).set_y(middle)
        names[1].next_to(self.size, DOWN, buff=0.3)
        for name, column in ((names[0], self.stream), (names[2], self.gain), (names[3], self.entering)):
            name.next_to(column.frame, UP).stand_on(column.frame.get_top()[1] + 0.25)
        self.steps = [
            Group(self.stream, names[0]),
            Group(signs[0], self.size, names[1]),
            Group(signs[1], self.gain, names[2]),
            Group(signs[2], self.entering, names[3]),
        ]
        super().__init__(*self.steps)
