"""Patches of Manim: faster replacements for the functions that took half the time of a skipped scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
from manim import ManimColor, Mobject, Polygram, Rectangle, Scene, VMobject
from manim.mobject import mobject as mobjects
from manim.scene import scene as scenes
from manim.utils import family

from attention_scenes.film.frames.camera import flatten


@contextmanager
def patched_manim() -> Iterator[None]:
    """Patch Manim with faster functions within a context; their results are the same.

    They are so to the last bit, but for rounded corners, which differ by rounding.
    """
    patches = [
        (Mobject, "get_family", get_family),
        (Mobject, "get_critical_point", critical_point),
        (Mobject, "length_over_dim", length),
        (VMobject, "get_points_defining_boundary", boundary),
        (VMobject, "consider_points_equals", same_place),
        (VMobject, "generate_rgbas_array", rgbas),
        (Polygram, "round_corners", round_corners),
        (mobjects, "remove_list_redundancies", last_of_each),
        (family, "remove_list_redundancies", last_of_each),
        (scenes, "extract_mobject_family_members", all_members),
        (Scene, "get_restructured_mobject_list", without),
    ]
    before = [getattr(place, name) for place, name, _ in patches]
    for place, name, replacement in patches:
        setattr(place, name, replacement)
    try:
        yield
    finally:
        for (place, name, _), original in zip(patches, before, strict=True):
            setattr(place, name, original)


def get_family(self: Any, recurse: bool = True) -> list[Mobject]:
    """Return a mobject and all below it, each once at its last place; Manim asks at every step for a circle."""
    return flatten([self]) if self.submobjects else [self]


def all_members(
    found: Iterable[Mobject], use_z_index: bool = False, only_those_with_points: bool = False
) -> list[Mobject]:
    """Return these and all below them, each once at its last place; Manim gathers a family for each."""
    members = flatten(found)
    if only_those_with_points:
        members = [member for member in members if len(member.points)]
    return sorted(members, key=attrgetter("z_index")) if use_z_index else members


def without(self: Any, found: Iterable[Mobject], to_remove: Iterable[Mobject]) -> list[Mobject]:
    """Return these without what is to go; where that is below one of them, its other parts in its place."""
    left: list[Mobject] = []
    _keep(found, set(to_remove), left)
    return left


def _keep(found: Iterable[Mobject], gone: set[Mobject], left: list[Mobject]) -> None:
    for mobject in found:
        if mobject in gone:
            continue
        # Most have no parts: their family need not be asked for.
        if mobject.submobjects and (below := gone.intersection(mobject.get_family())):
            _keep(mobject.submobjects, below, left)
        else:
            left.append(mobject)


def critical_point(self: Any, direction: Any) -> np.ndarray:
    """Return a corner, edge middle or the centre of a mobject's bounding box, [3]."""
    points = self.get_points_defining_boundary()
    if len(points) == 0:
        return np.zeros(self.dim)
    low, high, way = points.min(axis=0), points.max(axis=0), np.asarray(direction)
    return np.where(way < 0, low, np.where(way > 0, high, (low + high) / 2))


def length(self: Any, dim: int) -> float:
    """Return a family's extent along x, y or z, by all its points; Manim compares them one by one."""
    members = [member.points[:, dim] for member in self.get_family() if len(member.points)]
    return max(map(np.max, members)) - min(map(np.min, members)) if members else 0


def boundary(self: Any) -> np.ndarray:
    """Return the end points of all curves of a family, [N, 3], which Manim gathers in a tuple."""
    pieces = [_ends(member) for member in self.get_family() if len(member.points)]
    return np.concatenate(pieces) if pieces else np.array(())


def _ends(member: Any) -> np.ndarray:
    if type(member).get_anchors is not VMobject.get_anchors or len(member.points) % 4:
        return np.asarray(member.get_anchors())
    ends = np.empty((len(member.points) // 2, 3))
    ends[0::2], ends[1::2] = member.points[0::4], member.points[3::4]
    return ends


def same_place(self: Any, one: Any, other: Any) -> bool:
    """Return whether two points are equal as NumPy's ``allclose`` has it, without its cost."""
    one, other, near = np.asarray(one), np.asarray(other), self.tolerance_for_point_equality
    if one.shape != (3,) or other.shape != (3,):
        return bool(np.allclose(one, other, atol=near))
    return all(abs(a - b) <= near + 1e-5 * abs(b) for a, b in zip(one.tolist(), other.tolist(), strict=True))


_generate_rgbas = VMobject.generate_rgbas_array


def rgbas(self: Any, color: Any, opacity: Any) -> np.ndarray:
    """Return a colour with an opacity, [1, 4]; several, or with sheen, as Manim does. It is asked at each new shape."""
    one = color is None or isinstance(color, str) or type(color) is ManimColor
    if not one or not (opacity is None or isinstance(opacity, float | int)) or self.sheen_factor:
        return np.asarray(_generate_rgbas(self, color, opacity))
    found = np.zeros((1, 4))
    if color is not None:
        found[0, :3] = (_parsed(color) if isinstance(color, str) else color.to_rgba())[:3]
    found[0, 3] = opacity or 0.0
    return found


@cache
def _parsed(color: str) -> np.ndarray:
    return np.array(ManimColor(color).to_rgba())


def last_of_each(things: Iterable[Any]) -> list[Any]:
    """Return the items without duplicates, each at its last place."""
    return list(dict.fromkeys(reversed(list(things))))[::-1]


_round_corners = Polygram.round_corners


def round_corners(self: Any, radius: float | list[float] = 0.5, *how: Any, **more: Any) -> Any:
    """Round the corners of a polygon; those of an upright box without an arc mobject for each."""
    corners = self.points[::4]
    if how or more or not isinstance(radius, float | int) or len(self.points) != 16:
        return _round_corners(self, radius, *how, **more)
    (right, top, _), (left, bottom, _) = corners[0], corners[2]
    wide, high = right - left, top - bottom
    upright = [[right, top, 0], [left, top, 0], [left, bottom, 0], [right, bottom, 0]]
    if not (0 < 2 * radius <= min(wide, high) and np.array_equal(corners, upright)):
        return _round_corners(self, radius)
    by_width, by_height, by_radius = _rounded_box()
    self.set_points(wide * by_width + high * by_height + radius * by_radius + (corners[0] + corners[2]) / 2)
    return self


@cache
def _rounded_box() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how far each point of a rounded box moves with its width, its height and its radius: all are linear."""

    def points(wide: float, high: float, radius: float) -> np.ndarray:
        return _round_corners(Rectangle(width=wide, height=high), radius).points

    plain = points(4, 4, 1)
    return points(5, 4, 1) - plain, points(4, 5, 1) - plain, points(4, 4, 2) - plain
