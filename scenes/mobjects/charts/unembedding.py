"""Rows of W_U as cells, and one logit worked through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, UP, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import clipped
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField, grid_centers

TOLD = 0.3  # em of what is said under the rows


class UnembeddingRows(Group):
    """Some rows of W_U, a token each: its name, the first of its weights as cells, and what is left out.

    Parameters
    ----------
    names
        Tokens as they are written.
    rows
        ``[D]`` each.
    more
        How many rows are not shown.
    tied
        Whether it is the table of embeddings again.
    """

    def __init__(
        self, names: Sequence[str], rows: Sequence[Reading], more: Reading, *, tied: bool = False, columns: int = 26,
        cell: float = 0.115, step: float = 0.56, em: float = 0.36, widest: float = 1.5,
    ) -> None:  # fmt: skip
        colors = palette()
        part = join([row[:columns] for row in rows])
        places = grid_centers(len(rows), columns, (cell, step))
        self.cells = CellField(part, places, (cell, 0.7 * step), colors.signed(part.value))
        left, self.ys = places[:, 0].min() - cell / 2, places[::columns, 1]
        self.names = VGroup(*[clipped(name, em, widest) for name in names])
        for name, y in zip(self.names, self.ys, strict=True):
            name.next_to([left - 0.15, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * name.em)
        title = Label("$W_U$", 0.46, "text", markup=True).next_to(self.cells, UP, buff=0.22)
        width, left_out = len(rows[0]), grouped(more)
        told = (
            Label(label_text("⋮   {count} more rows", count=left_out[0]), TOLD, numbers=[left_out]),
            Label(
                label_text("the first {columns} of {width} columns", columns=columns, width=width), TOLD,
                numbers=[*constants(str(columns)), (str(width), Reading.count(width, str(width)))],
            ),
            Label(label_text("blue +, orange −: all learned"), TOLD),
            *([Label(label_text("also the embedding table"), TOLD)] if tied else []),
        )  # fmt: skip
        self.still = VGroup(title, *told)
        edge = left - (0.15 + widest) * any(label.width > self.cells.width for label in told)
        for label, drop in zip(told, (0.36, 0.76, 1.14, 1.52), strict=False):
            label.stand_on(self.cells.get_bottom()[1] - drop).align_to([edge, 0, 0], LEFT)
        super().__init__(self.cells, self.names, self.still)


class LogitSum(Group):
    """One row of W_U times the last vector, term by term: the first products, the sum of the others, the logit.

    Parameters
    ----------
    weights, vector
        ``[D]`` each.
    logit
        Their dot product.
    """

    def __init__(
        self, name: str, weights: Reading, vector: Reading, logit: Reading, *, visible: int = 5, em: float = 0.34
    ) -> None:
        colors = palette()
        step, right = 1.5 * em, 3.7
        terms = weights[:visible] * vector[:visible]
        ys = -np.arange(visible + 1) * step
        signs = np.where(weights.value[:visible, None] >= 0, colors.rgba("weight_plus"), colors.rgba("weight_minus"))

        def column(readings: Reading, x: float, tint: np.ndarray) -> NumberField:
            places = np.column_stack([np.full(len(readings), x), ys[: len(readings)]])
            return NumberField(readings, places, em, tint, sign=True, align="right")

        self.factors = Group(
            column(weights[:visible], 0.75, signs),
            *[Label("×", em, "soft").move_to([1.0, y, 0]) for y in ys[:visible]],
            column(vector[:visible], 2.12, colors.rgba("data_low")),
        )
        rest = len(weights) - visible
        more = Label(
            label_text("{count} more products", count=rest), 0.84 * em, "soft",
            numbers=[(str(rest), Reading.count(rest, f"{len(weights)}-{visible}"))],
        )  # fmt: skip
        more.next_to([2.12, ys[-1], 0], LEFT, buff=0).stand_on(ys[-1] - CAP / 2 * em)
        self.terms = Group(column(join([terms, logit - terms.sum()]), right, colors.rgba("text")), more)
        below = ys[-1] - 0.6 * step
        rule = Line([-0.1, below, 0], [right + 0.05, below, 0], stroke_width=2, color=colors.soft)
        y = ys[-1] - 1.25 * step
        field = NumberField(
            logit.reshape(1), np.array([[right, y]]), 1.15 * em, colors.rgba("focus"), sign=True, align="right"
        )
        title = clipped(label_text("logit of “{word}”", word=name), em, 2.5, "focus")
        title.next_to([2.4, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * em)
        self.result = Group(rule, field, title)
        super().__init__(self.factors, self.terms, self.result)
