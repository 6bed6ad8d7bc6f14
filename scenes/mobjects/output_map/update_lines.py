"""Lines of light: what each head adds, and the sum, as D entries that lie one behind the other."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, light_paint
from attention_scenes.scenes.mobjects.space.tiles_in_space import brightness, draw_tiles, on_floor

TILE, OVER = 0.78, 0.07  # of its place, a tile; how far over the keys it lies
GLOW = 0.14  # opacity of the light round a line


class UpdateLines:
    """N vectors of D entries as lines of tiles, the first entry at the back; one of every ``every`` is drawn.

    Parameters
    ----------
    vectors
        ``[N, D]``.
    side
        How long a line is, in units of space.
    every
        Of how many entries one is drawn.
    full
        The size of an entry of full brightness.
    """

    def __init__(self, vectors: Reading, side: float, every: int, full: float) -> None:
        self.readings, self.side = vectors[:, ::every], side
        self.shares = brightness(self.readings.value, full)

    def paint(
        self, canvas: skia.Canvas, lens: Lens, ends: np.ndarray, width: float, grown: np.ndarray, light: np.ndarray
    ) -> None:
        """Draw the lines, their near ends at ``ends`` ``[N, 3]``, as far as each has grown from the back ``[N]``."""
        count, rgba = self.shares.shape[1], palette().rgba("update")
        step = self.side / count
        z = self.side - (np.arange(count) + 0.5) * step
        for line in np.flatnonzero(grown * light > 0.01).tolist():
            shown = (np.arange(count) < round(float(grown[line]) * count)) * light[line]
            x, y, start = ends[line]
            edge = on_floor(np.array([x]), np.array([start + self.side * (1 - grown[line] / 2)]), width,
                            self.side * grown[line], y + OVER)  # fmt: skip
            around = lens.project(edge[0]).xy_N2
            canvas.drawPath(polygons(around[None]), light_paint(rgba * [1, 1, 1, GLOW * light[line]]))
            middle = (around[:2].mean(axis=0), around[2:].mean(axis=0))
            glow = polygons(np.array([middle]), closed=False)
            draw_glowing_line(canvas, glow, rgba * [1, 1, 1, 0.35 * light[line]], 0.02)
            tiles = on_floor(np.full(count, x), start + z, width, TILE * step, y + OVER)
            draw_tiles(canvas, lens, tiles, rgba, shown * self.shares[line])
