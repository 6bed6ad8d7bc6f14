"""Slices: what each head brings, a row of K bars that stand on a floor, as high as the numbers are large."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_tiles, sizes, upright

BAR = 0.72  # of its place, a bar
MIRROR, FADED = 0.22, 0.3  # opacity of a bar's reflection in the floor, and how high it is


class HeadSlices:
    """H slices of K bars. A bar's height is the size of a number; a slice's largest do not reach higher than others'.

    Parameters
    ----------
    slices
        ``[H, K]``.
    height
        Of the largest number, in units of space.
    """

    def __init__(self, slices: Reading, height: float) -> None:
        self.readings, self.height, self.sizes = slices, height, sizes(slices.value)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, feet: np.ndarray, width: float, rise: np.ndarray, light: np.ndarray
    ) -> None:
        """Draw the slices, the farthest first: the middles of their feet ``[H, 3]``, how wide each is, how far it has
        risen and its opacity ``[H]``.
        """
        step = width / self.sizes.shape[1]
        along = (np.arange(self.sizes.shape[1]) - (self.sizes.shape[1] - 1) / 2) * step
        rgba = palette().rgba("value")
        for head in np.argsort(-feet[:, 2], kind="stable").tolist():
            if light[head] * rise[head] < 0.01:
                continue
            high = self.sizes[head] * self.height * rise[head]
            x, y, z = feet[head]
            opacity = np.full(len(high), light[head])
            base = lens.project([[x - width / 2, y, z], [x + width / 2, y, z]]).xy_N2
            draw_glowing_line(canvas, polygons(base[None], closed=False), rgba * [1, 1, 1, 0.8 * light[head]], 0.03)
            below = upright(x + along, y - FADED * high, np.full(len(high), y), BAR * step, z)
            draw_tiles(canvas, lens, below, rgba, MIRROR * opacity)
            draw_tiles(canvas, lens, upright(x + along, y, y + high, BAR * step, z), rgba, opacity)
