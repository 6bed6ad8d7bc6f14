"""Poses of a camera: from where it must look for things in space to fill a box of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from attention_scenes.scenes.mobjects.space.lens import Lens

NEAREST, FARTHEST = 2.0, 80.0  # distances that are tried, in units of space


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


def glide(t: float) -> float:
    """Ease a camera's flight: it starts and ends at rest, and so does its speed."""
    return t * t * t * (t * (6 * t - 15) + 10)
