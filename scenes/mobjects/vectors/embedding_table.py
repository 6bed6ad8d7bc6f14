"""The embedding table: a band of learned columns, one for each token."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, UP, Group, Line, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.labels import Label

DIMMED = 0.35
FAINT, LIT = 0.22, 0.9  # of a thread: many cross, so one at a time is bright


class EmbeddingTable(Group):
    """Some columns of W_E as cells, brighter the larger an entry is, as in a vector; the lit ones framed.

    Parameters
    ----------
    columns
        A column ``[D]`` of each token shown, in the order of the vocabulary; the first ``rows`` entries are drawn.
    lit
        For each column the palette role of its frame, ``""`` where it is dimmed.
    size
        Width and height of the cells together.
    """

    def __init__(self, columns: Sequence[Reading], lit: Sequence[str], size: tuple[float, float], rows: int) -> None:
        colors, count = palette(), len(columns)
        self.rows, self.cell = rows, np.array(size) / (count, rows)
        self.columns = [column[:rows] for column in columns]
        self.tints = colors.by_size(join(self.columns).value, "background").reshape(count, rows, 4)
        xs = (np.arange(count) - (count - 1) / 2) * self.cell[0]
        self.ys = ((rows - 1) / 2 - np.arange(rows)) * self.cell[1]
        places = np.column_stack([np.repeat(xs, rows), np.tile(self.ys, count)])
        self.cells = CellField(join(self.columns), places, self.cell, self.tints)
        self.cells.opacities = np.repeat([1.0 if role else DIMMED for role in lit], rows)
        self.frames = VGroup()
        for x, role in zip(xs, lit, strict=True):
            frame = Rectangle(width=self.cell[0], height=size[1] + 0.06, stroke_width=2.5 if role else 0)
            self.frames.add(frame.set_stroke(getattr(colors, role or "line")).move_to([x, 0, 0]))
        name = Label("$W_E$", 0.42, markup=True), Label(label_text("learned"), 0.26, "soft")
        self.symbol = VGroup(*name).arrange(DOWN, buff=0.12).next_to(self.cells, LEFT, buff=0.15)
        super().__init__(self.cells, self.frames, self.symbol)

    def strip(self, index: int) -> CellField:
        """Return one column of cells, standing where it stands in the table."""
        places = np.column_stack([np.zeros(self.rows), self.ys])
        strip = CellField(self.columns[index], places, self.cell, self.tints[index])
        return strip.stretch_to_fit_height(self.cells.height).move_to(self.frames[index])

    def thread_in(self, index: int, start: np.ndarray, role: str) -> Line:
        """Return a line from a token down to the top of its column."""
        return thread(start, self.frames[index].get_edge_center(UP), role)

    def thread_out(self, index: int, end: np.ndarray, role: str) -> Line:
        """Return a line from the foot of a column down to where it is written out."""
        return thread(self.frames[index].get_edge_center(DOWN), end, role)


def thread(start: np.ndarray, end: np.ndarray, role: str) -> Line:
    return Line(start, end, stroke_width=1.8, stroke_opacity=FAINT, color=getattr(palette(), role))
