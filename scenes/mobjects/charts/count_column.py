"""Counts that add up: lines of a table, each a product with its total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import RIGHT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label


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
                    parts.add(Label(words, 0.9 * em, numbers=numbers).move_to([right[0], y, 0], RIGHT))
            for part in parts:
                part.stand_on(y)
            self.lines.add(parts)
        super().__init__(self.title, self.lines)
