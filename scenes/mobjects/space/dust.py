"""Tens of thousands of points as light: summed in an array, drawn as one picture of the cloud's box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette

PHASES = 4  # places of a point inside its pixel that a kernel is kept for
SIZES = ((0.95, 2), (1.8, 4), (np.inf, 6))  # largest radius in pixels, side of the kernel that draws it
SPREAD = 0.55  # standard deviation of a point's light, in parts of its radius
DIMMEST = 0.004  # light that changes no pixel
ON_WHITE = 0.8  # how much of its colour a point has where ink stands for light


class Cloud(NamedTuple):
    """Points of one colour: places and radii in the canvas's units, the sum of each point's light in full pixels."""

    xy_N2: np.ndarray
    radius_N: np.ndarray
    light_N: np.ndarray
    rgb: np.ndarray


def draw_dust(canvas: skia.Canvas, clouds: Sequence[Cloud]) -> None:
    """Draw points of light; where many lie together they add up, and never burn out.

    Whatever the canvas draws on, memory or a GPU, gets the same bytes: one picture as large as what is seen of them.
    """
    matrix = canvas.getTotalMatrix()
    clip = canvas.getDeviceClipBounds()
    seen = [on_device(cloud, matrix, clip) for cloud in clouds]
    if not any(len(cloud.xy_N2) for cloud in seen):
        return
    xy_N2 = np.concatenate([cloud.xy_N2 for cloud in seen])
    low, high = np.floor(xy_N2.min(axis=0)).astype(int) - 4, np.ceil(xy_N2.max(axis=0)).astype(int) + 5
    shape = int(high[1] - low[1]), int(high[0] - low[0])
    pixels_P4 = np.zeros((shape[0] * shape[1], 4), np.uint8)
    for cloud in seen:
        light_P = splat(cloud.xy_N2 - low.astype(np.float32), cloud.radius_N, cloud.light_N, shape).reshape(-1)
        lit_P = np.flatnonzero(light_P)
        alpha_P = light_P[lit_P] / (1 + light_P[lit_P]) * np.float32(ON_WHITE if palette().on_white else 1)
        colour_4 = 255 * np.append(np.asarray(cloud.rgb)[:3], 1).astype(np.float32)
        pixels_P4[lit_P] = np.minimum(pixels_P4[lit_P] + alpha_P[:, None] * colour_4, 255)
    paint = skia.Paint()
    if not palette().on_white:
        paint.setBlendMode(skia.BlendMode.kPlus)
    image = skia.Image.fromarray(
        pixels_P4.reshape(*shape, 4), skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
    )
    canvas.save()
    canvas.resetMatrix()
    canvas.drawImage(image, float(low[0]), float(low[1]), skia.SamplingOptions(), paint)
    canvas.restore()


def on_device(cloud: Cloud, matrix: skia.Matrix, clip: skia.IRect) -> Cloud:
    """Return the points that can be seen, in pixels."""
    turn_22 = np.array([[matrix.getScaleX(), matrix.getSkewY()], [matrix.getSkewX(), matrix.getScaleY()]], np.float32)
    moved = np.array([matrix.getTranslateX(), matrix.getTranslateY()], np.float32)
    xy_N2 = np.asarray(cloud.xy_N2, np.float32) @ turn_22 + moved
    low, high = np.array([clip.left(), clip.top()]), np.array([clip.right(), clip.bottom()])
    inside_N = ((xy_N2 > low) & (xy_N2 < high)).all(axis=1) & (np.asarray(cloud.light_N) > DIMMEST)
    scale = np.float32(np.hypot(matrix.getScaleX(), matrix.getSkewY()))
    radius_N = np.asarray(cloud.radius_N, np.float32)[inside_N] * scale
    return Cloud(xy_N2[inside_N], radius_N, np.asarray(cloud.light_N, np.float32)[inside_N], cloud.rgb)


def splat(xy_N2: np.ndarray, radius_N: np.ndarray, light_N: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return the light of points summed in an array of pixels ``[H, W]``, float32; all in pixels."""
    total = np.zeros(shape, dtype=np.float32)
    flat, width = total.reshape(-1), shape[1]
    smallest = 0.0
    for largest, side in SIZES:
        chosen = (radius_N >= smallest) & (radius_N < largest)
        smallest = largest
        if not chosen.any():
            continue
        corner_N2 = xy_N2[chosen] - np.float32(side / 2 - 0.5)
        pixel_N2 = np.floor(corner_N2).astype(np.int32)
        phase_N2 = ((corner_N2 - pixel_N2) * PHASES).astype(np.int32)
        kernels_NK = _kernels(side)[phase_N2[:, 1], phase_N2[:, 0]] * light_N[chosen, None]
        steps_K = (np.arange(side)[:, None] * width + np.arange(side)).ravel()
        places_NK = (pixel_N2[:, 1] * width + pixel_N2[:, 0])[:, None] + steps_K
        np.add.at(flat, places_NK.ravel(), kernels_NK.ravel())
    return total


@cache
def _kernels(side: int) -> np.ndarray:
    """Light of one point over ``side`` times ``side`` pixels, for each place inside its pixel: sums to 1."""
    spread = SPREAD * (0.9 if side == 2 else 1.4 if side == 4 else 2.2)
    middles = side / 2 - 1 + (np.arange(PHASES) + 0.5) / PHASES
    lines_PS = np.exp(-((np.arange(side)[None] - middles[:, None]) ** 2) / (2 * spread**2))
    both = lines_PS[:, None, :, None] * lines_PS[None, :, None, :]
    both = both / both.sum(axis=(2, 3), keepdims=True)
    return both.reshape(PHASES, PHASES, side * side).astype(np.float32)
