"""Slabs of glass in space, and panes: what a layer, or half of one, and a sheet of it are drawn as."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint

FACE, SIDE, EDGE, BACK = 0.02, 0.13, 0.5, 0.2  # opacity of its face, its sides, the edges of face and of back
AIRY = 0.3  # of its sides' opacity, where a slab is no sheet
LIT_FACE, LIT_SIDE, LIT_EDGE = 0.05, 0.22, 0.5  # opacity that light adds
LINE = 0.009  # width of an edge, in units of space
LIT_LINE = 0.015  # what light adds to it, in scene units
THIN = 0.3  # a slab this thin is a sheet: no more than its edges and sides are seen
NEAREST, FADE = 0.12, 2.5  # depth at which it is gone, and over which it goes, in units of space
FAR, DIMMEST = 0.75, 0.3  # scene units a unit of space from which light is full; light far away


def near_light(lens: Lens, points_N3: np.ndarray) -> np.ndarray:
    """Return how bright things are at these places, ``[N]``: less with depth, and nothing at the eye and behind it."""
    seen = lens.project(points_N3)
    return np.clip(seen.scale_N / FAR, DIMMEST, 1) * np.clip((seen.depth_N - NEAREST) / FADE, 0, 1)


def draw_slabs(canvas: skia.Canvas, lens: Lens, boxes_S23: np.ndarray, rgba: np.ndarray, lit: float = 0.0) -> None:
    """Draw boxes of glass, each from its low to its high corner: the sides the eye sees, then their faces.

    Several are drawn in one light, as if none hid another. ``lit`` goes from 0, clear glass, to 1, full of light.
    """
    rgba, boxes = np.asarray(rgba, dtype=float), np.asarray(boxes_S23, dtype=float)
    low, high = boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))
    seen = lens.project(_corners(boxes, lens.eye[2] > (low[2] + high[2]) / 2).reshape(-1, 3))
    there = seen.depth_N.reshape(-1, 8).min(axis=1) > NEAREST
    if not there.any():
        return
    xy, line = seen.xy_N2.reshape(-1, 8, 2)[there], LINE * float(seen.scale_N.reshape(-1, 8)[there].mean())
    face, rear = xy[:, :4], xy[:, 4:]
    glass = 1.5 if palette().on_white else 1.0
    thick = bool((boxes[:, 1, 2] - boxes[:, 0, 2]).max() > THIN)
    if thick:
        canvas.drawPath(polygons(rear), stroke_paint(rgba * [1, 1, 1, BACK], 0.7 * line))
    sides = [np.stack([face[:, i], face[:, j], rear[:, j], rear[:, i]], axis=1) for i, j in _sides(lens.eye, low, high)]
    if sides:
        share = (glass * SIDE + LIT_SIDE * lit) * (AIRY if thick else 1)
        canvas.drawPath(polygons(np.concatenate(sides)), fill_paint(rgba * [1, 1, 1, share]))
    if thick or lit:
        canvas.drawPath(polygons(face), fill_paint(rgba * [1, 1, 1, glass * FACE + LIT_FACE * lit]))
    canvas.drawPath(polygons(face), stroke_paint(rgba * [1, 1, 1, EDGE + LIT_EDGE * lit], line + LIT_LINE * lit))


def draw_pane(canvas: skia.Canvas, face_42: np.ndarray, rgba: np.ndarray, lit: float = 0.0) -> None:
    """Draw a sheet without thickness, given its corners in the frame; ``lit`` goes from 0 to 1, full of light."""
    rgba = np.asarray(rgba, dtype=float)
    canvas.drawPath(polygons(face_42[None]), fill_paint(rgba * [1, 1, 1, FACE]))
    paint = fill_paint(rgba * [1, 1, 1, 0.22 + 0.6 * lit])
    for edge in _edges(face_42, LINE + LIT_LINE * lit):
        canvas.drawPath(polygons(edge[None]), paint)


def _edges(face_42: np.ndarray, width: float) -> np.ndarray:
    """Return a face's edges as outlines that are filled, ``[4, 4, 2]``: bright strokes differ on some GPUs."""
    along = np.roll(face_42, -1, axis=0) - face_42
    long = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    step = along / long * width / 2
    aside = np.column_stack([-step[:, 1], step[:, 0]])
    start, end = face_42 - step, np.roll(face_42, -1, axis=0) + step
    return np.stack([start + aside, end + aside, end - aside, start - aside], axis=1)


def _corners(boxes_S23: np.ndarray, from_behind: bool) -> np.ndarray:
    """The corners of boxes ``[S, 8, 3]``: round the face that is turned to the eye, then round the other one."""
    x, y, z = boxes_S23[:, (0, 1, 1, 0), 0], boxes_S23[:, (0, 0, 1, 1), 1], boxes_S23[:, :: -1 if from_behind else 1, 2]
    faces = [np.stack([x, y, np.broadcast_to(z[:, n : n + 1], x.shape)], axis=-1) for n in (0, 1)]
    return np.concatenate(faces, axis=1)


def _sides(eye: np.ndarray, low: np.ndarray, high: np.ndarray) -> list[tuple[int, int]]:
    """The pairs of corners that bound the sides turned to the eye: bottom, right, top, left."""
    turned = (eye[1] < low[1], eye[0] > high[0], eye[1] > high[1], eye[0] < low[0])
    return [(i, (i + 1) % 4) for i, seen in enumerate(turned) if seen]
