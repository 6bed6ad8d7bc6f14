"""Looping clips: the end dissolves into the first frame, so that nothing jumps."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

SECONDS = 0.6  # of the dissolve


def dissolve(last: np.ndarray, first: np.ndarray, frames: int) -> Iterator[np.ndarray]:
    """Yield so many ``frames`` between two pictures, which are not among them: [height, width, 4] uint8, straight."""
    ends = _premultiplied(last), _premultiplied(first)
    for number in range(1, frames + 1):
        part = number / (frames + 1)
        part *= part * (3 - 2 * part)  # eased at both ends
        yield _straight((1 - part) * ends[0] + part * ends[1])


def _premultiplied(pixels: np.ndarray) -> np.ndarray:
    mixed = pixels.astype(np.float32)
    mixed[..., :3] *= mixed[..., 3:] / 255
    return mixed


def _straight(mixed: np.ndarray) -> np.ndarray:
    mixed[..., :3] *= 255 / np.maximum(mixed[..., 3:], 1e-3)
    return np.clip(mixed + 0.5, 0, 255).astype(np.uint8)
