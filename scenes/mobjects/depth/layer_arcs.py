"""Weights of attention as arcs on upright sheets: each arc as wide as its weight, many sheets projected at once."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

SAMPLES = 17  # points along an arc
THICK = 0.08  # width of the arc of a weight of 1, in units of space
RISE, BEND = 0.40, 0.8  # height of an arc over a distance of 1, and how slowly it grows with the distance
LEAST = 0.08  # a weight below is not drawn
LEVELS = (LEAST, 0.2, 1.01)  # weights that are drawn with one opacity
LIGHT = (0.5, 0.9)  # opacity at each level
FIRST = 0.3  # opacity of what goes to the first token, where most weight rests


class LayerArcs:
    """P arcs between tokens at ``x`` ``[T]``, from each query to each key before it, as outlines on a sheet.

    ``sheets`` are S patterns ``[S, T, T]``, row = query. All arcs of a call are projected in one go.
    """

    def __init__(self, x: np.ndarray, query: int) -> None:
        self.pairs = np.array([(q, k) for q in range(1, len(x)) for k in range(q)]).reshape(-1, 2)
        self.mine, self.first = self.pairs[:, 0] == query, self.pairs[:, 1] == 0
        u = np.linspace(0, 1, SAMPLES)
        start, end = x[self.pairs[:, 1]], x[self.pairs[:, 0]]
        wide = (end - start)[:, None]
        self.along = start[:, None] + wide * (3 * u**2 - 2 * u**3)
        high = RISE * np.maximum(wide, 1e-9) ** BEND
        self.up = high * 3.6 * u * (1 - u)
        out_x, out_y = -high * 3.6 * (1 - 2 * u), wide * 6 * u * (1 - u) + 1e-9
        long = np.hypot(out_x, out_y)
        self.out_x, self.out_y = out_x / long, out_y / long

    def weights(self, sheets_STT: np.ndarray) -> np.ndarray:
        """Return the weights of all pairs on each sheet, ``[S, P]``."""
        return sheets_STT[:, self.pairs[:, 0], self.pairs[:, 1]]

    def outlines(self, lens: Lens, weights_SP: np.ndarray, depth_S: np.ndarray) -> np.ndarray:
        """Return the outlines in the frame of all arcs, on sheets at these depths: ``[S, P, 2 SAMPLES, 2]``."""
        half = THICK / 2 * weights_SP[:, :, None]
        x = np.concatenate([self.along + half * self.out_x, (self.along - half * self.out_x)[..., ::-1]], axis=-1)
        y = np.concatenate([self.up + half * self.out_y, (self.up - half * self.out_y)[..., ::-1]], axis=-1)
        z = np.broadcast_to(depth_S[:, None, None], x.shape)
        seen = lens.project(np.stack([x, y, z], axis=-1).reshape(-1, 3))
        return seen.xy_N2.reshape(*x.shape, 2)

    def draw(
        self,
        canvas: skia.Canvas,
        outlines_PN2: np.ndarray,
        weights_P: np.ndarray,
        light: float,
        first: float,
        lit: float,
    ) -> None:
        """Draw one sheet's arcs in few paths.

        ``first`` is the share of light of what goes to the first token; ``lit`` how far the followed query's have the
        colour of the focus.
        """
        colors, mine = palette(), self.mine if lit else np.zeros_like(self.mine)
        rests = (weights_P >= LEAST) & self.first & ~mine
        if first and rests.any():
            rgba = colors.rgba("data_high", FIRST * first * light)
            canvas.drawPath(polygons(outlines_PN2[rests]), fill_paint(rgba))
        for level, share in enumerate(LIGHT):
            there = (weights_P >= LEVELS[level]) & (weights_P < LEVELS[level + 1]) & ~rests
            for own, role in ((there & ~mine & ~self.first, "piece"), (there & mine, "focus")):
                if own.any():
                    canvas.drawPath(polygons(outlines_PN2[own]), fill_paint(colors.rgba(role, share * light)))
