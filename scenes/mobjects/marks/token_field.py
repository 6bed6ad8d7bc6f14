"""Token field: every token of a vocabulary as a cell of its colour, in the order of their numbers."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject


class TokenField(DataMobject):
    """Cells of V tokens, row by row from the top left.

    Parameters
    ----------
    kinds
        ``[V]``, the kind of each, a whole number.
    colors
        ``[K, 4]``, the colour of each kind.
    size
        Width and height.
    """

    entry_cost = 100_000

    def __init__(self, kinds: Reading, colors: np.ndarray, size: tuple[float, float]) -> None:
        if not isinstance(kinds, Reading):
            raise TypeError("a cell on screen needs a source: give a Reading")
        self.readings, self.opacities = kinds, np.ones(1)
        self.across = int(np.ceil(np.sqrt(len(kinds) * size[0] / size[1])))
        self.down = -(-len(kinds) // self.across)
        pixels = np.zeros((self.down * self.across, 4), np.uint8)
        pixels[: len(kinds)] = np.rint(255 * np.asarray(colors))[kinds.value.astype(int)]
        self.image = skia.Image.fromarray(
            pixels.reshape(self.down, self.across, 4), skia.kRGBA_8888_ColorType, copy=True
        ).withDefaultMipmaps()
        super().__init__((0, 0), size)

    @property
    def cell(self) -> np.ndarray:
        """Width and height of a cell."""
        return (self.high - self.low) / [self.across, self.down]

    def center_of(self, token: int) -> np.ndarray:
        """Return where the middle of a token's cell is in the scene."""
        at = np.array([token % self.across + 0.5, self.down - token // self.across - 0.5])
        return self.place((self.low + at * self.cell)[None])[0]

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
