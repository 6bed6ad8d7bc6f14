"""Weights of attention as arcs on upright sheets: each arc as wide as its weight."""

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


class ArcSheet:
    """The arcs of one pattern ``[T, T]``, row = query, between tokens at ``x`` ``[T]``: from each query to its keys.

    Parameters
    ----------
    query
        Whose arcs have the colour of the focus where they are lit.

    Attributes
    ----------
    pairs
        ``[P, 2]`` query and key of each arc that is drawn.
    """

    def __init__(self, x: np.ndarray, pattern_TT: np.ndarray, query: int) -> None:
        self.pairs = np.argwhere(np.tril(pattern_TT, -1) >= LEAST)
        weights = pattern_TT[self.pairs[:, 0], self.pairs[:, 1]]
        self.outlines = _outlines(x, self.pairs, weights)
        mine, first = self.pairs[:, 0] == query, self.pairs[:, 1] == 0
        level = np.searchsorted(LEVELS, weights, side="right") - 1
        self._first, self._others = {}, {}
        for lit in (False, True):
            own = mine & lit
            self._first[lit] = np.flatnonzero(first & ~own)
            self._others[lit] = [
                (np.flatnonzero((level == n) & which), role, share)
                for n, share in enumerate(LIGHT)
                for which, role in ((~own & ~first, "piece"), (own, "focus"))
            ]

    def seen(self, lens: Lens, depth: float) -> np.ndarray:
        """Return the arcs' outlines in the frame, with the sheet at this depth: ``[P, 2 SAMPLES, 2]``."""
        flat = self.outlines.reshape(-1, 2)
        points = np.column_stack([flat, np.full(len(flat), depth)])
        return lens.project(points).xy_N2.reshape(self.outlines.shape)

    def draw(self, canvas: skia.Canvas, lens: Lens, depth: float, light: float, first: float, lit: float) -> None:
        """Draw the arcs in few paths.

        ``first`` is the share of light of what goes to the first token; ``lit`` how far the followed query's have the
        colour of the focus.
        """
        colors, lit_up, seen = palette(), bool(lit), self.seen(lens, depth)
        if first and len(rests := self._first[lit_up]):
            canvas.drawPath(polygons(seen[rests]), fill_paint(colors.rgba("data_high", FIRST * first * light)))
        for own, role, share in self._others[lit_up]:
            if len(own):
                canvas.drawPath(polygons(seen[own]), fill_paint(colors.rgba(role, share * light)))


def _outlines(x: np.ndarray, pairs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the outlines of arcs on their sheet, ``[P, 2 SAMPLES, 2]`` in units of space."""
    u = np.linspace(0, 1, SAMPLES)
    start, end = x[pairs[:, 1]], x[pairs[:, 0]]
    wide = (end - start)[:, None]
    along = start[:, None] + wide * (3 * u**2 - 2 * u**3)
    high = RISE * np.maximum(wide, 1e-9) ** BEND
    up = high * 3.6 * u * (1 - u)
    out_x, out_y = -high * 3.6 * (1 - 2 * u), wide * 6 * u * (1 - u) + 1e-9
    long, half = np.hypot(out_x, out_y), THICK / 2 * weights[:, None]
    out_x, out_y = out_x / long, out_y / long
    xs = np.concatenate([along + half * out_x, (along - half * out_x)[..., ::-1]], axis=-1)
    ys = np.concatenate([up + half * out_y, (up - half * out_y)[..., ::-1]], axis=-1)
    return np.stack([xs, ys], axis=-1)
