"""The creature's fur by part, hair by hair: longer and more in tufts the fluffier it is, and always the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from attention_scenes.scenes.mobjects.creature.body import (
    ARM,
    EAR,
    EYE,
    EYES,
    FOOT,
    INNER_EAR,
    SIDES,
    Part,
    beside,
    facing,
    light_on,
    radius,
    share,
    spread,
)
from attention_scenes.scenes.mobjects.creature.hairs import Hairs, clumped, grown

LAYERS = ((2600, 0.024, 0.9, -0.13), (3000, 0.016, 1.0, 0.0), (1500, 0.010, 1.15, 0.11))  # hairs, width, length, light
TUFTS, LID, CROWN = 330, 190, 230  # how many


@lru_cache(64)
def coat_of(fluff: float) -> dict[str, Hairs]:
    """Return the hairs of each part; ``fluff`` from 0 (smooth) to 1 (long)."""
    return {
        "ears": joined(_ears(fluff)),
        "feet": joined(_feet(fluff)),
        "trunk": _trunk(fluff),
        "arms": joined(_arms(fluff)),
        "crown": _crown(fluff),
        "lids": joined(_lids(fluff)),
    }


def joined(parts: Iterable[Hairs]) -> Hairs:
    """Return the hairs of several parts as one."""
    return Hairs(*[np.concatenate(arrays) for arrays in zip(*parts, strict=True)])


def _trunk(fluff: float) -> Hairs:
    """Three layers, dark and wide to light and thin; lower hair is drawn first, for higher hair falls over it."""
    rng = np.random.default_rng(3)
    coat = joined([_layer(rng, fluff, *row) for row in LAYERS])
    coat = clumped(coat, spread(rng, TUFTS), 0.10 + 0.34 * fluff)
    depth = np.repeat(0.045 * np.arange(len(LAYERS)), [row[0] for row in LAYERS])
    return coat.picked(np.argsort(coat.roots_N2[:, 1] + depth + rng.normal(0, 0.02, len(depth))))


def _layer(rng: np.random.Generator, fluff: float, count: int, width: float, length: float, lighter: float) -> Hairs:
    roots = spread(rng, count)
    ways = _combed(roots) + rng.normal(0, 0.10 + 0.10 * fluff, (count, 2))
    lengths = length * (0.016 + 0.165 * fluff) * (1 - 0.5 * fluff * _on_face(roots)) * (0.85 + 0.4 * share(roots))
    lengths *= rng.uniform(0.7, 1.3, count)
    widths = width * (0.9 - 0.2 * fluff) * rng.uniform(0.7, 1.2, count)
    lights = light_on(roots) + (0.25 + 0.75 * fluff) * lighter + rng.normal(0, 0.018 + 0.03 * fluff, count)
    return grown(rng, roots, ways, lengths, widths, lights)


def _combed(roots: np.ndarray) -> np.ndarray:
    """Return the way that hair lies: outwards at the edge, down in the middle, round the eyes, and never quite so."""
    x, y = roots.T
    edge = np.clip((share(roots) - 0.4) / 0.55, 0, 1)[:, None] ** 1.3
    out = roots / np.maximum(np.linalg.norm(roots, axis=1, keepdims=True), 1e-9)
    down = np.column_stack([0.27 * np.sin(3.1 * x + 2.3 * y), np.full(len(roots), -0.9)])
    swirl = 0.20 * np.column_stack([np.sin(5.3 * y + 1.7), np.cos(4.1 * x - 0.6)])
    return out * edge + down * (1 - edge) + swirl + _from_eyes(roots) + [0, -0.20]


def _from_eyes(roots: np.ndarray) -> np.ndarray:
    """Return the way away from the eyes, strong near them."""
    found = np.zeros_like(roots)
    for eye in EYES:
        away = (roots - eye) / EYE
        size = np.linalg.norm(away, axis=1, keepdims=True)
        found += 1.5 * away / np.maximum(size, 1e-6) * np.clip(1.9 - size, 0, 1)
    return found


def _on_face(roots: np.ndarray) -> np.ndarray:
    """Return 1 on the face and 0 far from it: hair is short there."""
    return np.clip(1.25 - (((roots - [0, -0.08]) / [0.52, 0.42]) ** 2).sum(1), 0, 1)


def _ears(fluff: float) -> Iterator[Hairs]:
    for side in SIDES:
        rng = np.random.default_rng(20 + side)
        yield _tuft(rng, beside(EAR, side), 460, 90 - 24 * side, 0.03 + 0.22 * fluff)
        yield _tuft(rng, beside(INNER_EAR, side), 170, 90 - 20 * side, 0.02 + 0.13 * fluff, 0.24, 0.013)


def _feet(fluff: float) -> Iterator[Hairs]:
    for side in SIDES:
        yield _tuft(
            np.random.default_rng(50 + side), beside(FOOT, side), 420, -90 + 23 * side, 0.02 + 0.09 * fluff, 0.02
        )


def _arms(fluff: float) -> Iterator[Hairs]:
    for side in SIDES:
        rng, lighter = np.random.default_rng(60 + side), 0.05 - 0.04 * side
        yield _tuft(rng, beside(ARM, side), 560, -90 - 9 * side, 0.022 + 0.14 * fluff, lighter)


def _tuft(
    rng: np.random.Generator,
    part: Part,
    count: int,
    angle: float,
    length: float,
    lighter: float = 0.0,
    width: float = 0.017,
) -> Hairs:
    """Return the fur of a small round part, all of it leaning one way (``angle`` in degrees)."""
    turn, away = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 1, count))
    ball = np.column_stack([np.cos(turn), np.sin(turn)]) * away[:, None]
    roots = np.asarray(part[0]) + ball * part[1]
    lean = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    ways = lean + 0.85 * ball + rng.normal(0, 0.14, (count, 2))
    lights = 0.22 + 0.40 * facing(ball) + lighter + rng.normal(0, 0.03, count)
    lengths, widths = length * rng.uniform(0.6, 1.3, count), width * rng.uniform(0.7, 1.2, count)
    hairs = grown(rng, roots, ways, lengths, widths, lights)
    return hairs.picked(np.argsort(-np.sign(lean[1]) * roots[:, 1] + rng.normal(0, 0.02, count)))


def _crown(fluff: float) -> Hairs:
    rng = np.random.default_rng(77)
    turn = np.pi / 2 + rng.normal(0.03, 0.24, CROWN)
    roots = np.column_stack([np.cos(turn), np.sin(turn)]) * (radius(turn) * rng.uniform(0.70, 1.0, CROWN))[:, None]
    ways = np.column_stack([1.7 * np.cos(turn) + 0.12, np.ones(CROWN)]) + rng.normal(0, 0.17, (CROWN, 2))
    lengths = (0.012 + 0.24 * fluff) * rng.uniform(0.5, 1.25, CROWN)
    lights = 0.60 - 0.22 * roots[:, 0] + rng.normal(0, 0.02 + 0.04 * fluff, CROWN)
    hairs = grown(rng, roots, ways, lengths, np.full(CROWN, 0.012), lights, curl=0.3)
    return hairs.picked(np.argsort(-roots[:, 1]))


def _lids(fluff: float) -> Iterator[Hairs]:
    """Short hair that comes over the eyes' upper edge, so that they lie in the fur."""
    for side, eye in zip(SIDES, EYES, strict=True):
        rng = np.random.default_rng(90 + side)
        turn = rng.uniform(0.18 * np.pi, 0.82 * np.pi, LID)
        edge = np.column_stack([np.cos(turn), np.sin(turn)]) * (EYE + 0.022)
        roots = eye + edge * rng.uniform(1.0, 1.16, (LID, 1))
        ways = np.column_stack([0.55 * np.cos(turn) + 0.35 * side, np.full(LID, 0.10)]) + rng.normal(0, 0.16, (LID, 2))
        lights = 0.52 + 0.10 * np.sin(turn) - 0.05 * side + rng.normal(0, 0.05, LID)
        yield grown(rng, roots, ways, (0.022 + 0.05 * fluff) * rng.uniform(0.6, 1.3, LID), np.full(LID, 0.012), lights)
