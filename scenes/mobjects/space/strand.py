"""A strand: a way through space as a line that gives light, a bead at each of its points, and the tip it ends in."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
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
STRAND, BEAD, SHINE = 0.030, 0.030, 0.55  # width of a strand and radius of a bead, in units of space; a bead's light
TIP, ARROW, LAMP = 0.062, 0.034, 0.42  # radius of a tip, width of the line to it, radius of its light


def draw_strand(canvas: skia.Canvas, lens: Lens, way_N3: np.ndarray, rgba: np.ndarray, opacity: float) -> None:
    """Draw a strand, straight between its points: nothing is computed there. Width and light follow depth."""
    seen = lens.project(way_N3)
    near = np.clip((seen.scale_N / NEAREST) ** 0.9, DIMMEST, 1) * opacity
    draw_way(canvas, seen.xy_N2, seen.scale_N, near, rgba, line=STRAND, bead=BEAD, shine=SHINE)


def draw_way(
    canvas: skia.Canvas, xy_N2: np.ndarray, scale_N: np.ndarray, light_N: np.ndarray, rgba: np.ndarray, *,
    line: float, bead: float, shine: float, dashed: bool = False,
) -> None:  # fmt: skip
    """Draw a way of the frame piece by piece, each as wide and as light as its ends are, and a bead at each point.

    ``line`` is its width and ``bead`` a bead's radius where the scale is 1, ``shine`` a bead's light beside the way's.
    """
    for i in range(0, len(xy_N2) - 1, 2 if dashed else 1):
        piece = rgba * [1, 1, 1, float(light_N[i : i + 2].mean())]
        path = polygons(xy_N2[None, i : i + 2], closed=False)
        draw_glowing_line(canvas, path, piece, line * float(scale_N[i : i + 2].mean()))
    for xy, scale, light in zip(xy_N2.tolist(), scale_N.tolist(), light_N.tolist(), strict=True):
        canvas.drawCircle(*xy, bead * scale, light_paint(palette().rgba("text", shine * light)))


def draw_tip(canvas: skia.Canvas, lens: Lens, start_2: np.ndarray, end_3: np.ndarray, rgba: np.ndarray) -> None:
    """Draw a tip in space with its light, and the line to it from a place of the frame."""
    seen = lens.project(end_3)
    (x, y), scale = seen.xy_N2[0].tolist(), float(seen.scale_N[0])
    draw_lamp(canvas, seen.xy_N2[0], LAMP * scale, rgba * [1, 1, 1, 0.55])
    canvas.drawLine(*start_2.tolist(), x, y, stroke_paint(rgba, ARROW * scale))
    canvas.drawCircle(x, y, TIP * scale, fill_paint(rgba))
    canvas.drawCircle(x, y, TIP / 2 * scale, fill_paint(palette().rgba("text", float(rgba[3]))))
