"""Affine maps of outlines: from one to others like it, one after the other, and of pictures as corners."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from attention_scenes.film.live.forms.units import NEAR_MORPH


def maps_between(known_P2: np.ndarray, points_NP2: np.ndarray, stroked: bool) -> np.ndarray | None:
    """Return the affine maps ``[N, 6]`` from one outline to those of all frames; None where they are none."""
    middle = known_P2.mean(axis=0)
    away_P2 = known_P2 - middle
    middles_N2 = points_NP2.mean(axis=1)
    moved_NP2 = points_NP2 - middles_N2[:, None]
    if stroked or len(known_P2) < 3:
        w, z = away_P2[:, 0] + 1j * away_P2[:, 1], moved_NP2[..., 0] + 1j * moved_NP2[..., 1]
        spread = float((np.abs(w) ** 2).sum())
        turn = z @ w.conj() / spread if spread > 1e-18 else np.ones(len(z), complex)
        if np.abs(turn[:, None] * w - z).max() > NEAR_MORPH:
            return None
        linear = np.stack([turn.real, turn.imag, -turn.imag, turn.real], axis=1)
    else:
        solved_N22 = np.linalg.pinv(away_P2) @ moved_NP2
        if np.abs(away_P2 @ solved_N22 - moved_NP2).max() > NEAR_MORPH:
            return None
        linear = solved_N22.reshape(-1, 4)
    a, b, c, d = linear.T
    x = middles_N2[:, 0] - a * middle[0] - c * middle[1]
    y = middles_N2[:, 1] - b * middle[0] - d * middle[1]
    return np.stack([a, b, c, d, x, y], axis=1)


def chained(maps_N6: np.ndarray, first: tuple[float, ...]) -> np.ndarray:
    """Return the maps that take what one map has moved further."""
    a, b, c, d, x, y = maps_N6.T
    p, q, r, s, e, f = first
    return np.stack(
        [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * e + c * f + x, b * e + d * f + y], axis=1
    )


def in_one_form(places: Sequence[Any]) -> np.ndarray:
    """Return maps in one form: a picture that comes into perspective has four corners in all frames."""
    if len({len(place) for place in places}) > 1:
        places = [_corners(place) if len(place) == 6 else place for place in places]
    return np.array(places)


def _corners(place: Sequence[float]) -> list[float]:
    a, b, c, d, x, y = place
    return [x, y, x + a, y + b, x + a + c, y + b + d, x + c, y + d]
