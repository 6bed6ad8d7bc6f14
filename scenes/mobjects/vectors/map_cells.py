"""Learned maps drawn to scale: what two narrow ones hold and what their product would."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import mul

from manim import DOWN, RIGHT, UP, Group, Rectangle

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.count_column import MapCells
from attention_scenes.scenes.mobjects.text.constant import stated
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label

EVERY = 16  # of the rows and columns one is drawn


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
            width=side, height=side, stroke_width=2, color=colors.text, fill_color=colors.line, fill_opacity=0.35
        )
        equals = Label("=", 0.46, "soft")
        Group(tall, wide, equals, square).arrange(RIGHT, buff=0.28)
        wide.align_to(tall, UP)
        self.told_two = counted([stated(2), d_model, d_head]).next_to(wide, DOWN, buff=0.5)
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
    """``2 × 576 × 64`` and below it how many numbers that is."""
    words, numbers = product(*factors)
    total = grouped(reduce(mul, factors))
    whole = Label(f"= {total[0]}", 0.3, "text", numbers=[total])
    return Group(Label(words, 0.3, "text", numbers=numbers), whole).arrange(DOWN, buff=0.14)
