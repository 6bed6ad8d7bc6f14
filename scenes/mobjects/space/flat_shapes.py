"""Shapes on a plane in space: rings, discs and lines, projected as outlines that are filled.

Skia draws a circle under a perspective matrix a little otherwise wherever it stands in the frame; an outline of points
that are projected here is the same everywhere.
"""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.scenes.mobjects.space.lens import Lens

TURN = np.linspace(0, 2 * np.pi, 128, endpoint=False)
CIRCLE_N2 = np.column_stack([np.cos(TURN), np.sin(TURN)])


def disc(lens: Lens, depth: float, radius: float) -> skia.Path:
    """Return a circle round the axis of depth, filled."""
    return _outline(lens, depth, radius * CIRCLE_N2)


def ring(lens: Lens, depth: float, radius: float, width: float) -> skia.Path:
    """Return a circle's line of so much width: nearer parts of it are wider, as in a photograph."""
    path = _outline(lens, depth, (radius + width / 2) * CIRCLE_N2, (radius - width / 2) * CIRCLE_N2[::-1])
    path.setFillType(skia.PathFillType.kEvenOdd)
    return path


def spoke(lens: Lens, depth: float, end_2: np.ndarray, width: float) -> skia.Path:
    """Return a line from the middle to a point of the plane."""
    aside_2 = np.array([-end_2[1], end_2[0]]) / max(float(np.linalg.norm(end_2)), 1e-9) * width / 2
    return _outline(lens, depth, np.array([-aside_2, aside_2, end_2 + aside_2, end_2 - aside_2]))


def _outline(lens: Lens, depth: float, *contours: np.ndarray) -> skia.Path:
    path = skia.Path()
    for contour_N2 in contours:
        xy_N2 = lens.project(np.column_stack([contour_N2, np.full(len(contour_N2), depth)])).xy_N2
        path.addPoly([skia.Point(*xy) for xy in xy_N2.tolist()], True)
    return path
