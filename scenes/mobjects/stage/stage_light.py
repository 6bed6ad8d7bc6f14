"""Stage light: one block of a floor lit from above, brightest at the back, with a shaft of light that falls on it."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import INK, light_paint

BACK, FRONT = 0.42, 0.12  # opacity of the light on the floor, at the far end and at the near one
SPILLS = ((0.55, 0.05), (1.4, 0.03))  # on both sides: how many cells wide, and its opacity
SHAFT, FOOT = 0.30, 0.03  # opacity of the shaft at the lamp and on the floor
HEIGHT, LAMP = 4.6, 0.45  # of the lamp above the floor, and its width in parts of the block's, in units of space


def draw_block_light(canvas: skia.Canvas, lens: Lens, block_43: np.ndarray, role: str, share: float) -> None:
    """Light a block of a floor, ``[4, 3]`` back left, back right, front right, front left, and nothing beside it."""
    _draw_gradient(canvas, lens, block_43, role, (BACK * share, FRONT * share))


def draw_stage_light(canvas: skia.Canvas, lens: Lens, block_43: np.ndarray, role: str, share: float) -> None:
    """Light a block of the floor, and what its light spills on."""
    draw_block_light(canvas, lens, block_43, role, share)
    cell = block_43[1] - block_43[0]
    for wide, opacity in SPILLS:
        around = block_43 + np.array([-1, 1, 1, -1])[:, None] * cell * wide
        _draw_gradient(canvas, lens, around, role, (opacity * share, opacity * share))


def draw_shaft(canvas: skia.Canvas, lens: Lens, block_43: np.ndarray, role: str, share: float) -> None:
    """Draw the shaft of light from a lamp over the block's far end down to the block."""
    middle, aside = (block_43[0] + block_43[1]) / 2, (block_43[1] - block_43[0]) / 2
    lamp = middle + [0, HEIGHT, 0]
    ends = lens.project([lamp - LAMP * aside, lamp + LAMP * aside, *block_43]).xy_N2
    paint = _gradient(ends[:2].mean(axis=0), ends[2:].mean(axis=0), role, (SHAFT * share, FOOT * share))
    canvas.drawPath(polygons(_hull(ends)[None]), paint)


def _hull(points_N2: np.ndarray) -> np.ndarray:
    """Return the corners of the smallest convex outline around points, in order."""
    ordered = points_N2[np.lexsort((points_N2[:, 1], points_N2[:, 0]))]
    sides: list[np.ndarray] = []
    for way in (ordered, ordered[::-1]):
        side: list[np.ndarray] = []
        for point in way:
            while len(side) > 1 and np.linalg.det([side[-1] - side[-2], point - side[-1]]) <= 0:
                side.pop()
            side.append(point)
        sides += side[:-1]
    return np.array(sides)


def _draw_gradient(
    canvas: skia.Canvas, lens: Lens, block_43: np.ndarray, role: str, opacities: tuple[float, float]
) -> None:
    xy_42 = lens.project(block_43).xy_N2
    paint = _gradient(xy_42[:2].mean(axis=0), xy_42[2:].mean(axis=0), role, opacities)
    canvas.drawPath(polygons(xy_42[None]), paint)


def _gradient(start: np.ndarray, end: np.ndarray, role: str, opacities: tuple[float, float]) -> skia.Paint:
    """Return light that changes from one opacity to another between two points; ink on white."""
    ink = INK if palette().on_white else 1.0
    colors = [skia.Color4f(*palette().rgba(role, ink * opacity).tolist()).toColor() for opacity in opacities]
    paint = light_paint(palette().rgba("background"))
    ends = [skia.Point(*point.tolist()) for point in (start, end)]
    paint.setShader(skia.GradientShader.MakeLinear(ends, colors))
    paint.setDither(True)
    return paint
