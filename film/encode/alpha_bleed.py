"""Alpha bleeding: transparent pixels get the colour of visible ones near them.

A codec keeps colour in blocks, and often at half the size, so what stands next to a letter's edge shows in the edge.
Where nothing was drawn a straight picture is black: over white, edges would be grey.
"""

from __future__ import annotations

import numpy as np

_HALVINGS = 4  # colours reach 2 to the power of so many pixels


def bleed_alpha(pixels: np.ndarray) -> np.ndarray:
    """Return [height, width, 4] uint8 straight RGBA whose fully transparent pixels have the colour of what is near."""
    height, width = pixels.shape[:2]
    size = 1 << _HALVINGS
    whole = np.pad(pixels, ((0, -height % size), (0, -width % size), (0, 0)))
    opacity = whole[..., 3:].astype(np.float32)
    colour, opacity = _halved(whole[..., :3] * opacity), _halved(opacity)
    near = _means(colour, opacity, _HALVINGS - 1).round().astype(np.uint8)
    found = whole.copy()
    for rows in (0, 1):
        for columns in (0, 1):
            part = whole[rows::2, columns::2]
            np.copyto(found[rows::2, columns::2, :3], near, where=part[..., 3:] == 0)
    return np.ascontiguousarray(found[:height, :width])


def _halved(sums: np.ndarray) -> np.ndarray:
    """Return [height, width, ...] added up in squares of two by two."""
    return sums[0::2, 0::2] + sums[0::2, 1::2] + sums[1::2, 0::2] + sums[1::2, 1::2]


def _means(colour: np.ndarray, opacity: np.ndarray, halvings: int) -> np.ndarray:
    """Return mean colours where anything is drawn, elsewhere those of a wider square."""
    if halvings:
        near = _means(_halved(colour), _halved(opacity), halvings - 1).repeat(2, axis=0).repeat(2, axis=1)
    else:
        near = np.zeros_like(colour)
    return np.divide(colour, opacity, out=near, where=opacity > 0)
