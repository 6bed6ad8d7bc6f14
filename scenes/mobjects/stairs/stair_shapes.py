"""Shapes of prefix stairs: the steps of words, columns of glass filled with light, drops below, panes across all."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.tiles_in_space import on_floor, upright

HALF, BACK = 0.30, 0.20  # of a column's width, and of its depth
FRONT, SIDE, TOP = 1.0, 0.55, 0.8  # light of a column's faces
GLASS, RIM = 0.38, 0.6  # opacity of a column's glass, and of its edges
WIDE, DEEP, THICK = 0.94, 0.92, 0.09  # of a tile: width, depth in parts of its step, thickness
TILE, EDGE, HATCHED = 0.36, 0.55, 0.14  # of a step's tiles, of their front, and of what is hidden
THIN = 0.012  # width of a line, in scene units
THINNEST = 0.025  # units of space: what has almost no probability can still be seen


def box_faces(x: float, z: float, low: float, high: float, half: float, back: float, left: bool) -> list[np.ndarray]:
    """Return the corners ``[4, 3]`` of a box's side, front and upper face; the side is that towards the eye."""
    side, near, far, one, other = x - half if left else x + half, z - back, z + back, x - half, x + half
    return [
        np.array([[side, low, near], [side, low, far], [side, high, far], [side, high, near]]),
        np.array([[one, low, near], [other, low, near], [other, high, near], [one, high, near]]),
        np.array([[one, high, near], [other, high, near], [other, high, far], [one, high, far]]),
    ]


def draw_box(
    canvas: skia.Canvas, lens: Lens, x: float, z: float, low: float, high: float, rgba: np.ndarray, *, thin: float = 1.0
) -> None:
    """Draw a box that is full of light, from one height to another; its upper face only where it looks up."""
    faces = box_faces(x, z, low, high, thin * HALF, thin * BACK, bool(lens.eye[0] < x))
    for face, share in zip(faces, (SIDE, FRONT, TOP), strict=True):
        canvas.drawPath(polygons(lens.project(face).xy_N2[None]), fill_paint(rgba * [1, 1, 1, share]))


def draw_column_glass(canvas: skia.Canvas, lens: Lens, x: float, z: float, high: float, opacity: float) -> None:
    """Draw the glass of a column: all of it is a probability of one."""
    faces = lens.project(np.concatenate(box_faces(x, z, 0.0, high, HALF, BACK, bool(lens.eye[0] < x)))).xy_N2
    path = polygons(faces.reshape(-1, 4, 2))
    canvas.drawPath(path, fill_paint(palette().rgba("data_low", GLASS * opacity)))
    canvas.drawPath(path, stroke_paint(palette().rgba("data_low", RIM * opacity), THIN))


def draw_step(canvas: skia.Canvas, lens: Lens, xs: np.ndarray, z: float, deep: float, rgba: np.ndarray) -> None:
    """Draw tiles of a step, side by side on the floor, with their front edges."""
    tops = on_floor(xs, z, WIDE, DEEP * deep, 0.0)
    fronts = upright(xs, -THICK, 0.0, WIDE, z - DEEP / 2 * deep)
    for tiles, share in ((tops, TILE), (fronts, EDGE)):
        canvas.drawPath(_seen(lens, tiles), fill_paint(rgba * [1, 1, 1, share]))


def draw_hidden(
    canvas: skia.Canvas, lens: Lens, xs: np.ndarray, z: float, deep: float, high: float, opacity: float
) -> None:
    """Draw the glass over tokens that a prefix does not see."""
    path = _seen(lens, on_floor(xs, z, WIDE, DEEP * deep, high))
    canvas.drawPath(path, fill_paint(palette().rgba("data_low", HATCHED * opacity)))
    canvas.drawPath(path, stroke_paint(palette().rgba("data_low", 2 * RIM * opacity), THIN))


def _seen(lens: Lens, tiles_N43: np.ndarray) -> skia.Path:
    """Return the picture of tiles, the corners of each from the last to the first."""
    return polygons(lens.project(tiles_N43[:, ::-1].reshape(-1, 3)).xy_N2.reshape(-1, 4, 2))
