"""What stands in space: points of the frame are known again by where a lens has just put them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.film.frames.drawable import Cloud, Sighting


class InSpace(NamedTuple):
    """Points in space, ``[P, 3]``, and the lens they are seen through, ``[3, 4]``."""

    lens_34: np.ndarray
    points_P3: np.ndarray


class OnPlane(NamedTuple):
    """Points ``[P, 2]`` on an upright plane in space (x right, y up) through an origin ``[3]``, and the lens."""

    lens_34: np.ndarray
    origin_3: np.ndarray
    points_P2: np.ndarray

    def in_space(self) -> InSpace:
        """Return the same points in space."""
        return InSpace(self.lens_34, np.column_stack([self.points_P2, np.zeros(len(self.points_P2))]) + self.origin_3)


class Facing(NamedTuple):
    """A place in space ``[3]`` of what faces the eye, its radius times its depth, and the lens."""

    lens_34: np.ndarray
    at_3: np.ndarray
    size: float


class SeenInSpace:
    """What lenses have projected so far for one mobject, looked up by place in the frame."""

    def __init__(self, sightings: list[Sighting]) -> None:
        self._sightings, self._known = sightings, 0
        self._keys = np.zeros(0, np.uint64)
        self._points = np.zeros((0, 3))
        self._lens = np.zeros(0, int)

    def find(self, points_P2: np.ndarray) -> InSpace | None:
        """Return points of the frame in space; None where a lens has not seen all of them."""
        if not self._sightings:
            return None
        if len(self._sightings) > self._known:
            self._learn()
        wanted = _keys(points_P2)
        at = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        if (self._keys[at] != wanted).any():
            return None
        lens = self._lens[at]
        return InSpace(self._sightings[lens[0]][0], self._points[at]) if (lens == lens[0]).all() else None

    def _learn(self) -> None:
        new = self._sightings[self._known :]
        keys = np.concatenate([self._keys, *(_keys(xy_N2) for _, _, xy_N2 in new)])
        points = np.concatenate([self._points, *(points_N3 for _, points_N3, _ in new)])
        numbers = [np.full(len(xy_N2), self._of(lens_34)) for lens_34, _, xy_N2 in new]
        lens = np.concatenate([self._lens, *numbers])
        order = np.argsort(keys, kind="stable")
        self._keys, self._points, self._lens = keys[order], points[order], lens[order]
        self._known = len(self._sightings)

    def _of(self, lens_34: np.ndarray) -> int:
        """Return the first sighting through the same lens."""
        return next(n for n, (other, _, _) in enumerate(self._sightings) if np.array_equal(other, lens_34))


def _keys(points_N2: np.ndarray) -> np.ndarray:
    """Return a number for each place, the same for the same place as Skia keeps it."""
    single = np.ascontiguousarray(points_N2, dtype=np.float32) + np.float32(0)  # −0 is 0
    return single.view(np.uint64).reshape(-1)


def place_key(place: Any) -> Hashable:
    """Return a key of where something stands."""
    if isinstance(place, Cloud):
        arrays = tuple(map(id, place.layouts)), tuple(map(id, place.shares))
        return *arrays, place.layout, place.lens_34.tobytes(), place.light
    if isinstance(place, InSpace):
        return place.lens_34.tobytes(), place.points_P3.tobytes()
    if isinstance(place, Facing):
        return place.lens_34.tobytes(), place.at_3.tobytes(), place.size
    if isinstance(place, OnPlane):
        return place.lens_34.tobytes(), place.origin_3.tobytes(), place.points_P2.tobytes()
    return place.tobytes() if isinstance(place, np.ndarray) else place


def in_frame(place: Any) -> np.ndarray:
    """Return an outline's points in the frame."""
    if not isinstance(place, InSpace):
        return np.asarray(place)
    seen_P3 = np.column_stack([place.points_P3, np.ones(len(place.points_P3))]) @ place.lens_34.T
    return seen_P3[:, :2] / seen_P3[:, 2:]
