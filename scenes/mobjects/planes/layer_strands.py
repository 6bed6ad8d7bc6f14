"""Strands through layers behind a plane of two contrasts: where each phrase lay at every layer before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.planes.contrast_plane import ContrastPlane
from attention_scenes.scenes.mobjects.space.light import draw_lamp, light_paint
from attention_scenes.scenes.mobjects.space.strand import draw_way

FAR = 2.6  # how much smaller the farthest frame is than the plane in front
STRAND, BEAD, LAMP = 0.045, 0.05, 0.75  # scene units in front
SHINE, GHOST = 0.5, 0.4  # opacity of a bead, and of a strand of what is not there
DIMMEST = 0.22  # light of what is farthest


class LayerStrands(DataMobject):
    """P strands through N layers, one behind the other in one-point perspective; the last one lies in the plane.

    A strand is straight between two layers, for nothing is computed there, and each layer's contrasts are in their own
    unit.

    Parameters
    ----------
    plane
        The plane in front, which says where a place is drawn.
    places
        ``[P, N, 2]`` places on both contrasts, the last layer last.
    roles
        ``[P]`` palette roles.
    vanishing
        ``[2]`` the point of the frame that lies straight ahead.
    low, high
        The box of the frame it is seen in.
    ghosts
        Which strands are of no phrase, only of sums.

    Attributes
    ----------
    grown
        ``[P]`` how far each strand has come, from the first layer (0) to the plane (1).
    opacities
        ``[P]``.
    frames
        Opacity of the layers' frames.
    """

    furniture = ("frames",)

    def __init__(
        self, plane: ContrastPlane, places: Reading, roles: Sequence[str], vanishing: Sequence[float],
        low: Sequence[float], high: Sequence[float], ghosts: Sequence[int] = (),
    ) -> None:  # fmt: skip
        if not isinstance(places, Reading):
            raise TypeError("a strand on screen needs a source: give a Reading")
        self.readings, self.ghosts = places, np.isin(np.arange(len(places)), ghosts)
        self.vanishing = np.asarray(vanishing, dtype=float)
        self.scales = 1 / np.linspace(FAR, 1, places.value.shape[1])
        flat = np.array([[plane.place(at)[:2] for at in way] for way in places.value])
        self.ways = self.vanishing + (flat - self.vanishing) * self.scales[:, None]
        corners = np.array([plane.low, [plane.high[0], plane.low[1]], plane.high, [plane.low[0], plane.high[1]]])
        self.corners = self.vanishing + (corners - self.vanishing) * self.scales[:, None, None]
        self.colors = np.array([palette().rgba(role) for role in roles])
        self.grown, self.opacities, self.frames = np.zeros(len(places)), np.ones(len(places)), 1.0
        super().__init__(low, high)

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        near = DIMMEST + (1 - DIMMEST) * (self.scales - self.scales[0]) / max(1 - self.scales[0], 1e-9)
        for frame, light in zip(self.corners, near.tolist(), strict=True):
            if self.frames * self.opacity > FAINT:
                rgba = palette().rgba("soft", 0.4 * light * self.frames * self.opacity)
                canvas.drawPath(polygons(frame[None]), light_paint(rgba, 0.014))
        if self.frames * self.opacity > FAINT:
            rgba = palette().rgba("soft", 0.22 * self.frames * self.opacity)
            for corner in range(4):
                ends = self.corners[[0, -1], corner].ravel().tolist()
                canvas.drawLine(*ends, light_paint(rgba, 0.012))
        for strand in np.flatnonzero((self.opacities * self.opacity > FAINT) & (self.grown > FAINT)).tolist():
            self._paint_strand(canvas, strand, near)
        canvas.restore()

    def _paint_strand(self, canvas: skia.Canvas, strand: int, near: np.ndarray) -> None:
        last = len(self.scales) - 1
        at, share = float(self.grown[strand]) * last, float(self.opacities[strand] * self.opacity)
        steps = np.append(np.arange(int(at) + 1), [at] if at > int(at) else [])
        way = np.column_stack([np.interp(steps, np.arange(last + 1), self.ways[strand, :, axis]) for axis in (0, 1)])
        light = np.interp(steps, np.arange(last + 1), near) * share * (GHOST if self.ghosts[strand] else 1)
        scale = np.interp(steps, np.arange(last + 1), self.scales)
        rgba, dashed = self.colors[strand], bool(self.ghosts[strand])  # dashed: nothing lies there
        draw_way(canvas, way, scale, light, rgba, line=STRAND, bead=BEAD, shine=SHINE, dashed=dashed)
        draw_lamp(canvas, way[-1], LAMP * float(scale[-1]), rgba * [1, 1, 1, 0.55 * float(light[-1])])

    def visible(self) -> np.ndarray:
        """Return which strands have come to the plane and can be seen."""
        return np.flatnonzero((self.opacities * self.opacity > VISIBLE) & (self.grown >= 1))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("↗", place) for strand in self.visible().tolist() for place in self.readings[strand].reshape(-1)]
