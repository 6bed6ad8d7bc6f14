"""A vector as a column of numbers, and a learned matrix as a patch of cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.dashes import one_line
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import adds_as_written, decimals_for, text_width, written
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers
from attention_scenes.scenes.mobjects.text.shaping import least_em


def bracket(height: float, side: np.ndarray, color: object, hook: float = 0.1) -> VMobject:
    """Return a square bracket open towards the middle; ``side`` is LEFT or RIGHT."""
    shape = VMobject(stroke_color=color, stroke_width=3)
    top, bottom, inward = UP * height / 2, DOWN * height / 2, -side * hook
    return shape.set_points_as_corners([top + inward, top, bottom, bottom + inward])


def entries_shown(total: int, visible: int, among: int | None = None) -> list[int]:
    """Return which entries are written: the first and the last, and one among them in the place of one of these."""
    shown = [*range(visible - 1), total - 1]
    if among is not None and among not in shown:
        shown[-2] = among
    return shown


def decimals_of_rows(
    parts: Sequence[Reading], whole: Reading, visible: int, least: int, most: int, among: int | None = None
) -> tuple[int, bool]:  # fmt: skip
    """Return with how many decimals, between these two, each row of columns that are added adds up, and that it does.

    The least and that some row does not, where none of these will do. A column writes ``visible`` entries, ``among``
    one.
    """
    shown = entries_shown(len(whole), visible, among)
    sums = [([float(part[entry]) for part in parts], float(whole[entry])) for entry in shown]
    for decimals in range(least, most + 1):
        if all(adds_as_written(terms, total, decimals) for terms, total in sums):
            return decimals, True
    return least, False


class VectorColumn(Group):
    """The first entries of a vector and its last, in brackets, with the number of entries left out; one between them.

    Parameters
    ----------
    readings
        ``[N]``.
    visible
        How many entries are written.
    role
        None colours by size from grey to white; a role of the palette colours all (query, key …).
    among
        An entry that is written too, in the place of one of the first.

    Attributes
    ----------
    frame
        Both brackets, without the note below them.
    shown
        Which entries are written.
    ys
        How far each of them is above the middle of the brackets.
    """

    def __init__(
        self,
        readings: Reading,
        visible: int = 6,
        em: float = 0.3,
        role: str | None = None,
        *,
        decimals: int | None = None,
        note: bool = True,
        among: int | None = None,
    ) -> None:
        colors = palette()
        total = len(readings)
        elided = total - visible
        self.shown = entries_shown(total, visible, among)
        self.entries = join([readings[at : at + 1] for at in self.shown])
        decimals = decimals_for(readings.value) if decimals is None else decimals
        low, high = ("data_low", "data_high") if role is None else (role, role)
        tint = colors.by_size(self.entries.value, low, high)
        if role is not None:
            sizes, least = np.abs(self.entries.value), colors.least(role)
            tint[:, 3] = least + (1 - least) * sizes / max(sizes.max(), 1e-9)
        # Dots take a row before the last entry, and one before any other that does not follow the one over it.
        leaps = np.diff(self.shown, prepend=-1) > 1
        leaps[-1] = True
        rows = visible + int(leaps.sum())
        step = em * 1.22
        self.ys = ys = ((rows - 1) / 2 - np.arange(visible) - np.cumsum(leaps)) * step
        half = max(text_width(written(float(v), decimals, sign=True)) for v in self.entries.value) * em / 2
        places = np.column_stack([np.full(visible, half), ys])
        self.numbers = NumberField(self.entries, places, em, tint, decimals=decimals, sign=True, align="right")
        self.dots = VGroup(*[Label("⋮", em, "soft").move_to([0, y + step, 0]) for y in ys[leaps]])
        high_ = rows * step + 0.3 * em
        color = colors.text if role is None else getattr(colors, role)
        brackets = VGroup(*[bracket(high_, side, color).move_to((half + 0.32 * em) * side) for side in (LEFT, RIGHT)])
        self.frame = one_line(brackets)
        parts: list = [self.numbers, self.dots, self.frame]
        self.note = None
        if note:
            self.note = Label(
                label_text("{count} more", count=elided), max(least_em() + 0.02, em * 0.8), "soft",
                numbers=[(str(elided), Reading.count(elided, f"{total}-{visible}"))],
            )  # fmt: skip
            parts.append(self.note.next_to(self.frame, DOWN, buff=0.14))
        super().__init__(*parts)

    def arrive(self, run_time: float = 1.0) -> Change:
        """Return the animation of numbers that come in from top to bottom."""
        self.numbers.opacities[:] = 0
        return Change(
            self.numbers, opacities=1, delays=np.linspace(0, 1, len(self.numbers.opacities)), run_time=run_time
        )


class WeightPatch(Group):
    """Some rows and columns of a learned matrix as cells, named, with its whole shape and what is shown of it."""

    def __init__(
        self,
        readings: Reading,
        symbol: str,
        role: str,
        *,
        rows: int = 10,
        columns: int = 12,
        cell: float = 0.115,
        em: float = 0.24,
    ) -> None:
        colors = palette()
        part = readings[:rows, :columns]
        rows, columns = part.shape
        self.cells = CellField(part, grid_centers(rows, columns, (cell, cell)), (cell, cell), colors.signed(part.value))
        self.symbol = Label(symbol, 1.75 * em, role, markup=True).next_to(self.cells, UP, buff=0.12)
        told = (
            label_text("{shape}, learned", shape=" × ".join(map(str, readings.shape))),
            label_text("{rows} × {columns} of them here", rows=rows, columns=columns),
            label_text("blue +, orange −"),
        )
        sizes = [(str(n), Reading.count(n, str(n))) for n in readings.shape]
        numbers = sizes, constants(str(rows), str(columns)), ()
        self.notes = VGroup(*[Label(text, em, "soft", numbers=n) for text, n in zip(told, numbers, strict=True)])
        for number, note in enumerate(self.notes):
            note.next_to(self.cells, DOWN).stand_on(self.cells.get_bottom()[1] - 1.25 * em * (number + 1))
        super().__init__(self.cells, self.symbol, self.notes)
