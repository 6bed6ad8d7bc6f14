"""Protocol of mobjects that draw themselves with Skia."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple, Protocol, TypeGuard, runtime_checkable

import numpy as np
import skia


class CloudLight(NamedTuple):
    """How bright a point of a cloud is, by how far ahead of the eye it stands and where it is seen.

    A point of radius ``grain`` (units of space) gives ``light`` times its area in the frame, in full pixels. Where
    ``far`` is above 0, light comes over ``fade`` units from ``near`` on, and goes by the square of the distance, as
    seen from ``far``; ``front`` is left of it before the middle. ``shared`` from 0 to 1: it goes by the points' shares,
    ``gain`` times, over a glow ``dim``. There is none left of (below) the first of ``veil`` (``floor``), all from the
    second on. ``focal`` is the lens's.
    """

    focal: float
    grain: float
    light: float = 1.0
    near: float = 0.05
    fade: float = 0.0
    far: float = 0.0
    front: float = 1.0
    shared: float = 0.0
    dim: float = 0.0
    gain: float = 0.0
    veil: tuple[float, float] = (-100.0, -99.0)
    floor: tuple[float, float] = (-100.0, -99.0)


class Cloud(NamedTuple):
    """Cloud of light: N points in space, in one layout or on the way between two.

    ``layouts`` are places ``[N, 3]``, ``shares`` each point's share of the light there, ``[N]``, where there are any;
    ``lens_34`` as :class:`Sightings` have it.
    """

    layouts: tuple[np.ndarray, ...]
    shares: tuple[np.ndarray, ...]
    layout: float
    lens_34: np.ndarray
    light: CloudLight


Sighting = tuple[np.ndarray, np.ndarray, np.ndarray]


class Sightings:
    """What lenses have projected while a drawing is recorded: where each point of the frame stands in space.

    ``kept`` holds the lens as a map ``[3, 4]`` of homogeneous coordinates, the points ``[N, 3]`` and their places
    ``[N, 2]``; None while nothing is recorded.
    """

    kept: list[Sighting] | None = None


EVERYWHERE = skia.Rect.MakeLTRB(-1e9, -1e9, 1e9, 1e9)


class Quad(NamedTuple):
    """Quad: a rectangle as the camera sees it, which may lie on a plane in space: four corners in scene units.

    They are ``[4, 2]`` in the order of Manim's images: upper left, upper right, lower left, lower right.
    """

    corners: np.ndarray

    def matrix(self, box: skia.Rect) -> skia.Matrix | None:
        """Return the map, with perspective, that takes a box to this quad; None where corners are not finite."""
        left, top, right, bottom = box
        source = [skia.Point(x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
        target = [skia.Point(*self.corners[i].tolist()) for i in (0, 1, 3, 2)]
        found = skia.Matrix()
        return found if np.isfinite(self.corners).all() and found.setPolyToPoly(source, target) else None

    def bounds(self) -> skia.Rect:
        """Return the smallest upright rectangle around it."""
        return skia.Rect.MakeLTRB(*self.corners.min(axis=0).tolist(), *self.corners.max(axis=0).tolist())


@runtime_checkable
class SkiaDrawable(Protocol):
    """Mobject that draws itself on a Skia canvas in scene units: y up, the origin at the frame's centre.

    The camera calls :meth:`draw_skia` in the mobject's turn. All else lets it do less: restore and convert only where
    something was drawn, or lay a kept raster over the frame. A class that derives from this protocol draws everywhere,
    is never kept and shows no numbers, unless it says otherwise.

    Attributes
    ----------
    opacity
        Of the whole, between 0 and 1.
    raster_cost
        How long it takes to draw: points of an outline that takes as long to fill. 0 where no raster may be kept, as
        where parts overlap, for a raster is faded as a whole.
    """

    opacity: float = 1.0

    @property
    def raster_cost(self) -> float:
        return 0

    def draw_skia(self, canvas: skia.Canvas) -> None:
        """Draw in scene units; the canvas is restored afterwards."""

    def draw_opaque(self, canvas: skia.Canvas) -> None:
        """Draw as if ``opacity`` were 1."""
        opacity, self.opacity = self.opacity, 1.0
        try:
            self.draw_skia(canvas)
        finally:
            self.opacity = opacity

    def paint_bounds(self) -> skia.Rect | Quad | None:
        """Return the bounds in the scene of :meth:`draw_skia`, a box or a quad; None where it draws nothing."""
        return EVERYWHERE

    def appearance_key(self) -> Hashable:
        """Return a cache key that stays equal while the picture does, ``opacity`` aside."""
        return id(self)

    def visible_numbers(self) -> list[tuple[str, Any]]:
        """Return the numbers that can be read now: pairs of the text on screen and its Reading."""
        return []

    def number_places(self) -> np.ndarray | None:
        """Return a box ``[N, 4]`` in the scene for each of ``visible_numbers``: left, bottom, width, height.

        None where all stand somewhere within this mobject.
        """
        return None

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        """Return each text that can be read now, with points ``[N, 2]`` on it in the scene, and its em."""
        return []


_DRAWABLE: dict[type, bool] = {}


def is_drawable(mobject: object) -> TypeGuard[SkiaDrawable]:
    """Return whether a mobject is a :class:`SkiaDrawable`; cached by class, for Python compares every member."""
    if (found := _DRAWABLE.get(type(mobject))) is None:
        found = _DRAWABLE[type(mobject)] = isinstance(mobject, SkiaDrawable)
    return found


def bounding_box(bounds: skia.Rect | Quad | None) -> skia.Rect | None:
    """Return the upright rectangle around what ``paint_bounds`` returned."""
    return bounds.bounds() if isinstance(bounds, Quad) else bounds
