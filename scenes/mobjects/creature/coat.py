"""Colours of fur: five shades from the dark root to the light tip, for any colour and any strength of it (OKLab)."""

from __future__ import annotations

import numpy as np

NAMED = {
    "blue": "#3f80e0", "red": "#d8413a", "green": "#4aa63c", "yellow": "#efc530", "black": "#2b2c33",
    "white": "#f1f1ee", "brown": "#8a5a35", "orange": "#ee8430", "pink": "#ef8fb4", "purple": "#8b56c8",
    "grey": "#9b9c9f", "gray": "#9b9c9f",
}  # fmt: skip
PLAIN = "#8f9093"  # the coat of what has no colour
LIGHTNESS = np.array([0.15, 0.34, 0.57, 0.77, 0.94])  # of the five shades of a coat whose middle is MIDDLE
CHROMA = np.array([0.62, 0.95, 1.08, 0.72, 0.22])  # of the five shades, in parts of the colour's own
MIDDLE = 0.57
PAPER = 0.12  # on white ground fur is so much darker, the more so the lighter it is

_TO_CONE = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                     [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
_TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                    [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def shades(rgb: np.ndarray, tint: float, on_white: bool = False) -> np.ndarray:
    """Return the five shades ``[5, 3]`` of a coat, sRGB from 0 to 1.

    Parameters
    ----------
    rgb
        The full colour.
    tint
        How much of it there is, from 0 (plain grey) to 1.
    on_white
        Whether the ground is white: then no shade comes near it.
    """
    lab = (1 - tint) * _lab(_rgb(PLAIN)) + tint * _lab(rgb)
    found = np.empty((len(LIGHTNESS), 3))
    found[:, 0] = LIGHTNESS ** (np.log(np.clip(lab[0], 0.2, 0.93)) / np.log(MIDDLE))
    found[:, 0] *= 1 - PAPER * on_white * found[:, 0]
    found[:, 1:] = lab[1:] * CHROMA[:, None]
    return np.clip(_srgb(found), 0, 1)


def mixed(five: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Return the colours ``[N, 3]`` of hairs, ``light`` from 0 (the darkest shade) to 1."""
    steps = np.clip(light, 0, 1) * (len(five) - 1)
    low = np.minimum(steps.astype(int), len(five) - 2)
    share = (steps - low)[:, None]
    return five[low] * (1 - share) + five[low + 1] * share


def named(word: str) -> np.ndarray | None:
    """Return the colour ``[3]`` that a word names, whatever its case; None where it names none."""
    code = NAMED.get(word.casefold())
    return None if code is None else _rgb(code)


def _rgb(code: str) -> np.ndarray:
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _lab(rgb: np.ndarray) -> np.ndarray:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_CONE @ linear)


def _srgb(lab_N3: np.ndarray) -> np.ndarray:
    linear = (lab_N3 @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONE).T
    linear = np.clip(linear, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
