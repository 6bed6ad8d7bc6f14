"""The numbers of two models as areas of one scale: the smaller one alone, then both from far away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.marks.areas import parts_of
from attention_scenes.scenes.mobjects.space.light import fill_paint

BETWEEN = 0.015  # of the larger one's width, left free between the two
SEAM = 0.03  # scene units that are dark around a part


class AreasToScale(DataMobject):
    """Parts of two models, each as large as it has numbers; the smaller one stands at the left of the larger.

    Parameters
    ----------
    small, large
        For each strip of a model how many numbers its parts have, ``[n]`` each.
    colors
        ``[N, 4]`` RGBA, a part each: those of the small one first.
    low, high
        Corners of what is filled: by the small one alone where ``far`` is 0, by both where it is 1.
    """

    entry_cost = 12

    def __init__(
        self, small: Sequence[Reading], large: Sequence[Reading], colors: np.ndarray,
        low: tuple[float, float], high: tuple[float, float],
    ) -> None:  # fmt: skip
        self.readings, self.colors = join([*small, *large]), np.asarray(colors, dtype=float)
        totals = [sum(float(strip.value.sum()) for strip in model) for model in (small, large)]
        side = float(np.sqrt(totals[0] / totals[1]))  # of the small one, in parts of the large one's
        both = side + BETWEEN + 1.0
        self.scales = 1 / side, 1 / both
        self.corner, self.first = np.array(low), len(join(list(small)))
        width, height = np.subtract(high, low)
        boxes = [
            parts_of([strip.value for strip in model], part * width, part * height)
            for model, part in ((small, side), (large, 1.0))
        ]
        boxes[1][:, 0] += (side + BETWEEN) * width
        self.boxes, self.far = np.vstack(boxes), 0.0
        self.opacities = np.ones(len(self.boxes))
        super().__init__(low, high)

    def seen(self) -> np.ndarray:
        """Return where each part stands now, ``[N, 4]``: left, bottom, width, height, in scene units."""
        near, away = self.scales
        found = self.boxes * near ** (1 - self.far) * away**self.far
        found[:, :2] += self.corner
        return found

    def strip(self, *parts: int) -> tuple[np.ndarray, np.ndarray]:
        """Return two corners, ``[2]`` each, of the box around some parts of the large one, by their numbers in it."""
        return around(self.seen()[[self.first + part for part in parts]])

    def paint(self, canvas: skia.Canvas) -> None:
        alphas = self.colors[:, 3] * self.opacities * self.opacity
        for (left, bottom, wide, tall), rgb, alpha in zip(self.seen(), self.colors[:, :3], alphas, strict=True):
            seam = min(SEAM, wide / 6, tall / 6) / 2
            part = skia.Rect.MakeXYWH(left + seam, bottom + seam, wide - 2 * seam, tall - 2 * seam)
            canvas.drawRect(part, fill_paint(np.append(rgb, alpha)))

    def paint_bounds(self) -> skia.Rect | None:
        low, high = around(self.seen())
        return skia.Rect.MakeLTRB(*low.tolist(), *high.tolist())

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.readings[i]) for i in self.visible()]


def around(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower left and the upper right corner of all boxes ``[N, 4]``."""
    return boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
