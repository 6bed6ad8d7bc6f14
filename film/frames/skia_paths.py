"""Skia paths made from arrays of points: Manim's Bézier curves, and polygons."""

from __future__ import annotations

import math
import struct
from collections.abc import Hashable, Sequence

import numpy as np
import skia

_RTOL = 1e-5  # Manim's np.isclose; its absolute tolerance is VMobject.tolerance_for_point_equality
_FEW = 12  # curves
_MOVE, _LINE, _CUBIC, _CLOSE = b"\x00", b"\x01", b"\x04", b"\x05"


def _close(first: np.ndarray, second: np.ndarray, atol: float) -> np.ndarray:
    """Return for each row whether two [N,2] arrays of points agree as Manim compares them."""
    return (np.abs(first - second) <= atol + _RTOL * np.abs(second)).all(axis=1)


def _by_calls(xy: np.ndarray, verbs: bytes) -> skia.Path:
    """Make a path one verb at a time: slower, and sure to work with every Skia."""
    path, at, values = skia.Path(), 0, xy.ravel().tolist()
    for verb in verbs:
        if verb == 0:
            path.moveTo(*values[at : at + 2])
            at += 2
        elif verb == 1:
            path.lineTo(*values[at : at + 2])
            at += 2
        elif verb == 4:
            path.cubicTo(*values[at : at + 6])
            at += 6
        else:
            path.close()
    return path


def _by_memory(xy: np.ndarray, verbs: bytes) -> skia.Path:
    """Make a path in one call, from the layout that ``Path.writeToMemory`` writes."""
    path = skia.Path()
    header = struct.pack("<4I", 5, len(xy), 0, len(verbs))
    path.readFromMemory(header + xy.tobytes() + verbs + b"\x00" * (-len(verbs) % 4))
    return path


def _choose() -> bool:
    """Return whether the memory layout of this Skia is the one ``_by_memory`` writes."""
    xy = np.array([[0, 0], [1, 2], [3, 4], [5, 6], [8, 8], [9, 9], [7, 8], [6, 1], [2, 5]], dtype=np.float32)
    verbs = _MOVE + _CUBIC + _CLOSE + _MOVE + _CUBIC + _LINE
    try:
        return _by_memory(xy, verbs) == _by_calls(xy, verbs)
    except (RuntimeError, ValueError, TypeError):
        return False


_build = _by_memory if _choose() else _by_calls


def _of_few(points: list[list[float]], atol: float) -> skia.Path:
    """Make the path of a few curves without NumPy, whose calls would cost more than the curves do."""

    def meet(first: list[float], second: list[float]) -> bool:
        return all(abs(a - b) <= atol + _RTOL * abs(b) for a, b in zip(first, second, strict=True))

    path = skia.Path()
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        return path
    start = end = [math.inf, math.inf]
    for at in range(0, len(points), 4):
        first, handle, other, last = points[at : at + 4]
        if at == 0 or not meet(end, first):
            if at and meet(start, end):
                path.close()
            start = first
            path.moveTo(*first)
        path.cubicTo(*handle, *other, *last)
        end = last
    if points and meet(start, end):
        path.close()
    return path


def make_path(points: np.ndarray, atol: float = 1e-6) -> skia.Path:
    """Make the same path that Manim's Cairo camera would draw.

    Parameters
    ----------
    points
        [N,3] or [N,2] array, four points (anchor, handle, handle, anchor) a curve, in scene units.
    atol
        Distance under which two anchors count as one.

    Returns
    -------
    skia.Path
        Winding fill; a new contour where two curves do not meet; closed where a contour ends where it began.
        Empty for fewer than four points or any that are not finite.
    """
    n_curves = len(points) // 4
    if n_curves <= _FEW:
        return _of_few(points[: 4 * n_curves, :2].tolist(), atol)
    points = points[: 4 * n_curves, :2]
    if n_curves == 0 or not np.isfinite(points).all():
        return skia.Path()
    curves = points.reshape(n_curves, 4, 2)
    starts, ends = curves[:, 0], curves[:, 3]
    breaks = np.flatnonzero(~_close(ends[:-1], starts[1:], atol)) + 1
    first = np.concatenate(([0], breaks))
    last = np.concatenate((breaks, [n_curves])) - 1
    closed = _close(starts[first], ends[last], atol).tolist()
    keep = np.ones((n_curves, 4), dtype=bool)
    keep[:, 0] = False
    keep[first, 0] = True
    verbs = b"".join(
        _MOVE + _CUBIC * count + (_CLOSE if is_closed else b"")
        for count, is_closed in zip((last - first + 1).tolist(), closed, strict=True)
    )
    return _build(np.ascontiguousarray(curves[keep], dtype=np.float32), verbs)


def polygons(xy_PN2: np.ndarray, closed: bool = True) -> skia.Path:
    """Return one path of P polygons (or open lines) of N corners each; empty where any corner is not finite."""
    count, corners = xy_PN2.shape[:2]
    if not count or not np.isfinite(xy_PN2).all():
        return skia.Path()
    verbs = (_MOVE + _LINE * (corners - 1) + (_CLOSE if closed else b"")) * count
    return _build(np.ascontiguousarray(xy_PN2.reshape(-1, 2), dtype=np.float32), verbs)


def fill_polygons(
    canvas: skia.Canvas, xy_PN2: np.ndarray, paint: skia.Paint, shares_P: np.ndarray, levels: int,
    names_P: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Fill P polygons in one paint, each with its share (0 to 1) of its opacity, in at most so many steps of it.

    Skia draws few paths sooner than many. A tape keeps each polygon on its own, and knows it again in the next frame:
    by its number among ``names_P``, or by its place among the others.
    """
    if isinstance(canvas, skia.Canvas):
        steps = np.rint(np.asarray(shares_P, dtype=float) * levels).astype(int)
        whole = paint.getAlphaf()
        for step in np.unique(steps[steps > 0]).tolist():
            paint.setAlphaf(whole * step / levels)
            canvas.drawPath(polygons(xy_PN2[steps == step]), paint)
        paint.setAlphaf(whole)
    else:
        canvas.fillPolygons(xy_PN2, paint, shares_P, levels, names_P)


def name_part(canvas: skia.Canvas, name: Hashable) -> None:
    """Say which part of a mobject is drawn from now on: a tape knows it again by that, else by its place among all."""
    if not isinstance(canvas, skia.Canvas):
        canvas.part(name)


def verbs_of(corners: Sequence[int]) -> bytes:
    """Return what :func:`contours` is given for closed polygons of so many corners each."""
    return b"".join(_MOVE + _LINE * (count - 1) + _CLOSE for count in corners)


def contours(xy_N2: np.ndarray, verbs: bytes) -> skia.Path:
    """Return one path of closed polygons of different sizes, their finite corners ``[N, 2]`` one after the other."""
    return _build(np.ascontiguousarray(xy_N2, dtype=np.float32), verbs)
