"""Poses of a camera: from where it must look for things in space to fill a box of the frame; flights between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.space import Space

NEAREST, FARTHEST = 2.0, 400.0  # distances that are tried, in units of space


class Pose(NamedTuple):
    """Where a camera stands and looks, ``[3]`` each, and where in the frame what it looks at lies, ``[2]``."""

    eye: np.ndarray
    aim: np.ndarray
    center: np.ndarray


def from_angle(aim: np.ndarray, distance: float, pitch: float, yaw: float) -> np.ndarray:
    """Return the eye that sees ``aim`` from so far: ``pitch`` degrees from above, ``yaw`` degrees from the right."""
    up, right = np.deg2rad([pitch, yaw])
    away = np.array([np.cos(up) * np.sin(right), np.sin(up), -np.cos(up) * np.cos(right)])
    return np.asarray(aim, dtype=float) + distance * away


def angles(eye: np.ndarray, aim: np.ndarray) -> np.ndarray:
    """Return distance, pitch and yaw in degrees, ``[3]``, of an eye that sees ``aim``: what ``from_angle`` is given."""
    x, y, z = np.asarray(eye, dtype=float) - aim
    distance = float(np.sqrt(x * x + y * y + z * z))
    return np.array([distance, *np.rad2deg([np.arcsin(y / distance), np.arctan2(x, -z)])])


def fitting(
    points_N3: np.ndarray, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float, angle: float
) -> Pose:
    """Return the nearest pose from which all points lie in the box of the frame, in its middle."""
    points_N3 = np.asarray(points_N3, dtype=float)
    aim = (points_N3.min(axis=0) + points_N3.max(axis=0)) / 2
    room = np.asarray(high, dtype=float) - np.asarray(low, dtype=float)

    def seen(distance: float) -> tuple[np.ndarray, np.ndarray]:
        xy = Lens(from_angle(aim, distance, pitch, yaw), aim, angle).project(points_N3)
        if xy.depth_N.min() < 0.5:
            return np.full(2, -np.inf), np.full(2, np.inf)
        return xy.xy_N2.min(axis=0), xy.xy_N2.max(axis=0)

    near, far = NEAREST, FARTHEST
    for _ in range(40):
        middle = (near + far) / 2
        least, most = seen(middle)
        near, far = (near, middle) if (most - least <= room).all() else (middle, far)
    least, most = seen(far)
    center = (np.asarray(low) + np.asarray(high)) / 2 - (least + most) / 2
    return Pose(from_angle(aim, far, pitch, yaw), aim, center)


class CameraFlight(Change):
    """CameraFlight of a stage's camera to a pose, on a curve round what it looks at; other arrays change on the way.

    On a straight line to a place above, the picture would spin just before the end.
    """

    def __init__(self, stage: Space, pose: Pose, **arrays: Any) -> None:
        super().__init__(stage, rate_func=glide, aim=pose.aim, center=pose.center, **arrays)
        self.pose, self.stage = pose, stage

    def begin(self) -> None:
        self.start = angles(self.stage.eye, self.stage.aim)
        self.turn = angles(self.pose.eye, self.pose.aim) - self.start
        super().begin()

    def interpolate_mobject(self, alpha: float) -> None:
        super().interpolate_mobject(alpha)
        if alpha < 1:
            self.stage.eye = from_angle(self.stage.aim, *(self.start + self.rate_func(alpha) * self.turn))
        else:
            self.stage.eye = self.pose.eye.copy()


def glide(t: float) -> float:
    """Ease a camera's flight: it starts and ends at rest, and so does its speed."""
    return t * t * t * (t * (6 * t - 15) + 10)
