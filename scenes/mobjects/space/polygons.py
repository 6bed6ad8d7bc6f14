"""Many polygons, or open lines, as one path: made in one call, for a stage has thousands of corners in each frame."""

from __future__ import annotations

import struct

import numpy as np
import skia

MOVE, LINE, CLOSE = b"\x00", b"\x01", b"\x05"
VERSION = 5  # of the layout that ``Path.writeToMemory`` writes


def polygons(xy_PN2: np.ndarray, closed: bool = True) -> skia.Path:
    """Return one path of P polygons (or open lines) of N corners each; empty where any corner is not finite."""
    if not len(xy_PN2) or not np.isfinite(xy_PN2).all():
        return skia.Path()
    return _build(np.ascontiguousarray(xy_PN2, dtype=np.float32), closed)


def _by_calls(xy_PN2: np.ndarray, closed: bool) -> skia.Path:
    """Make the path a polygon at a time: slower, and sure to work with every Skia."""
    path = skia.Path()
    for corners in xy_PN2.tolist():
        path.addPoly([skia.Point(*corner) for corner in corners], closed)
    return path


def _by_memory(xy_PN2: np.ndarray, closed: bool) -> skia.Path:
    count, corners = xy_PN2.shape[:2]
    verbs = (MOVE + LINE * (corners - 1) + (CLOSE if closed else b"")) * count
    path = skia.Path()
    header = struct.pack("<4I", VERSION, count * corners, 0, len(verbs))
    path.readFromMemory(header + xy_PN2.tobytes() + verbs + b"\x00" * (-len(verbs) % 4))
    return path


def _choose() -> bool:
    """Return whether this Skia reads the layout that ``_by_memory`` writes."""
    xy_232 = np.array([[[0, 0], [1, 2], [3, 4]], [[5, 6], [8, 8], [9, 7]]], dtype=np.float32)
    try:
        return all(_by_memory(xy_232, closed) == _by_calls(xy_232, closed) for closed in (True, False))
    except (RuntimeError, ValueError, TypeError):
        return False


_build = _by_memory if _choose() else _by_calls
