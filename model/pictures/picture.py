"""A picture as whole numbers, and the digest that it is called by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture: rows, columns and channels of whole numbers from 0, which is black.

    Attributes
    ----------
    pixels
        ``[rows, columns, channels]``: one channel of grey, or red, green and blue.
    white
        The number that is white: 255, and 16 of the digits.
    """

    pixels: np.ndarray
    white: int = 255

    @property
    def digest(self) -> str:
        """Return 64 hex digits of its sizes and its pixels, whatever file they came from."""
        sizes = "x".join(map(str, self.pixels.shape))
        return hashlib.sha256(f"{sizes} to {self.white}\n".encode() + self.pixels.tobytes()).hexdigest()
