"""Blocks: upright boxes with a lit front, a bright end and a darker side, in space or drawn on a plane."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint

FRONT, END, SIDE = 0.84, 1.0, 0.52  # how bright the faces are


def draw_box(
    canvas: skia.Canvas, at: np.ndarray, size: np.ndarray, back: np.ndarray, rgba: np.ndarray, light: float = 1.0
) -> None:  # fmt: skip
    """Draw a box on the plane, its front's lower left corner at ``at``, its back moved by ``back``, ``[2]`` each."""
    right, up = size * [1, 0], size * [0, 1]
    faces = [(SIDE, [at + right, at + right + back, at + right + back + up, at + right + up]),
             (END, [at + up, at + up + right, at + up + right + back, at + up + back]),
             (FRONT, [at, at + right, at + right + up, at + up])]  # fmt: skip
    ground = palette().rgba("background")
    for own, corners in faces:
        color = own * light * rgba + (1 - own * light) * ground
        color[3] = rgba[3]
        canvas.drawPath(polygons(np.array(corners)[None]), fill_paint(color))


def draw_block(canvas: skia.Canvas, lens: Lens, low: np.ndarray, high: np.ndarray, rgba: np.ndarray) -> None:
    """Draw a box from its low to its high corner, ``[3]`` each: the faces that are turned to an eye in front of it."""
    (left, foot, near), (right, top, far) = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    side = left if lens.eye[0] < (left + right) / 2 else right
    level = top if lens.eye[1] > top else foot
    faces = [
        (SIDE, [[side, foot, near], [side, top, near], [side, top, far], [side, foot, far]]),
        (END, [[left, level, near], [right, level, near], [right, level, far], [left, level, far]]),
        (FRONT, [[left, foot, near], [right, foot, near], [right, top, near], [left, top, near]]),
    ]
    shown = [face for face in faces if face[0] != END or lens.eye[1] > top or lens.eye[1] < foot]
    ground = palette().rgba("background")
    for light, corners in shown:
        color = light * rgba + (1 - light) * ground
        color[3] = rgba[3]
        canvas.drawPath(polygons(lens.project(corners).xy_N2[None]), fill_paint(color))
