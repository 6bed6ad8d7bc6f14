"""Token field: every token of a vocabulary as a cell, in bands by its kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject

PIXELS, FILLED = 3, 2  # of the picture for the side of a cell, and how many of them are coloured


class TokenField(DataMobject):
    """Cells of V tokens, column by column from the left, one kind after the other, the last in a corner.

    Parameters
    ----------
    kinds
        ``[V]``, the kind of each, a whole number.
    order
        The kinds from left to right; the last, of which there are few, stands in a square by itself.
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
        self.corner = int(np.ceil(np.sqrt(counts[-1])))  # cells along the side of the last kind's square
        self.down = max(self.corner, round(np.sqrt(len(kinds) * size[1] / size[0])))
        columns = -(-(sum(counts[:-1]) + self.corner**2) // self.down)
        self.ends = [count / self.down / columns for count in np.cumsum([0, *counts[:-2]])] + [1.0]
        rgbas = np.rint(255 * np.asarray(colors)).astype(np.uint8)
        taken = np.zeros((columns, self.down), bool)
        taken[-self.corner :, -self.corner :] = counts[-1] > 0
        cells = np.zeros((columns, self.down, 4), np.uint8)
        free, square = np.argwhere(~taken), np.argwhere(taken)
        first = np.repeat(order[:-1], counts[:-1])
        cells[tuple(free[: len(first)].T)] = rgbas[first]
        cells[tuple(square[: counts[-1]].T)] = rgbas[order[-1]]
        pixels = np.zeros((self.down, PIXELS, columns, PIXELS, 4), np.uint8)
        pixels[:, :FILLED, :, :FILLED] = cells.swapaxes(0, 1)[:, None, :, None]
        pixels = pixels.reshape(self.down * PIXELS, columns * PIXELS, 4)
        self.image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, copy=True).withDefaultMipmaps()
        super().__init__((0, 0), size)

    def band(self, place: int) -> tuple[float, float]:
        """Return where the band of a kind, by its place in the order, begins and ends in the scene; not of the last."""
        left, right = (self.place(np.array([[x * self.high[0], 0]]))[0][0] for x in self.ends[place : place + 2])
        return float(left), float(right)

    def square(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the lower left and the upper right corner of the last kind's square in the scene."""
        wide, high = self.high * [self.corner / (self.image.width() / PIXELS), self.corner / self.down]
        low, top = self.place(np.array([[self.high[0] - wide, 0.0], [self.high[0], high]]))
        return low, top

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
