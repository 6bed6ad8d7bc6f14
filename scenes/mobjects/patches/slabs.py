"""Slabs: patches as small blocks in space with their picture on the face, lying on a floor or standing up."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Quad
from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint

# Corners of the face in parts of its side: upper left, upper right, lower right, lower left.
CORNERS = np.array([[-0.5, 0.5], [0.5, 0.5], [0.5, -0.5], [-0.5, -0.5]])
SIDES = ((0, 1), (1, 2), (2, 3), (3, 0))
SIDE, FRONT, EMPTY = 0.34, 0.62, 0.1  # how bright the sides and the front are; what is left of a blank picture
EDGE, LIT = 0.012, 0.035  # width of a face's edge in scene units, and of one that is lit
SAMPLING = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


class Slabs(NamedTuple):
    """N slabs, each with the picture of a patch.

    Attributes
    ----------
    patch_N
        Whose picture each has.
    at_N3
        The middle of the face in space.
    size_N, thick_N
        Side of the face, and how far the slab reaches behind it, in units of space.
    stand_N
        From 0, lying with its face up, to 1, standing with its face to the front.
    share_N, blank_N, lit_N
        Opacity; how far its picture is gone; how far its edge is lit.
    """

    patch_N: np.ndarray
    at_N3: np.ndarray
    size_N: np.ndarray
    thick_N: np.ndarray
    stand_N: np.ndarray
    share_N: np.ndarray
    blank_N: np.ndarray
    lit_N: np.ndarray

    def corners(self) -> np.ndarray:
        """Return the corners of the faces, then of the backs."""
        turn = np.pi / 2 * self.stand_N
        zero = np.zeros_like(turn)
        up_N3 = np.column_stack([zero, np.sin(turn), np.cos(turn)])
        out_N3 = np.column_stack([zero, np.cos(turn), -np.sin(turn)])
        across_N43 = np.zeros((len(turn), 4, 3))
        across_N43[..., 0] = CORNERS[:, 0]
        steps = (across_N43 + CORNERS[None, :, 1:] * up_N3[:, None]) * self.size_N[:, None, None]
        face = self.at_N3[:, None] + steps
        return np.concatenate([face, face - (out_N3 * self.thick_N[:, None])[:, None]], axis=1)


def draw_slabs(canvas: skia.Canvas, lens: Lens, faces: PatchFaces, slabs: Slabs, tower: str, towered: float) -> None:
    """Draw slabs, the farthest first; ``towered`` is how far their sides have the colour ``tower``."""
    if not len(slabs.patch_N):
        return
    corners = slabs.corners()
    seen = lens.project(corners.reshape(-1, 3)).xy_N2.reshape(-1, 8, 2)
    away = np.linalg.norm(corners[:, 4:].mean(axis=1) - lens.eye, axis=1)
    ground, side = palette().rgba("background"), palette().rgba(tower)
    for n in np.argsort(-away, kind="stable").tolist():
        if (share := float(slabs.share_N[n])) < FAINT:
            continue
        own = np.array([*faces.means_P3[slabs.patch_N[n]], 1.0])
        full = (1 - towered) * own + towered * side
        for a, b in SIDES:
            if _turns(xy := seen[n, [a, b, b + 4, a + 4]]) > 0:
                light = FRONT if a == 2 else SIDE
                rgba = light * full + (1 - light) * ground
                canvas.drawPath(polygons(xy[None]), fill_paint(np.array([*rgba[:3], share])))
        if _turns(seen[n, :4]) < 0:
            _draw_face(canvas, faces, slabs, n, seen[n, :4])


def _turns(xy_42: np.ndarray) -> float:
    """Return twice the area of a quadrangle, above 0 where its corners run against the clock."""
    x, y = xy_42.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _draw_face(canvas: skia.Canvas, faces: PatchFaces, slabs: Slabs, n: int, xy_42: np.ndarray) -> None:
    share, blank, lit = float(slabs.share_N[n]), float(slabs.blank_N[n]), float(slabs.lit_N[n])
    outline, colors = polygons(xy_42[None]), palette()
    if blank > FAINT:
        canvas.drawPath(outline, fill_paint(colors.rgba("background", share)))
    if (matrix := Quad(xy_42[[0, 1, 3, 2]]).matrix(faces.frame)) is not None:
        canvas.save()
        canvas.concat(matrix)
        paint = skia.Paint(AntiAlias=True, Alphaf=share * (1 - (1 - EMPTY) * blank))
        canvas.drawImageRect(faces.images[slabs.patch_N[n]], faces.frame, faces.frame, SAMPLING, paint)
        canvas.restore()
    edge = (1 - lit) * colors.rgba("faint", 0.55) + lit * colors.rgba("query")
    canvas.drawPath(outline, stroke_paint(edge * [1, 1, 1, share], EDGE + (LIT - EDGE) * lit))
