"""Tens of thousands of points as light: summed where they fall together, drawn as one picture of what is seen of them.

Whatever the canvas draws on, memory or a GPU, it is given the same bytes. Light never burns out: a sum s of light gives
the opacity s / (1 + s). Points are spread over 2 or 4 pixels a side by where they stand inside a pixel, so that they do
not flicker while they move.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import skia

PHASES = 4  # places of a point inside its pixel that a kernel is kept for, across and down
SIDES = {2: 1.15, 4: np.inf}  # pixels a side of a point, and up to which radius in pixels
SPREADS = {2: 0.5, 4: 0.85}  # standard deviation of a point's light, in pixels
MARGIN = 3  # pixels from its middle that a point may reach
DIMMEST = 0.004  # light that changes no pixel


class Points(NamedTuple):
    """Points of one colour, float32: places in pixels ``[N]`` and ``[N]``, and each point's light in full pixels."""

    x_N: np.ndarray
    y_N: np.ndarray
    radius_N: np.ndarray
    light_N: np.ndarray


class DustPicture(NamedTuple):
    """Premultiplied picture of points, and the pixel of the canvas where its upper left corner stands."""

    image: skia.Image
    left: int
    top: int

    def draw(self, canvas: skia.Canvas, opacity: float = 1.0) -> None:
        """Lay it over the canvas, pixel on pixel."""
        canvas.save()
        canvas.resetMatrix()
        canvas.drawImage(self.image, self.left, self.top, skia.SamplingOptions(), skia.Paint(Alphaf=opacity))
        canvas.restore()


class DustRaster:
    """Sums of light, one for each colour. Memory is used again: new memory costs more than what is written into it."""

    def __init__(self) -> None:
        self._sums_CP = np.zeros((0, 0), np.float32)  # of each colour and pixel; all 0 between two pictures
        self._spare: dict[str, np.ndarray] = {}

    def picture(self, clouds: Sequence[Points], rgbs: Sequence[np.ndarray], clip: skia.IRect) -> DustPicture | None:
        """Return the picture of clouds, each of one colour ``[3]``, inside ``clip``; None where nothing is seen."""
        clouds = [_inside(cloud, clip) for cloud in clouds]
        seen = [cloud for cloud in clouds if len(cloud.x_N)]
        if not seen:
            return None
        left, right = int(min(c.x_N.min() for c in seen)) - MARGIN, int(max(c.x_N.max() for c in seen)) + MARGIN + 1
        top, bottom = int(min(c.y_N.min() for c in seen)) - MARGIN, int(max(c.y_N.max() for c in seen)) + MARGIN + 1
        width, height = right - left, bottom - top
        if len(self._sums_CP) < len(clouds) or self._sums_CP.shape[1] < width * height:
            self._sums_CP = np.zeros((len(clouds), width * height), np.float32)
        sized = [
            (total_P, *part) for total_P, cloud in zip(self._sums_CP, clouds, strict=False) for part in _by_side(cloud)
        ]
        lit = self._room("lit", sum(len(points.x_N) * side**2 for _, side, points in sized), np.intp)
        start = 0
        for total_P, side, points in sized:
            count = len(points.x_N) * side**2
            places = lit[start : start + count]  # one pixel counts as often as points fall there
            np.add.at(total_P, places, self._splat(points, side, (left, top), width, places))
            start += count
        pixels = np.zeros(width * height, np.uint32)
        pixels[lit] = self._mixed(lit, rgbs)
        for total_P in self._sums_CP:
            total_P[lit] = 0
        picture = pixels.view(np.uint8).reshape(height, width, 4)
        image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        return DustPicture(image, left, top)

    def _splat(self, points: Points, side: int, corner: tuple[int, int], width: int, places: np.ndarray) -> np.ndarray:
        """Write the pixels of points into ``places``, as flat indices, and return the light that they add there."""
        half = np.float32(side / 2 - 0.5)
        x_N, y_N = points.x_N - (corner[0] + half), points.y_N - (corner[1] + half)
        column_N, row_N = x_N.astype(np.int32), y_N.astype(np.int32)  # towards zero: all are positive
        phase_N = ((y_N - row_N) * PHASES).astype(np.int32) * PHASES + ((x_N - column_N) * PHASES).astype(np.int32)
        light_NK = self._room("light", len(places), np.float32).reshape(len(x_N), side * side)
        np.take(_kernels(side), phase_N, axis=0, out=light_NK, mode="clip")
        light_NK *= points.light_N[:, None]
        steps_K = (np.arange(side)[:, None] * width + np.arange(side)).ravel()
        np.add((row_N.astype(np.intp) * width + column_N)[:, None], steps_K, out=places.reshape(len(x_N), side * side))
        return light_NK.reshape(-1)

    def _mixed(self, lit: np.ndarray, rgbs: Sequence[np.ndarray]) -> np.ndarray:
        """Return the premultiplied colours of some pixels, packed into one number each."""
        lights = [self._room(f"light {number}", len(lit), np.float32) for number in range(len(rgbs))]
        for light, total_P in zip(lights, self._sums_CP, strict=False):
            np.take(total_P, lit, out=light, mode="clip")
        share = np.add(lights[0], 1, out=self._room("share", len(lit), np.float32))
        for light in lights[1:]:
            share += light
        np.divide(np.float32(255), share, out=share)
        packed, part = self._room("packed", len(lit), np.uint32), self._room("part", len(lit), np.uint32)
        value, one = self._room("value", len(lit), np.float32), self._room("one", len(lit), np.float32)
        packed[:] = 0
        for shift, channel in ((0, 0), (8, 1), (16, 2), (24, 3)):
            value[:] = 0
            for light, rgb in zip(lights, rgbs, strict=True):
                value += np.multiply(light, np.float32([*rgb[:3], 1][channel]), out=one)
            value *= share
            np.copyto(part, value, casting="unsafe")
            packed |= np.left_shift(part, shift, out=part)
        return packed

    def _room(self, name: str, count: int, dtype: type) -> np.ndarray:
        """Return memory for so many numbers, whatever stands in it."""
        if name not in self._spare or len(self._spare[name]) < count:
            self._spare[name] = np.empty(count, dtype)
        return self._spare[name][:count]


def _inside(cloud: Points, clip: skia.IRect) -> Points:
    """Return the points that stand inside of the clip and give any light."""
    seen_N = (cloud.x_N > clip.left()) & (cloud.x_N < clip.right()) & (cloud.light_N > DIMMEST)
    seen_N &= (cloud.y_N > clip.top()) & (cloud.y_N < clip.bottom())
    return Points(*(part[seen_N] for part in cloud))


def _by_side(cloud: Points) -> list[tuple[int, Points]]:
    """Return the points of each size, small ones first."""
    found, smallest = [], -1.0
    for side, largest in SIDES.items():
        chosen_N = (cloud.radius_N >= smallest) & (cloud.radius_N < largest)
        found.append((side, Points(*(part[chosen_N] for part in cloud))))
        smallest = largest
    return found


@cache
def _kernels(side: int) -> np.ndarray:
    """Light of one point over ``side`` times ``side`` pixels, a row for each place inside its pixel: sums to 1."""
    middles = side / 2 - 1 + (np.arange(PHASES) + 0.5) / PHASES
    lines_PS = np.exp(-((np.arange(side)[None] - middles[:, None]) ** 2) / (2 * SPREADS[side] ** 2))
    both = lines_PS[:, None, :, None] * lines_PS[None, :, None, :]
    return (both / both.sum(axis=(2, 3), keepdims=True)).reshape(PHASES**2, side * side).astype(np.float32)
