"""One dot product worked through, with what is left out counted and summed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, RIGHT, Group, Line, Mobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField

ROOMY = 0.36  # em up to which columns have room; of larger digits they stand farther apart


class DotProduct(Group):
    """``q · k`` term by term: the first products, the sum of the others, the total, and the total ÷ √K.

    Parameters
    ----------
    query, key
        ``[K]`` each, as they meet (after rotation).
    score
        The dot product; ``scaled`` the same divided by √K.
    """

    def __init__(
        self, query: Reading, key: Reading, score: Reading, scaled: Reading, *, visible: int = 5, em: float = 0.32
    ) -> None:
        colors = palette()
        total = len(query)
        terms = query[:visible] * key[:visible]
        rest = score - terms.sum()
        step = em * 1.42
        rows = np.arange(visible + 1)
        ys = (visible + 3) / 2 * step - rows * step
        wide = max(1.0, em / ROOMY)
        first, second, right = -0.55 * wide, 0.75 * wide, 2.35 * wide

        def column(readings: Reading, x: float, role: str) -> NumberField:
            places = np.column_stack([np.full(len(readings), x), ys[: len(readings)]])
            return NumberField(readings, places, em, colors.rgba(role), sign=True, align="right")

        self.factors = Group(column(query[:visible], first, "query"), column(key[:visible], second, "key"))
        self.times = Group(*[Label("×", em, "soft").move_to([first + 0.18 * wide, y, 0]) for y in ys[:visible]])
        self.terms = column(join([terms, rest]), right, "text")
        more = total - visible
        self.more = Label(
            label_text("{count} more products", count=more), 0.8 * em, "soft",
            numbers=[(str(more), Reading.count(more, f"{total}-{visible}"))],
        )  # fmt: skip
        self.more.next_to([second, ys[visible], 0], LEFT, buff=0).stand_on(ys[visible] - CAP / 2 * em)
        self.rule = Line(
            [first - 0.9 * wide, ys[-1] - step * 0.6, 0], [right + 0.05, ys[-1] - step * 0.6, 0], stroke_width=2
        )
        self.rule.set_color(colors.soft)
        base = ys[-1] - 1.25 * step
        self.score = self.result(label_text("score"), score, base, right, em, "text")
        root = f"$div sqrt({total})$"
        size = str(total), Reading.count(total, str(total))
        self.scaled = self.result(root, scaled, base - 1.3 * step, right, em, "focus", [size])
        super().__init__(self.factors, self.times, self.terms, self.more, self.rule, self.score, self.scaled)

    @staticmethod
    def result(
        words: str, reading: Reading, y: float, right: float, em: float, role: str,
        numbers: Sequence[tuple[str, Reading]] = (),
    ) -> Group:  # fmt: skip
        field = NumberField(
            reading.reshape(1), np.array([[right, y]]), 1.15 * em, palette().rgba(role), sign=True, align="right"
        )
        name = Label(words, em, "soft", markup=words.startswith("$"), numbers=numbers)
        name.next_to([0.75 * max(1.0, em / ROOMY), y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * em)
        return Group(name, field)

    def rows(self) -> list[Group]:
        """Return the parts, not copies, in the order in which they are said."""
        return [
            Group(self.factors, self.times),
            Group(self.terms, self.more),
            Group(self.rule, self.score),
            self.scaled,
        ]


def arrow_between(left: Mobject, right: Mobject, color: object, buff: float = 0.15) -> Arrow:
    """Return an arrow from the right edge of one thing to the left edge of another."""
    return Arrow(left.get_edge_center(RIGHT), right.get_edge_center(LEFT), color, 3, head=0.16, share=0.3, buff=buff)
