"""The writes along both edges of a wall of terms: a comb of slips, in bands a layer wide, with the layers' numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import fill_polygons, polygons
from attention_scenes.model.answers.score_terms import Write
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint, stroke_paint

AWAY = 0.08  # from the wall to the slips, in units of space
LONG = {"embedding": 0.36, "position": 0.36, "mlp": 0.36, "head": 0.2, "bias": 0.12, "constant": 0.36}
BRIGHT = {"embedding": 1.0, "position": 1.0, "mlp": 1.0, "head": 0.6, "bias": 0.5, "constant": 0.8}
RAYS = {"embedding": 0.9, "position": 0.9, "mlp": 0.9, "head": 0.1, "bias": 0.1, "constant": 0.9}
LINES = 0.10  # opacity of the lines between layers
UNREACHED, SHARES = 0.45, 20  # opacity of a slip that is not reached, in so many steps of it


class TermEdges:
    """Slips along the upper edge in the query's colour, and along the left one in the key's; lines between layers."""

    def __init__(self, writes: Sequence[Write], side: float) -> None:
        self.writes, self.side, self.count = writes, side, len(writes)
        self.firsts = [n for n in range(1, self.count) if writes[n].layer != writes[n - 1].layer]

    def paint(self, canvas: skia.Canvas, lens: Lens, opacity: float, shown: float) -> None:
        """Draw them; the slips that ``shown`` has reached are brighter."""
        if opacity < 1 / 512:
            return
        ends = self._lines()
        xy = lens.project(ends.reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(palette().rgba("data_high", LINES * opacity), 0.012))
        reached = np.arange(self.count) < shown * self.count
        for role, on_top in (("query", True), ("key", False)):
            corners = self._slips(on_top)
            seen = lens.project(corners.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
            for kind in {write.kind for write in self.writes}:
                mine = np.array([write.kind == kind for write in self.writes])
                paint = fill_paint(palette().rgba(role, BRIGHT[kind] * opacity))
                shares = np.where(reached[mine], 1.0, UNREACHED)
                fill_polygons(canvas, seen[mine], paint, shares, SHARES, np.flatnonzero(mine))

    def paint_rays(self, canvas: skia.Canvas, lens: Lens, on_top: bool, reach: float, opacity: float) -> None:
        """Draw a ray of each write over the wall, as far as ``reach`` says, from 0 to 1."""
        if opacity * reach < 1 / 512:
            return
        half = self.side / 2
        near = (np.arange(self.count) + 0.5) * self.side / self.count - half
        start, end = np.full(self.count, half), np.full(self.count, half - reach * self.side)
        ends = np.stack([np.stack([near, start], 1), np.stack([near, end], 1)], axis=1)
        x, z = (ends[..., 0], ends[..., 1]) if on_top else (-ends[..., 1], -ends[..., 0])
        xy = lens.project(np.stack([x, 0 * x, z], -1).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        for kind in {write.kind for write in self.writes}:
            mine = np.array([write.kind == kind for write in self.writes])
            paint = light_paint(palette().rgba("query" if on_top else "key", RAYS[kind] * opacity), 0.013)
            canvas.drawPath(polygons(xy[mine], closed=False), paint)

    def layer_middle(self, layer: int) -> float:
        """Return where along an edge the middle of a layer's slips is, 0 to 1."""
        mine = [n for n, write in enumerate(self.writes) if write.layer == layer]
        return (min(mine) + max(mine) + 1) / 2 / self.count

    def _slips(self, on_top: bool) -> np.ndarray:
        """Return the corners ``[W, 4, 3]`` of the slips along an edge."""
        step, half = self.side / self.count, self.side / 2
        near, thick = (np.arange(self.count) + 0.5) * step - half, 0.4 * step
        long = np.array([LONG[write.kind] for write in self.writes])
        start, end = np.full(self.count, half + AWAY), half + AWAY + long
        along = np.stack([near - thick, near + thick, near + thick, near - thick], axis=1)
        out = np.stack([start, start, end, end], axis=1)
        x, z = (along, out) if on_top else (-out, -along)
        return np.stack([x, np.zeros_like(x), z], axis=-1)

    def _lines(self) -> np.ndarray:
        """Return the ends ``[N, 2, 3]`` of the lines between layers and round the wall."""
        half = self.side / 2
        at = np.array([0, *self.firsts, self.count]) * self.side / self.count - half
        found = [[[x, 0, half], [x, 0, -half]] for x in at] + [[[-half, 0, -z], [half, 0, -z]] for z in at]
        return np.array(found)
