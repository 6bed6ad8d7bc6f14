"""Dots that lie on the ground of a space, or on another plane: their areas are weights."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint

FULL = 0.47  # radius of the dot of a weight of 1, in parts of a cell
CORNERS = 28  # of a dot
LEAST = 0.004  # a weight below is not drawn
GROUND = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
COVER = 0.92  # opacity of a dot
AROUND = 2.6  # radius of the light around a dot in the dot's, before its rim
SHINE = 0.5  # of that light


def radii_of(weights: np.ndarray, cell: float) -> np.ndarray:
    """Return the radii of dots in a cell of this side."""
    return np.asarray(FULL * cell * np.sqrt(weights))


def draw_dots(
    canvas: skia.Canvas, lens: Lens, spots_N3: np.ndarray, radii_N: np.ndarray, rgba: np.ndarray,
    plane_23: np.ndarray = GROUND,
) -> None:  # fmt: skip
    """Draw dots of one colour in one path, on the ground or on a plane of these directions."""
    if not len(spots_N3):
        return
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)]) @ plane_23
    outlines = spots_N3[:, None] + radii_N[:, None, None] * circle
    xy = lens.project(outlines.reshape(-1, 3)).xy_N2.reshape(-1, CORNERS, 2)
    canvas.drawPath(polygons(xy), fill_paint(rgba * [1, 1, 1, COVER]))


def draw_dot_lamps(
    canvas: skia.Canvas, lens: Lens, spots_N3: np.ndarray, radii_N: np.ndarray, rgba: np.ndarray, rim: float = 0.0
) -> None:  # fmt: skip
    """Draw the light around dots; ``rim`` is what it reaches farther, in units of space."""
    if not len(spots_N3):
        return
    seen = lens.project(spots_N3)
    for at, radius in zip(seen.xy_N2, (AROUND * radii_N + rim) * seen.scale_N, strict=True):
        draw_lamp(canvas, at, float(radius), rgba * [1, 1, 1, SHINE])
