"""Faster replacements of functions of Manim's: half the time of a skipped scene went into where mobjects are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from manim.mobject import mobject as mobjects
from manim.utils import family


@contextmanager
def patched_manim() -> Iterator[None]:
    """Patch Manim with faster functions for a while; what they return is the same to the last bit."""
    patches = [
        (Mobject, "get_critical_point", critical_point),
        (VMobject, "get_points_defining_boundary", boundary),
        (VMobject, "consider_points_equals", same_place),
        (mobjects, "remove_list_redundancies", last_of_each),
        (family, "remove_list_redundancies", last_of_each),
    ]
    before = [getattr(place, name) for place, name, _ in patches]
    for place, name, replacement in patches:
        setattr(place, name, replacement)
    try:
        yield
    finally:
        for (place, name, _), original in zip(patches, before, strict=True):
            setattr(place, name, original)


def critical_point(self: Any, direction: Any) -> np.ndarray:
    """Return a corner, the middle of an edge or the centre of the box round a mobject, [3]."""
    points = self.get_points_defining_boundary()
    if len(points) == 0:
        return np.zeros(self.dim)
    low, high, way = points.min(axis=0), points.max(axis=0), np.asarray(direction)
    return np.where(way < 0, low, np.where(way > 0, high, (low + high) / 2))


def boundary(self: Any) -> np.ndarray:
    """Return the ends of all curves of a family, [N, 3]; Manim gathers them in a tuple of points."""
    pieces = [_ends(member) for member in self.get_family() if len(member.points)]
    return np.concatenate(pieces) if pieces else np.array(())


def _ends(member: Any) -> np.ndarray:
    if type(member).get_anchors is not VMobject.get_anchors or len(member.points) % 4:
        return np.asarray(member.get_anchors())
    ends = np.empty((len(member.points) // 2, 3))
    ends[0::2], ends[1::2] = member.points[0::4], member.points[3::4]
    return ends


def same_place(self: Any, one: Any, other: Any) -> bool:
    """Return whether two points are as near as NumPy's ``allclose`` demands, without its calls."""
    one, other, near = np.asarray(one), np.asarray(other), self.tolerance_for_point_equality
    if one.shape != (3,) or other.shape != (3,):
        return bool(np.allclose(one, other, atol=near))
    return all(abs(a - b) <= near + 1e-5 * abs(b) for a, b in zip(one.tolist(), other.tolist(), strict=True))


def last_of_each(things: Iterable[Any]) -> list[Any]:
    """Return each thing once, at its last place."""
    return list(dict.fromkeys(reversed(list(things))))[::-1]
