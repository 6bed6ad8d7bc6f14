"""A pinhole camera: where points in space lie in the frame, how deep, and how large a unit is there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import skia
from numpy.typing import ArrayLike

from attention_scenes.film.frames.drawable import Sightings

FRAME_HEIGHT = 8.0  # scene units
NEAR = 0.05  # what is nearer to the eye than this has no picture
UP = np.array([0.0, 1.0, 0.0])


class Projected(NamedTuple):
    """The picture of N points: places in the frame ``[N, 2]``, depths ``[N]``, scene units a unit of space ``[N]``."""

    xy_N2: np.ndarray
    depth_N: np.ndarray
    scale_N: np.ndarray


class Lens:
    """A perspective projection from space (x right, y up, z away) to the frame.

    Parameters
    ----------
    eye, target
        Where the camera stands and what it looks at, ``[3]``.
    angle
        The vertical angle of view in degrees, of a picture as high as the frame.
    center
        Where in the frame the target lies, ``[2]`` in scene units.
    """

    def __init__(
        self,
        eye: Sequence[float] | np.ndarray,
        target: Sequence[float] | np.ndarray,
        angle: float = 42.0,
        center: Sequence[float] | np.ndarray = (0.0, 0.0),
    ) -> None:
        self.eye, self.target = np.asarray(eye, dtype=float), np.asarray(target, dtype=float)
        self.center = np.asarray(center, dtype=float)
        self.focal = FRAME_HEIGHT / 2 / float(np.tan(np.deg2rad(angle) / 2))
        if np.linalg.norm(cross(UP, self.target - self.eye)) < 1e-9:
            raise ValueError("a lens cannot look straight up or down: move the eye or the target aside")

    @cached_property
    def axes_33(self) -> np.ndarray:
        """The camera's axes in space: right, up and ahead, three unit vectors."""
        ahead = self.target - self.eye
        ahead = ahead / np.linalg.norm(ahead)
        right = cross(UP, ahead)
        right = right / np.linalg.norm(right)
        return np.array([right, cross(ahead, right), ahead])

    def project(self, points_N3: ArrayLike) -> Projected:
        """Return the picture of points; the places of those behind the eye mean nothing."""
        points_N3 = np.atleast_2d(np.asarray(points_N3))
        view_N3 = (points_N3 - self.eye) @ self.axes_33.T
        depth_N = view_N3[:, 2]
        scale_N = self.focal / np.maximum(depth_N, NEAR)
        xy_N2 = self.center + view_N3[:, :2] * scale_N[:, None]
        if Sightings.kept is not None:
            Sightings.kept.append((self.map_34, points_N3, xy_N2))
        return Projected(xy_N2, depth_N, scale_N)

    @cached_property
    def map_34(self) -> np.ndarray:
        """The map from space to the frame in homogeneous coordinates: divide x and y by what comes third."""
        turned_34 = np.column_stack([self.axes_33, -self.axes_33 @ self.eye])
        return np.vstack([self.focal * turned_34[:2] + np.outer(self.center, turned_34[2]), turned_34[2]])

    def planes(self, origins_N3: ArrayLike) -> list[skia.Matrix]:
        """Return the maps, with perspective, from upright planes through these origins (x right, y up) to the frame.

        Straight lines stay exact under them; Skia's curves do not: draw polygons.
        """
        starts_N3 = (np.atleast_2d(np.asarray(origins_N3)) - self.eye) @ self.axes_33.T
        rows_N33 = np.empty((len(starts_N3), 3, 3))
        rows_N33[:, 0], rows_N33[:, 1], rows_N33[:, 2] = self.axes_33[:, 0], self.axes_33[:, 1], starts_N3
        on_frame_33 = np.diag([self.focal, self.focal, 1.0])
        on_frame_33[:2, 2] = self.center
        return [skia.Matrix.MakeAll(*each) for each in (on_frame_33 @ rows_N33.swapaxes(1, 2)).reshape(-1, 9).tolist()]


def cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the cross product of two vectors ``[3]``; NumPy's takes ten times as long, in every frame."""
    (x, y, z), (u, v, w) = one.tolist(), other.tolist()
    return np.array([y * w - z * v, z * u - x * w, x * v - y * u])
