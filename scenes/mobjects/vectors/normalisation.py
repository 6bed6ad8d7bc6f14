"""RMSNorm and LayerNorm in numbers: a vector, its size, what is learned, and what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import decimals_for
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn

LEARNED = label_text("gain: learned"), label_text("shift: learned")


def gain_column(gain: Reading, visible: int, em: float) -> VectorColumn:
    """Return learned numbers as a column: in the colours of weights, blue positive and orange negative."""
    column = VectorColumn(gain, visible, em, "weight_plus", decimals=decimals_for(gain.value))
    colors = palette()
    plus = column.entries.value[:, None] >= 0
    column.numbers.colors = np.where(plus, colors.rgba("weight_plus"), colors.rgba("weight_minus"))
    return column


class Normalising(Group):
    """``x ÷ size × gain = what enters``, each ``[D]`` but the size (Zhang and Sennrich 2019, eq. 4).

    With a shift ``(x − mean) ÷ size × gain + shift``, where the size is that of ``x − mean`` (Ba et al. 2016, eq. 4).

    Parameters
    ----------
    stream
        ``[D]``, the residual stream on entering the layer.
    learned
        ``[D]`` each: the gain, and the shift where there is one.
    entering
        ``[D]``, what the layer's maps read.
    name
        Stands over the stream.
    lines
        One, or two: what is learned then stands below.
    flush
        Whether the name begins where the stream does, and not the middles meet.
    """

    def __init__(
        self, stream: Reading, learned: Sequence[Reading], entering: Reading, name: Label, em: float = 0.4,
        lines: int = 1, flush: bool = False,
    ) -> None:  # fmt: skip
        count, centred = Reading.count(len(stream), str(len(stream))), len(learned) > 1
        size = (stream * stream).sum() / count
        parts: list[tuple[str, Any, Label]] = [("", VectorColumn(stream, 6, em), name)]
        if centred:
            mean = stream.sum() / count
            size = size - mean * mean
            parts.append(("−", single_number(mean, em), Label(label_text("its mean"), 0.28, "soft")))
        parts.append(("÷", single_number(size.sqrt(), em), size_name()))
        for sign, what, reading in zip("×+", LEARNED, learned, strict=False):
            parts.append((sign, gain_column(reading, 6, em), Label(what, 0.28, "weight_plus")))
        parts.append(("=", VectorColumn(entering, 6, em), Label(label_text("normalised"), 0.28, "soft")))
        signs = [Label(sign, 0.46, "soft") for sign, _, _ in parts[1:]]
        row = [part for _, part, _ in parts]
        Group(*[each for pair in zip(row, [*signs, None], strict=True) for each in pair if each]).arrange(
            RIGHT, buff=0.42 if centred else 0.62
        )
        first = len(parts) - len(learned) - 1  # of what is learned
        if lines == 2:
            upper = Group(*row[:first], *signs[: first - 1])
            lower = Group(*row[first:], *signs[first - 1 :]).next_to(upper, DOWN, buff=1.1)
            for part in (upper, lower):
                part.set_x(0)
        for index, (_, part, over) in enumerate(parts):
            middle = row[first if lines == 2 and index >= first else 0].frame.get_y()
            if index:
                signs[index - 1].set_y(middle)
            if isinstance(part, VectorColumn):
                part.shift([0, middle - part.frame.get_y(), 0])
                over.next_to(part.frame, UP).stand_on(part.frame.get_top()[1] + 0.25)
                if flush and not index:
                    over.align_to(part.frame, LEFT)
                    over.shift((0.5 if lines == 1 else 0.0) * UP)  # over the other names, which it may reach
            else:
                over.next_to(part.set_y(middle), DOWN, buff=0.3)
        self.steps = [Group(row[0], name)]
        self.steps += [Group(sign, part, over) for sign, (_, part, over) in zip(signs, parts[1:], strict=True)]
        super().__init__(*self.steps)


def size_name() -> VGroup:
    """Return what is divided by, in two lines."""
    lines = [Label(text, 0.28, "soft") for text in (label_text("its size:"), label_text("root mean square"))]
    return VGroup(*lines).arrange(DOWN, buff=0.1)


def single_number(reading: Reading, em: float) -> NumberField:
    """Return one number between columns."""
    return number(reading.reshape(1), 1.1 * em, palette().rgba("text"), decimals=2)
