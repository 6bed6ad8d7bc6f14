"""Learned maps drawn to scale: cells of one, and what two narrow ones hold beside their product."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import mul

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import grid_centers

EVERY = 16  # of the rows and columns one is drawn
COUNT = 0.36  # em


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
    """Return the symbol of a map, its shape and how many numbers that is, above it or at its right."""
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


class OneMapOrTwo(Group):
    """W_Qᵀ (tall) times W_K (wide) and the square that they make, all to one scale, with their shapes.

    Parameters
    ----------
    w_q, w_k
        ``[K, D]``.
    d_model, d_head
        The counts of the shapes.
    side
        Of the square, in scene units.
    """

    def __init__(self, w_q: Reading, w_k: Reading, d_model: Reading, d_head: Reading, side: float = 3.2) -> None:
        colors, unit = palette(), side / float(d_model)
        tall, wide = (MapCells(w, role, unit, EVERY, 0.06) for w, role in ((w_q.T, "query"), (w_k, "key")))
        square = Rectangle(
            width=side, height=side, stroke_width=2, color=colors.text, fill_color=colors.text, fill_opacity=0.3
        )
        equals = Label("=", 0.46, "soft")
        Group(tall, wide, equals, square).arrange(RIGHT, buff=0.28)
        wide.align_to(tall, UP)
        self.told_two = counted([constant(2), d_model, d_head]).next_to(wide, DOWN, buff=0.5)
        self.told_one = counted([d_model, d_model]).move_to(square)
        names = [
            Label(text, 0.4, role, markup=True).next_to(part, UP, buff=0.16)
            for text, role, part in (
                ("$W_Q^top$", "query", tall), ("$W_K$", "key", wide), ("$W_Q^top W_K$", "text", square),
            )
        ]  # fmt: skip
        names[1].align_to(names[0], UP)
        self.two, self.one = Group(tall, wide, *names[:2]), Group(equals, square, names[2])
        super().__init__(self.two, self.one, self.told_two, self.told_one)


def counted(factors: Sequence[Reading]) -> Group:
    """Return ``2 × 576 × 64`` and below it how many numbers that is."""
    words, numbers = product(*factors)
    total = grouped(reduce(mul, factors))
    whole = Label(f"= {total[0]}", COUNT, "text", numbers=[total])
    return Group(Label(words, COUNT, "text", numbers=numbers), whole).arrange(DOWN, buff=0.14)
