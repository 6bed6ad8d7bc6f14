"""Draw a picture of two things: 24 × 24 dots of red, green and blue."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import numpy as np

from attention_scenes.model.probes.captioning.world import COLORS, NEW_COLORS, TwoThings

SIDE, PATCH = 24, 4  # dots across a picture, and across one of its patches
GROUND = (22, 24, 32)
FINE = 3  # points across a dot that are asked whether a thing covers them
APART, SHIFT, ASIDE = 6.0, 0.8, 3.0  # dots from the middle to a thing's; how far it may be moved along, and across
LEAST, MOST = 4.2, 5.0  # dots from a thing's middle to its rim
SHADE = 0.12  # of its colour a thing may be duller


class Placed(NamedTuple):
    """Where a thing stands: its middle, x right and y down, how far it reaches, how full its colour is."""

    x: float
    y: float
    reach: float
    full: float


class Picture(NamedTuple):
    """A picture, ``[24, 24, 3]`` of whole numbers up to 255, and how much of each dot each thing covers."""

    dots: np.ndarray
    covered: np.ndarray

    def patches_of(self, thing: int) -> np.ndarray:
        """Return the patches that hold some of a thing, by their numbers, row by row."""
        squares = self.covered[thing].reshape(SIDE // PATCH, PATCH, SIDE // PATCH, PATCH)
        return np.flatnonzero(squares.max((1, 3)) > 0)


def places_of(two: TwoThings, seed: int) -> list[Placed]:
    """Return where both things of a picture stand: each seed another drawing of the same."""
    source, found = Random(f"{two} {seed}"), []
    for way in (-1, 1):
        along, across = way * APART + source.uniform(-SHIFT, SHIFT), source.uniform(-ASIDE, ASIDE)
        x, y = (along, across) if two.relation[0] == "left" else (across, along)
        found.append(Placed(SIDE / 2 + x, SIDE / 2 + y, source.uniform(LEAST, MOST), 1 - source.uniform(0, SHADE)))
    return found


def draw_picture(two: TwoThings, seed: int) -> Picture:
    """Draw two things."""
    fine = (np.arange(SIDE * FINE) + 0.5) / FINE
    y, x = np.meshgrid(fine, fine, indexing="ij")
    dots, covers = np.broadcast_to(np.array(GROUND, dtype=float), (SIDE, SIDE, 3)), []
    for thing, at in zip(two.things, places_of(two, seed), strict=True):
        inside = is_inside(thing.shape, (x - at.x) / at.reach, (at.y - y) / at.reach)
        cover = inside.reshape(SIDE, FINE, SIDE, FINE).mean((1, 3))
        color = at.full * np.array((COLORS | NEW_COLORS)[thing.color])
        dots = (1 - cover[..., None]) * dots + cover[..., None] * color
        covers.append(cover)
    return Picture(np.rint(dots).astype(np.uint8), np.stack(covers))


def is_inside(shape: str, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which points a shape covers that reaches from −1 to 1, x right and y up."""
    far, wide = np.hypot(x, y), np.maximum(np.abs(x), np.abs(y))
    if shape == "square":
        return wide <= 0.88
    if shape == "disc":
        return far <= 1
    if shape == "ring":
        return (far <= 1) & (far >= 0.52)
    if shape == "triangle":
        return (y >= -0.8) & (np.abs(x) <= 0.58 * (1 - y))
    if shape == "cross":
        return (wide <= 1) & (np.minimum(np.abs(x), np.abs(y)) <= 0.3)
    if shape == "diamond":
        return np.abs(x) + np.abs(y) <= 1.05
    tenth = np.pi / 5  # a star: from each of five tips to the notch beside it
    turn = np.abs((np.arctan2(x, y) + tenth) % (2 * tenth) - tenth)
    across, up = far * np.cos(turn), far * np.sin(turn)
    notch = 0.42 * np.cos(tenth), 0.42 * np.sin(tenth)
    return (across - 1) * notch[1] - up * (notch[0] - 1) <= 0


def patches_of_dots(dots: np.ndarray) -> np.ndarray:
    """Return pictures ``[…, 24, 24, 3]`` as the model takes them: 36 patches of 48 numbers from −1 to 1."""
    across = SIDE // PATCH
    cut = (dots / 127.5 - 1).reshape(*dots.shape[:-3], across, PATCH, across, PATCH, 3)
    return np.moveaxis(cut, -4, -3).reshape(*dots.shape[:-3], across * across, PATCH * PATCH * 3)
