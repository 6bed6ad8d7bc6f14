"""Tens of thousands of points as light: summed in an array, drawn as one picture of the cloud's box."""

from __future__ import annotations

from functools import cache

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette

PHASES = 4  # places of a point inside its pixel that a kernel is kept for
SIZES = ((0.95, 2), (1.8, 4), (np.inf, 6))  # largest radius in pixels, side of the kernel that draws it
SPREAD = 0.55  # standard deviation of a point's light, in parts of its radius
DIMMEST = 0.004  # light that changes no pixel
ON_WHITE = 0.8  # how much of its colour a point has where ink stands for light


def draw_dust(
    canvas: skia.Canvas, xy_N2: np.ndarray, radius_N: np.ndarray, light_N: np.ndarray, rgb: np.ndarray
) -> None:
    """Draw points of light; where many lie together they add up, and never burn out.

    Parameters
    ----------
    canvas
        Whatever it draws on, memory or a GPU gets the same bytes.
    xy_N2, radius_N
        Places and radii in the canvas's units.
    light_N
        The sum of each point's light, in pixels of full brightness.
    rgb
        The colour of all, ``[3]``.
    """
    matrix = canvas.getTotalMatrix()
    scale = float(np.hypot(matrix.getScaleX(), matrix.getSkewY()))
    turn_22 = np.array(
        [[matrix.getScaleX(), matrix.getSkewY()], [matrix.getSkewX(), matrix.getScaleY()]], dtype=np.float32
    )
    moved = np.array([matrix.getTranslateX(), matrix.getTranslateY()], dtype=np.float32)
    device_N2 = np.asarray(xy_N2, dtype=np.float32) @ turn_22 + moved
    clip = canvas.getDeviceClipBounds()
    inside_N = (
        (device_N2[:, 0] > clip.left()) & (device_N2[:, 0] < clip.right())
        & (device_N2[:, 1] > clip.top()) & (device_N2[:, 1] < clip.bottom()) & (np.asarray(light_N) > DIMMEST)
    )  # fmt: skip
    if not inside_N.any():
        return
    device_N2 = device_N2[inside_N]
    low = np.floor(device_N2.min(axis=0)).astype(int) - 4
    high = np.ceil(device_N2.max(axis=0)).astype(int) + 5
    light_HW = splat(
        device_N2 - low.astype(np.float32),
        np.asarray(radius_N, dtype=np.float32)[inside_N] * np.float32(scale),
        np.asarray(light_N, dtype=np.float32)[inside_N],
        (int(high[1] - low[1]), int(high[0] - low[0])),
    )
    alpha_HW = (255 * light_HW / (1 + light_HW)).astype(np.uint8)
    paint = skia.Paint(Color4f=skia.Color4f(*np.asarray(rgb, dtype=float)[:3].tolist(), _share()))
    if not palette().on_white:
        paint.setBlendMode(skia.BlendMode.kPlus)
    canvas.save()
    canvas.resetMatrix()
    image = skia.Image.fromarray(alpha_HW, colorType=skia.ColorType.kAlpha_8_ColorType)
    canvas.drawImage(image, float(low[0]), float(low[1]), skia.SamplingOptions(), paint)
    canvas.restore()


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


def _share() -> float:
    return ON_WHITE if palette().on_white else 1.0
