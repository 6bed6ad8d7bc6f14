"""Image similarity: mean difference, SSIM and coverage of two lists of pictures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter


class Likeness(NamedTuple):
    """Likeness of two sequences of pictures, channel values from 0 to 255.

    Attributes
    ----------
    difference
        Mean absolute difference over the whole frame.
    ssim
        Structural similarity of the brightness, averaged near what either picture draws: empty background, alike
        in any two pictures, is left out.
    coverage
        How much brighter than its background the first is, over the same of the second: 1 where as much is drawn.
    """

    difference: float
    ssim: float
    coverage: float


def likeness(first: list[np.ndarray], second: list[np.ndarray]) -> Likeness:
    """Compare two equally long lists of pictures ([height, width, 4] uint8)."""
    pairs = [(_gray(a), _gray(b)) for a, b in zip(first, second, strict=True)]
    difference = np.mean(
        [np.abs(a[..., :3].astype(int) - b[..., :3]).mean() for a, b in zip(first, second, strict=True)]
    )
    coverage = [
        sum((picture - picture[0, 0]).clip(0).sum() for picture in pictures) for pictures in zip(*pairs, strict=True)
    ]
    return Likeness(float(difference), float(np.mean([ssim(a, b) for a, b in pairs])), float(coverage[0] / coverage[1]))


def _gray(picture: np.ndarray) -> np.ndarray:
    return picture[..., :3].astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)


def glow_error(seen: np.ndarray, drawn: np.ndarray) -> float:
    """Return how far light that fades is from what was drawn, in steps of 255; 0 where there is none.

    Both are blurred a little first, so that what counts is a band and not the grain of a dither. Light that fades is
    dim and has no edges: there a band is seen soonest.
    """
    seen, drawn = (gaussian_filter(picture.astype(np.float32), 2) for picture in (seen, drawn))
    steep = np.hypot(*np.gradient(drawn))
    fading = (drawn > drawn[0, 0] + 2) & (drawn < drawn[0, 0] + 50) & (steep > 0.02) & (steep < 2)
    return float(np.abs(seen - drawn)[fading].mean()) if fading.any() else 0.0


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Return the SSIM of Wang et al. 2004, with Gaussian windows of sigma 1.5."""

    def blurred(x: np.ndarray) -> np.ndarray:
        return gaussian_filter(x, 1.5, truncate=3.5)

    mean_a, mean_b = blurred(a), blurred(b)
    variance_a, variance_b = blurred(a * a) - mean_a**2, blurred(b * b) - mean_b**2
    together = blurred(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = (2 * mean_a * mean_b + c1) * (2 * together + c2)
    alike /= (mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)
    drawn = maximum_filter(np.maximum(np.abs(a - a[0, 0]), np.abs(b - b[0, 0])), 7) > 4
    return float(alike[drawn].mean()) if drawn.any() else 1.0
