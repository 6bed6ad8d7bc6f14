"""A strand: a way through space as a line that gives light, a bead at each of its points, and the tip it ends in."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import (
    draw_glowing_line,
    draw_lamp,
    fill_paint,
    light_paint,
    stroke_paint,
)

NEAREST, DIMMEST = 1.6, 0.25  # scene units a unit of space, where light is full; light far away
STRAND, BEAD = 0.030, 0.030  # width of a strand and radius of a bead, in units of space
TIP, ARROW, LAMP = 0.062, 0.034, 0.42  # radius of a tip, width of the line to it, radius of its light


def draw_strand(canvas: skia.Canvas, lens: Lens, way_N3: np.ndarray, rgba: np.ndarray, opacity: float) -> None:
    """Draw a strand, straight between its points: nothing is computed there. Width and light follow depth."""
    seen = lens.project(way_N3)
    near = np.clip((seen.scale_N / NEAREST) ** 0.9, DIMMEST, 1) * opacity
    points = [skia.Point(*xy) for xy in seen.xy_N2.tolist()]
    for i in range(len(points) - 1):  # piece by piece
        path = skia.Path()
        path.addPoly(points[i : i + 2], False)
        piece = rgba * [1, 1, 1, float(near[i : i + 2].mean())]
        draw_glowing_line(canvas, path, piece, STRAND * float(seen.scale_N[i : i + 2].mean()))
    for point, scale, light in zip(points, seen.scale_N.tolist(), near.tolist(), strict=True):
        canvas.drawCircle(point, BEAD * scale, light_paint(palette().rgba("text", 0.55 * light)))


def draw_tip(canvas: skia.Canvas, lens: Lens, start_2: np.ndarray, end_3: np.ndarray, rgba: np.ndarray) -> None:
    """Draw a tip in space with its light, and the line to it from a place of the frame."""
    seen = lens.project(end_3)
    (x, y), scale = seen.xy_N2[0].tolist(), float(seen.scale_N[0])
    draw_lamp(canvas, seen.xy_N2[0], LAMP * scale, rgba * [1, 1, 1, 0.55])
    canvas.drawLine(*start_2.tolist(), x, y, stroke_paint(rgba, ARROW * scale))
    canvas.drawCircle(x, y, TIP * scale, fill_paint(rgba))
    canvas.drawCircle(x, y, TIP / 2 * scale, fill_paint(palette().rgba("text", float(rgba[3]))))
