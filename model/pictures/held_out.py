"""The held-out digits: 360 small pictures that training never sees, with the digit that each is said to be."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import NamedTuple

import numpy as np

from attention_scenes.model.files import asset
from attention_scenes.model.pictures.picture import Picture

FILE = asset("digits", "held-out.safetensors")
WHITE = 16  # of 4 × 4 dots of a larger picture, how many are inked


class HeldOut(NamedTuple):
    """Held-out digits: their pixels ``[N, 8, 8]`` from 0 to 16, and their labels ``[N]``."""

    pixels: np.ndarray
    labels: np.ndarray

    def digest(self) -> str:
        """Return 64 hex digits of all pixels and labels."""
        return hashlib.sha256(self.pixels.tobytes() + self.labels.tobytes()).hexdigest()

    def picture(self, number: int) -> Picture:
        """Return one of them."""
        return Picture(self.pixels[number][:, :, None], WHITE)


@cache
def held_out() -> HeldOut:
    """Return all held-out digits."""
    from safetensors.numpy import load_file

    found = load_file(FILE)
    return HeldOut(found["pixels"], found["labels"])


@cache
def numbers_by_digest() -> dict[str, int]:
    """Return the number of each held-out digit by the digest of its picture."""
    digits = held_out()
    return {digits.picture(number).digest: number for number in range(len(digits.labels))}
