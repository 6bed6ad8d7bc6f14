"""Counts that add up: lines of a table, each a product with its total; and learned maps drawn to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import grid_centers


@dataclass(frozen=True)
class Count:
    """A line of a table of counts: factors (none in a sum), what they make, and whether the sum has it."""

    factors: tuple[Reading, ...]
    total: Reading
    counted: bool = True


class CountColumn(Group):
    """One model's side of a table: for each line its factors and, at the right, the total.

    Parameters
    ----------
    lines
        A line each.
    ys
        Where their baselines are.
    right
        Right edges of the factors and of the totals.
    strong
        Lines set in bold.
    """

    def __init__(
        self, title: str, lines: Sequence[Count], ys: Sequence[float], right: tuple[float, float],
        strong: Sequence[int] = (), *, em: float = 0.3,
    ) -> None:  # fmt: skip
        self.title = Label(title, 0.34, "text").move_to([right[1], 0, 0], RIGHT).stand_on(ys[0] + 0.62)
        self.lines = VGroup()
        for index, (line, y) in enumerate(zip(lines, ys, strict=True)):
            parts = VGroup()
            if not line.counted:
                parts.add(Label(label_text("not counted"), em, "soft").move_to([right[1], y, 0], RIGHT))
            else:
                text, number = grouped(line.total)
                weight = "bold" if index in strong else "regular"
                total = Label(text, em, weight=weight, numbers=[(text, number)])
                parts.add(total.move_to([right[1], y, 0], RIGHT))
                if line.factors:
                    words, numbers = product(*line.factors)
                    parts.add(Label(words, 0.86 * em, "soft", numbers=numbers).move_to([right[0], y, 0], RIGHT))
            for part in parts:
                part.stand_on(y)
            self.lines.add(parts)
        super().__init__(self.title, self.lines)


class MapCells(Group):
    """A learned matrix to scale: some of its numbers as cells, evenly taken, in a frame of its role's colour.

    Parameters
    ----------
    readings
        ``[rows, columns]``.
    unit
        Scene units per row and column of the matrix.
    every
        Of how many rows and columns one is shown.
    around
        By how much the frame is wider and higher than the matrix.
    """

    def __init__(self, readings: Reading, role: str, unit: float, every: int = 8, around: float = 0.0) -> None:
        rows, columns = readings.shape
        part = readings[::every, ::every]
        down, across = part.shape
        cell = (unit * columns / across, unit * rows / down)
        colors = palette().signed(part.value)
        self.cells = CellField(part, grid_centers(down, across, cell), cell, colors)
        self.frame = Rectangle(
            width=unit * columns + around, height=unit * rows + around, stroke_width=2,
            stroke_color=getattr(palette(), role),
        )  # fmt: skip
        super().__init__(self.cells, self.frame)


def named_map(cells: MapCells, symbol: str, role: str, factors: Sequence[Reading], side: np.ndarray) -> VGroup:
    """The symbol of a map, its shape and how many numbers that is, above it or at its right."""
    total = factors[0] * factors[1]
    words, numbers = product(*factors)
    text, number = grouped(total)
    name = Label(symbol, 0.44, role, markup=True)
    shape = Label(f"{words} = {text}", 0.3, "text", numbers=[*numbers, (text, number)])
    if side is UP:
        name.next_to(cells, UP, buff=0.1, aligned_edge=LEFT)
        return VGroup(name, shape.next_to(name, RIGHT, buff=0.3).stand_on(name.baseline))
    name.next_to(cells, RIGHT, buff=0.25).align_to(cells, UP)
    return VGroup(name, shape.next_to(name, DOWN, buff=0.2, aligned_edge=LEFT))
