"""An attention pattern as a grid of queries and keys: scores, weights, dots, sums, hatching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Line, RoundedRectangle, VGroup, VMobject

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField, DotField
from attention_scenes.scenes.mobjects.text.labels import Label, line
from attention_scenes.scenes.mobjects.text.number_format import text_width, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST, least_em
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken, words_of

SMALLEST_DIGITS = 8 / 60  # em
Convention = Literal["columns", "rows"]


def least_digits() -> float:
    """Return the smallest em of digits in a cell, in the scene being made."""
    return SMALLEST_DIGITS * least_em() / SMALLEST


class PatternGrid(Group):
    """Cells for every pair of query and key, with their words along the edges.

    With ``convention="columns"`` queries stand along the top and a distribution is a column; ``"rows"`` is the
    exact transpose. Arrays are always ``[query, key]``; :meth:`centers` knows where an entry stands.

    Parameters
    ----------
    tokens
        ``T`` tokens, along both edges.
    size
        Width and height of the cells' area in scene units.
    tilt
        How steeply names stand over columns that are too narrow for them.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        size: tuple[float, float],
        convention: Convention = "columns",
        tilt: float = np.pi / 4,
    ) -> None:
        self.tokens, self.count, self.convention, self.palette = tokens, len(tokens), convention, palette
        self.colors = palette()
        self.cell = np.array(size) / self.count
        w, h = size
        edges = np.linspace(-0.5, 0.5, self.count + 1)
        self.lattice = VMobject(stroke_color=self.colors.line, stroke_width=1.2)
        for edge in edges:
            self.lattice.start_new_path(np.array([edge * w, -h / 2, 0]))
            self.lattice.add_line_to(np.array([edge * w, h / 2, 0]))
            self.lattice.start_new_path(np.array([-w / 2, edge * h, 0]))
            self.lattice.add_line_to(np.array([w / 2, edge * h, 0]))
        em = float(np.clip(0.72 * self.cell[1], least_em(), max(0.34, least_em())))
        names = [self.name(i, em) for i in range(self.count)]
        xs, ys = edges[:-1] * w + self.cell[0] / 2, -edges[:-1] * h - self.cell[1] / 2
        tilted = max(name.width for name in names) > 0.92 * self.cell[0]
        self.top, self.side = VGroup(), VGroup()
        for index, name in enumerate(names):
            self.side.add(
                name.copy().next_to([-w / 2 - 0.12, ys[index], 0], LEFT, buff=0).stand_on(ys[index] - 0.22 * em)
            )
            above = name.rotate(tilt, about_point=name.get_left()) if tilted else name
            above.next_to([xs[index], h / 2 + 0.08, 0], UP, buff=0)
            if tilted:
                above.align_to([xs[index] - 0.12, 0, 0], LEFT)
            self.top.add(above)
        self.pieces = VGroup()
        for word in (word for word in words_of(tokens) if len(word) > 1):
            y = ys[word[0]] + self.cell[1] * 0.4, ys[word[-1]] - self.cell[1] * 0.4
            x = xs[word[0]] - self.cell[0] * 0.4, xs[word[-1]] + self.cell[0] * 0.4
            mark = {"stroke_width": 2.5, "color": self.colors.piece}
            self.pieces.add(Line([-w / 2 - 0.06, y[0], 0], [-w / 2 - 0.06, y[1], 0], **mark))
            self.pieces.add(Line([x[0], h / 2 + 0.05, 0], [x[1], h / 2 + 0.05, 0], **mark))
        queries, keys = (label_text("queries"), "query"), (label_text("keys"), "key")
        across, down = (queries, keys) if convention == "columns" else (keys, queries)
        head = [self.heading(*across, "→"), self.heading(*down, "↓")]
        self.headings = Group(*head).arrange(DOWN, buff=0.1, aligned_edge=RIGHT)
        self.headings.next_to([-w / 2 - 0.15, h / 2 + 0.12, 0], UP + LEFT, buff=0)
        super().__init__(self.lattice, self.top, self.side, self.pieces, self.headings)

    def name(self, index: int, em: float) -> Label:
        label = Label(spoken(self.tokens[index]), em, role_of(self.tokens, index))
        return label.scale(min(1.0, 1.5 / label.width))

    def heading(self, which: str, role: str, arrow: str) -> VGroup:
        return line(Label(which, 0.28, role), Label(arrow, 0.28, role))

    @property
    def names(self) -> dict[str, VGroup]:
        """The words along the edges, by what they stand for."""
        top_first = self.convention == "columns"
        return {"queries": self.top if top_first else self.side, "keys": self.side if top_first else self.top}

    @property
    def middle(self) -> np.ndarray:
        return self.lattice.get_center()

    def centers(self) -> np.ndarray:
        """Return the middle of each cell ``[query, key]`` relative to the grid's middle: ``[T, T, 2]``."""
        steps = np.arange(self.count) - (self.count - 1) / 2
        first, second = np.meshgrid(steps, steps, indexing="ij")
        x, y = (first, second) if self.convention == "columns" else (second, first)
        return np.stack([x * self.cell[0], -y * self.cell[1]], axis=-1)

    def future(self) -> np.ndarray:
        """Return which cells ``[query, key]`` lie in the future of their query."""
        return np.triu(np.ones((self.count, self.count), bool), 1)

    def order(self) -> np.ndarray:
        """Return for each cell a number from 0 to 1: query by query, key by key."""
        return np.linspace(0, 1, self.count**2)

    def digits_em(self, readings: Reading, decimals: int) -> float:
        """Return the largest em at which all numbers fit their cells."""
        widest = max(text_width(written(float(v), decimals)) for v in readings.value.ravel())
        return float(min(0.86 * self.cell[0] / widest, 0.5 * self.cell[1], 0.3))

    def numbers(self, readings: Reading, decimals: int = 1, em: float | None = None) -> NumberField | CellField:
        """Return numbers in all cells, brighter where larger, −∞ in grey; as shades where digits would be too small."""
        values = readings.value.astype(float).ravel()
        finite = np.isfinite(values)
        em = self.digits_em(readings, decimals) if em is None else em
        digits = em >= least_digits()
        low, high = values[finite].min(), values[finite].max()
        share = ((values - low) / max(high - low, 1e-9)).clip(0, 1)[finite, None] ** 2
        colors = np.tile(self.colors.rgba("data_low" if digits else "line", 1.0 if digits else 0.0), (len(values), 1))
        dim = self.colors.rgba("data_low" if digits else "line")
        colors[finite] = (1 - share) * dim + share * self.colors.rgba("data_high")
        if digits:
            field = NumberField(readings, self.centers(), em, colors, decimals=decimals)
        else:
            field = CellField(readings, self.centers(), self.cell, colors)
        return field.shift(self.middle)

    def dots(self, pattern: Reading) -> DotField:
        """Return a dot a cell; a weight of 1 fills its cell."""
        field = DotField(pattern, self.centers(), 0.47 * float(self.cell.min()), self.colors.rgba("data_low"))
        return field.shift(self.middle)

    def hatching(self) -> VMobject:
        """Return strokes across the cells of the future."""
        shape = VMobject(stroke_color=self.colors.line, stroke_width=1.6)
        reach = 0.22 * float(self.cell.min())
        for x, y in self.centers()[self.future()]:
            for slide in (-0.45, 0.0, 0.45):
                a = np.array([x + slide * reach - reach * 0.6, y - reach, 0])
                shape.start_new_path(a)
                shape.add_line_to(a + [reach * 1.2, 2 * reach, 0])
        return shape.shift(self.middle)

    def sums(self, pattern: Reading) -> NumberField:
        """Return the sum of each query's weights, at the end of its column (or row)."""
        totals = join([pattern[q, : q + 1].sum() for q in range(self.count)])
        end = self.centers()[:, -1]
        columns = self.convention == "columns"
        gap = np.array([0, -0.62 * self.cell[1] - 0.08]) if columns else np.array([0.5 * self.cell[0] + 0.26, 0])
        em = float(min(0.9 * self.cell[0] / text_width("1.00"), 0.24)) if columns else min(0.7 * self.cell[1], 0.24)
        return NumberField(totals, end + gap, max(em, least_digits()), self.colors.rgba("text")).shift(self.middle)

    def cell_frame(self, query: int, key: int) -> RoundedRectangle:
        """Return a box around one cell."""
        box = RoundedRectangle(
            corner_radius=0.06, width=self.cell[0], height=self.cell[1], color=self.colors.focus, stroke_width=3
        )
        return box.move_to([*self.centers()[query, key], 0]).shift(self.middle)

    def frame_of(self, query: int) -> RoundedRectangle:
        """Return a box around a query's cells up to its own."""
        a, b = self.centers()[query, 0], self.centers()[query, query]
        size = np.abs(a - b) + self.cell
        box = RoundedRectangle(
            corner_radius=0.08, width=size[0], height=size[1], color=self.colors.focus, stroke_width=3
        )
        return box.move_to([*((a + b) / 2), 0]).shift(self.middle)
