"""Counts that grow with the text, a row for each of its sizes."""

from __future__ import annotations

from collections.abc import Sequence

from manim import RIGHT, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted


def counted(reading: Reading, em: float, role: str = "text") -> Label:
    """Return a whole number as a label."""
    number = grouped(reading)
    return Label(number[0], em, role, numbers=[number])


class GrowthTable(VGroup):
    """Rows of whole numbers, right-aligned under headings.

    Parameters
    ----------
    heads
        A label for each column.
    rights
        Where each column ends, from the table's left edge.
    rows
        For each size its numbers; fewer than there are heads leave the last columns free.
    """

    def __init__(
        self, heads: Sequence[Label], rights: Sequence[float], rows: Sequence[Sequence[Reading]], em: float
    ) -> None:
        step = 1.7 * em
        widths = [right - left for left, right in zip((0.0, *rights), rights, strict=False)]
        self.heads = VGroup(*[fitted(head, width - 0.2) for head, width in zip(heads, widths, strict=True)])
        for head, right in zip(self.heads, rights, strict=True):
            head.align_to([right, 0, 0], RIGHT).stand_on(0)
        self.rule = Line([0, -0.35 * step, 0], [rights[-1], -0.35 * step, 0], stroke_width=1.5, color=palette().faint)
        self.rows = VGroup()
        for index, row in enumerate(rows):
            labels = [fitted(counted(n, em), width - 0.2) for n, width in zip(row, widths, strict=True)]
            for label, right in zip(labels, rights, strict=True):
                label.align_to([right, 0, 0], RIGHT).stand_on(-step * (index + 1.1))
            self.rows.add(VGroup(*labels))
        super().__init__(self.heads, self.rule, self.rows)
