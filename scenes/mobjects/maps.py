"""Learned maps drawn to scale: what two narrow ones hold and what their product would."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Group, Rectangle

from model.readings import Reading

from .dots import CellField
from .labels import Label
from .numbers import grid_centers
from .palette import palette

EVERY = 16  # of the rows and columns one is drawn


class SampledMap(Group):
    """A learned matrix to scale: every 16th row and column of it as cells in a frame; ``unit`` is one entry's side."""

    def __init__(self, readings: Reading, unit: float, role: str) -> None:
        colors = palette()
        part = readings[::EVERY, ::EVERY]
        rows, columns = part.shape
        cell = (readings.shape[1] * unit / columns, readings.shape[0] * unit / rows)
        self.cells = CellField(part, grid_centers(rows, columns, cell), cell, colors.signed(part.value))
        self.frame = Rectangle(
            width=readings.shape[1] * unit + 0.06, height=readings.shape[0] * unit + 0.06,
            stroke_width=2, color=getattr(colors, role),
        )  # fmt: skip
        super().__init__(self.cells, self.frame)


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
        tall, wide = SampledMap(w_q.T, unit, "query"), SampledMap(w_k, unit, "key")
        square = Rectangle(
            width=side, height=side, stroke_width=2, color=colors.text, fill_color=colors.line, fill_opacity=0.35
        )
        equals = Label("=", 0.46, "soft")
        row = Group(tall, wide, equals, square).arrange(RIGHT, buff=0.28)
        wide.align_to(tall, UP)
        one, two = d_model * d_model, d_model * d_head * 2.0
        self.told_two = counted([d_model, d_head], two, "2 × ").next_to(wide, DOWN, buff=0.5)
        self.told_one = counted([d_model, d_model], one).move_to(square)
        names = [
            Label(text, 0.4, role, markup=True).next_to(part, UP, buff=0.16)
            for text, role, part in (
                ("$W_Q^top$", "query", tall), ("$W_K$", "key", wide), ("$W_Q^top W_K$", "text", square),
            )
        ]  # fmt: skip
        names[1].align_to(names[0], UP)
        self.two, self.one = Group(tall, wide, *names[:2]), Group(equals, square, names[2])
        super().__init__(self.two, self.one, self.told_two, self.told_one)
        self.row = row


def counted(sides: list[Reading], total: Reading, before: str = "") -> Group:
    """``576 × 64`` and below it how many numbers that is."""
    texts = [f"{int(float(side))}" for side in sides]
    many = f"{int(float(total)):,}"
    numbers = list(zip(texts, sides, strict=True))
    shape = Label(before + " × ".join(texts), 0.3, "text", numbers=numbers)
    return Group(shape, Label(f"= {many}", 0.3, "text", numbers=[(many, total)])).arrange(DOWN, buff=0.14)
