"""The class token as a bead of light, and strands of weight that run into it."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint

BEAD, LAMP = 0.2, 1.1  # radius of the bead and of its light, in units of space
WIDE, THIN = 0.7, 0.012  # width of the strand of a weight of 1 in units of space, and the least in scene units
SAMPLES = 21
LEAST = 1e-3  # a weight below has no strand


def draw_bead(canvas: skia.Canvas, lens: Lens, at_3: np.ndarray, share: float, size: float = 1.0) -> None:
    """Draw the bead where it is in space, ``size`` times as large as in a picture of four patches by four."""
    if share < FAINT:
        return
    seen = lens.project(at_3)
    (x, y), scale = seen.xy_N2[0].tolist(), size * float(seen.scale_N[0])
    draw_lamp(canvas, seen.xy_N2[0], LAMP * scale, palette().rgba("query", 0.75 * share))
    canvas.drawCircle(x, y, BEAD * scale, fill_paint(palette().rgba("query", share)))
    canvas.drawCircle(x, y, 0.45 * BEAD * scale, fill_paint(palette().rgba("text", share)))


def draw_strands(
    canvas: skia.Canvas, lens: Lens, starts_N3: np.ndarray, end_3: np.ndarray, weights_N: np.ndarray,
    grown_N: np.ndarray, opacity: float, size: float = 1.0,
) -> None:  # fmt: skip
    """Draw a strand from each start to the bead, as wide as its weight, as far as it has grown.

    One as strong as the largest is as bright as can be.
    """
    u = np.linspace(0, 1, SAMPLES)[:, None]
    eased = u * u * (3 - 2 * u)
    strong = float(np.max(weights_N, initial=1e-9))
    for start, weight, grown in zip(starts_N3, weights_N.tolist(), grown_N.tolist(), strict=True):
        if grown * opacity < FAINT or weight < LEAST:
            continue
        way = start + (end_3 - start) * np.column_stack([u, u, u])
        way[:, 1] = start[1] + (end_3[1] - start[1]) * eased[:, 0]
        seen = lens.project(way[: max(2, round(grown * (SAMPLES - 1)) + 1)])
        width = max(WIDE * size * weight * float(seen.scale_N.mean()), THIN)
        rgba = palette().rgba("query", (0.25 + 0.65 * weight / strong) * min(1.0, 3 * grown) * opacity)
        draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), rgba, width)
