"""Sizes of models as bars: the heads of a layer side by side, each as long as it is large, and the vector's width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import fill_paint

GAP = 0.25  # of a head's length, dark between it and the next
OVER = 0.14  # how far the mark of a width stands out of its bar, in parts of the bar's height


class HeadBars(DataMobject):
    """``N`` rows: as many cells as a layer has heads, their length together heads × size; a mark where the width ends.

    Parameters
    ----------
    heads, sizes, widths
        ``[N]`` each: heads of a layer, numbers of a head, numbers of a vector.
    rows
        ``[N]`` where the middle of each bar stands, in scene units.
    left, length, thick
        Where bars begin, how long the longest is, how thick each is.
    """

    entry_cost = 100

    def __init__(
        self, heads: Sequence[Reading], sizes: Sequence[Reading], widths: Sequence[Reading],
        rows: Sequence[float], left: float, length: float, thick: float,
    ) -> None:  # fmt: skip
        together = [many * size for many, size in zip(heads, sizes, strict=True)]
        self.readings = join([part.reshape(1) for part in [*together, *widths]])
        unit = length / float(self.readings.value.max())
        self.counts = np.array([float(many) for many in heads])
        self.lengths, self.widths = np.split(unit * self.readings.value, 2)
        self.rows, self.thick = np.asarray(rows, dtype=float), thick
        self.differ = np.abs(self.lengths - self.widths) > 1e-9
        self.opacities = np.ones(2 * len(rows))
        super().__init__((left, min(rows) - thick), (left + length, max(rows) + thick))

    def paint(self, canvas: skia.Canvas) -> None:
        colors = palette()
        for n, y in enumerate(self.rows.tolist()):
            role = "focus" if self.differ[n] else "query"
            bar = colors.rgba(role, 0.85 * self.opacity * self.opacities[n])
            mark = colors.rgba("text", self.opacity * self.opacities[len(self.rows) + n])
            canvas.drawPath(self.cells(n, y), fill_paint(bar))
            end, high = self.low[0] + self.widths[n], (0.5 + OVER) * self.thick
            canvas.drawRect(skia.Rect.MakeLTRB(end - 0.02, y - high, end + 0.02, y + high), fill_paint(mark))

    def cells(self, row: int, y: float) -> skia.Path:
        """Return a row's heads as one path."""
        each = self.lengths[row] / self.counts[row]
        wide, path = max(each * (1 - GAP), each - 0.03), skia.Path()
        for head in range(int(self.counts[row])):
            path.addRect(skia.Rect.MakeXYWH(self.low[0] + head * each, y - self.thick / 2, wide, self.thick))
        return path

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[i]) for i in self.visible()]
