"""Token field: every token of a vocabulary as a cell, in bands by its kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject

PIXELS, FILLED = 3, 2  # of the picture for the side of a cell, and how many of them are coloured


class TokenField(DataMobject):
    """Cells of V tokens, column by column from the left, one kind after the other, in each by their numbers.

    Parameters
    ----------
    kinds
        ``[V]``, the kind of each, a whole number.
    order
        The kinds from left to right.
    colors
        ``[K, 4]``, the colour of each kind.
    size
        Width and height.
    """

    entry_cost = 100_000

    def __init__(self, kinds: Reading, order: Sequence[int], colors: np.ndarray, size: tuple[float, float]) -> None:
        if not isinstance(kinds, Reading):
            raise TypeError("a cell on screen needs a source: give a Reading")
        self.readings, self.opacities = kinds, np.ones(1)
        counts = [int((kinds.value == kind).sum()) for kind in order]
        self.down = max(1, round(np.sqrt(len(kinds) * size[1] / size[0])))
        columns = [-(-count // self.down) for count in counts]  # each kind begins a column
        self.ends = np.cumsum([0, *columns]) / sum(columns)
        cells = np.zeros((sum(columns), self.down, 4), np.uint8)
        start = 0
        for kind, count, wide in zip(order, counts, columns, strict=True):
            band = cells[start : start + wide].reshape(-1, 4)
            band[:count] = np.rint(255 * np.asarray(colors[kind]))
            start += wide
        pixels = np.zeros((self.down, PIXELS, sum(columns), PIXELS, 4), np.uint8)
        pixels[:, :FILLED, :, :FILLED] = cells.swapaxes(0, 1)[:, None, :, None]
        pixels = pixels.reshape(self.down * PIXELS, sum(columns) * PIXELS, 4)
        self.image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, copy=True).withDefaultMipmaps()
        super().__init__((0, 0), size)

    def band(self, place: int) -> tuple[float, float]:
        """Return where the band of a kind, by its place in the order, begins and ends in the scene."""
        left, right = (self.place(np.array([[x * self.high[0], 0]]))[0][0] for x in self.ends[place : place + 2])
        return float(left), float(right)

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.translate(0, float(self.high[1]))
        canvas.scale(1, -1)
        paint = skia.Paint(AntiAlias=True, Alphaf=float(self.opacity * self.opacities[0]))
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        canvas.drawImageRect(self.image, skia.Rect.MakeWH(*map(float, self.high)), sampling, paint)
        canvas.restore()

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []  # the counts of each kind stand beside it
