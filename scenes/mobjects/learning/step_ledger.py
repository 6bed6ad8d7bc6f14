"""A ledger of numbers that change from checkpoint to checkpoint, replaced at once and never counted through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written


class LedgerRow(NamedTuple):
    """A row: its name, its palette role, a value at each checkpoint, its decimals and the em of the value."""

    name: str
    role: str
    values: Reading
    decimals: int
    em: float


class ChangingNumbers(DataMobject):
    """The values of all rows at one checkpoint, right-aligned at 0; ``at`` is which."""

    def __init__(self, rows: Sequence[LedgerRow], ys: Sequence[float]) -> None:
        self.rows, self.ys, self.at = list(rows), [float(y) for y in ys], 0.0
        self.tags = [
            [NameTag(written(float(v), row.decimals), row.em, palette().rgba(row.role)) for v in row.values.value]
            for row in rows
        ]
        self.opacities = np.ones(1)
        wide = max(tag.width for tags in self.tags for tag in tags)
        super().__init__((-wide, min(self.ys)), (0.0, max(self.ys) + max(row.em for row in rows)))

    @property
    def here(self) -> int:
        """The checkpoint that was reached last."""
        return int(self.at + 1e-6)

    def paint(self, canvas: skia.Canvas) -> None:
        for tags, y in zip(self.tags, self.ys, strict=True):
            tags[self.here].draw(canvas, np.array([0.0, y]), self.opacity, Hold(1.0))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        return [(tags[self.here].text, row.values[self.here]) for tags, row in zip(self.tags, self.rows, strict=True)]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE:
            return []
        spots = [np.array([0.0, y]) for y in self.ys]
        return [tags[self.here].read_on(self, at, Hold(1.0)) for tags, at in zip(self.tags, spots, strict=True)]


class StepLedger(Group):
    """Names at the left, their values at the right, one row below the other.

    Parameters
    ----------
    rows
        From the top.
    em
        Of the names.
    width
        From the left edge of the names to the right edge of the values.
    """

    def __init__(self, rows: Sequence[LedgerRow], em: float, width: float, step: float) -> None:
        ys = [-sum(max(step, 1.15 * row.em) for row in rows[: n + 1]) for n in range(len(rows))]
        self.numbers = ChangingNumbers(rows, ys)
        self.numbers.shift([width, 0, 0])
        self.names = VGroup()
        for row, y, tags in zip(rows, ys, self.numbers.tags, strict=True):
            name = Lines(row.name, em, width - max(tag.width for tag in tags) - 0.2, row.role, edge=-1)
            self.names.add(name.move_to([0, 0, 0], LEFT).stand_on(y))
        super().__init__(self.names, self.numbers)
