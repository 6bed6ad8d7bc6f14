"""The creature's body without its fur: outline, eyes, small round parts, and how light falls on it."""

from __future__ import annotations

import numpy as np

Part = tuple[tuple[float, float], tuple[float, float]]  # middle and half size, in units of half the body's height

LIGHT = np.array([-0.34, 0.76, 0.55])  # towards the light: from above, a little from the left, out of the picture
SIDES = (-1, 1)
FLOOR = -1.0
EYES = np.array([[-0.285, 0.16], [0.285, 0.16]])
EYE = np.array([0.205, 0.225])  # half width and half height
# The parts on the right; the left ones mirror them.
EAR: Part = ((0.50, 0.83), (0.20, 0.22))
INNER_EAR: Part = ((0.49, 0.82), (0.10, 0.12))
FOOT: Part = ((0.37, -0.90), (0.25, 0.10))
ARM: Part = ((0.76, -0.30), (0.115, 0.23))


def beside(part: Part, side: int) -> Part:
    """Return a part as it is on one side: -1 left, 1 right."""
    (x, y), size = part
    return (x * side, y), size


def radius(angles: np.ndarray) -> np.ndarray:
    """Return how far the outline is from the middle in each direction: a soft pear."""
    x, y = np.cos(angles), np.sin(angles)
    wide = 0.93 - 0.13 * np.clip(y, 0, 1) + 0.05 * np.clip(-y, 0, 1)
    high = np.where(y > 0, 0.98, 0.93)
    return ((np.abs(x) / wide) ** 2.4 + (np.abs(y) / high) ** 2.4) ** (-1 / 2.4)


def outline() -> np.ndarray:
    """Return points ``[N, 2]`` of the body's outline."""
    turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    return 0.97 * radius(turn)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])


def share(points_N2: np.ndarray) -> np.ndarray:
    """Return how far points are from the middle, in parts of the outline's distance."""
    return np.hypot(points_N2[:, 0], points_N2[:, 1]) / radius(np.arctan2(points_N2[:, 1], points_N2[:, 0]))


def spread(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return places ``[N, 2]`` spread evenly over the body."""
    tries = rng.uniform(-1, 1, (2 * count, 2))
    return tries[share(tries) < 1][:count]


def light_on(points_N2: np.ndarray) -> np.ndarray:
    """Return how light the body is at some points: a ball under a soft light, with a rim, darker low down."""
    away = share(points_N2)
    out = points_N2 / np.maximum(np.linalg.norm(points_N2, axis=1, keepdims=True), 1e-9)
    rim = np.clip((away - 0.82) / 0.18, 0, 1) * np.clip(out[:, 1] + 0.55, 0, 1)
    low = np.clip(-points_N2[:, 1] - 0.30, 0, 1)
    return 0.20 + 0.42 * facing(out * away[:, None]) + 0.14 * rim - 0.16 * low


def facing(on_ball_N2: np.ndarray) -> np.ndarray:
    """Return how much a ball of radius 1 faces the light, where it is seen at these points."""
    height = np.sqrt(np.clip(1 - (on_ball_N2**2).sum(1), 0, 1))
    return np.clip(np.column_stack([on_ball_N2, height]) @ LIGHT, -0.25, 1)
