"""Draw pictures a second time: shapes as polygons, whose points are counted by the edges that a ray crosses."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from random import Random

import numpy as np

from attention_scenes.model.probes.captioning.captioning import Captioner

TINTS_AGAIN = {
    "red": (224, 49, 49), "yellow": (250, 204, 21), "green": (47, 158, 68), "blue": (59, 110, 246),
    "violet": (134, 62, 199), "pink": (247, 131, 172), "brown": (140, 90, 43),
}  # fmt: skip
Corners = Sequence[tuple[float, float]]
BAR = 0.3
CORNERS_AGAIN: dict[str, Corners] = {
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "triangle": [(0, 1), (-1.044, -0.8), (1.044, -0.8)],
    "diamond": [(1.05, 0), (0, 1.05), (-1.05, 0), (0, -1.05)],
    "cross": [(BAR, BAR), (1, BAR), (1, -BAR), (BAR, -BAR), (BAR, -1), (-BAR, -1), (-BAR, -BAR), (-1, -BAR),
              (-1, BAR), (-BAR, BAR), (-BAR, 1), (BAR, 1)],
    "star": [((1, 0.42)[n % 2] * sin(n * pi / 5), (1, 0.42)[n % 2] * cos(n * pi / 5)) for n in range(10)],
}  # fmt: skip


def things_again(picture: str) -> list[list[str]]:
    """Return colour and shape of both things of ``"a red square above a blue ring #7"``."""
    words = picture.partition(" #")[0].split()
    return [words[1:3], words[-2:]]


def wanted_again(captioner: Captioner, picture: str) -> list[int]:
    """Return the right caption of a picture as numbers, that of the end, 1, last."""
    return [*map(captioner.says.index, picture.partition(" #")[0].split()), 1]


def picture_again(picture: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a picture's dots ``[24, 24, 3]``, and which of its patches hold some of each thing, ``[2, 36]``."""
    text, seed = picture.split(" #")
    source, upright = Random(f"{text} {int(seed)}"), "above" in text.split()
    places = (np.arange(72) + 0.5) / 3
    points = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    dots, own = np.tile(np.array([22.0, 24.0, 32.0]), (24, 24, 1)), []
    for sign, (color, shape) in zip((-1, 1), things_again(picture), strict=True):
        along, across = sign * 6 + 1.6 * source.random() - 0.8, 6 * source.random() - 3
        middle = np.array([across, along] if upright else [along, across]) + 12
        reach, full = 4.2 + 0.8 * source.random(), 1 - 0.12 * source.random()
        hits = inside_again(shape, (points - middle) * [1, -1] / reach).reshape(24, 3, 24, 3)
        share = np.einsum("ybxa->yx", hits.astype(float)) / 9
        for channel in range(3):
            dots[..., channel] += share * (full * TINTS_AGAIN[color][channel] - dots[..., channel])
        own.append([int(share[y : y + 4, x : x + 4].any()) for y in range(0, 24, 4) for x in range(0, 24, 4)])
    return np.rint(dots), np.array(own)


def inside_again(shape: str, points: np.ndarray) -> np.ndarray:
    """Return which points lie in a shape: for each edge a ray to the right crosses, in or out once more."""
    x, y = points.T
    if shape in ("disc", "ring"):
        square = x * x + y * y
        return (square <= 1) & ((square >= 0.52 * 0.52) | (shape == "disc"))
    inside = np.zeros(len(points), dtype=bool)
    corners = CORNERS_AGAIN[shape]
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        spans = (y1 > y) != (y2 > y)
        if y1 != y2:
            inside ^= spans & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    return inside


def drawn_others_again(own: np.ndarray, drawn_by: str) -> np.ndarray:
    """Return as many other patches as own ones, drawn from a seed, as ones among zeros."""
    rest = np.flatnonzero(own == 0).tolist()
    found = np.zeros(len(own), dtype=int)
    found[Random(drawn_by).sample(rest, min(int(own.sum()), len(rest)))] = 1
    return found
