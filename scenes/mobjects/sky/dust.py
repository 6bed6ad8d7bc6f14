"""Tens of thousands of points as light: summed where they fall together, drawn as one picture of what is seen of them.

Whatever the canvas draws on, memory or a GPU, it is given the same bytes. Light never burns out: a sum s of light gives
the opacity s / (1 + s). Points are spread over 2 or 4 pixels a side by where they stand inside a pixel, so that they do
not flicker while they move. They are as soft as a video at 1080p can carry: sharper ones, in a flight, take twice the
bytes, or fall into blocks where bytes are held down.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import skia

PHASES = 16  # places of a point inside its pixel that a kernel is kept for, across and down
SPREAD = 1 / 135  # standard deviation of a point's light, in scene units: a pixel at 1080p
SHARPEST, SOFTEST = 0.5, 1.0  # that deviation in pixels, at least and at most
MARGIN = 3  # pixels from its middle that a point may reach
DIMMEST = 0.004  # light that changes no pixel


class Points(NamedTuple):
    """Points of one colour, float32: places in pixels ``[N]`` and ``[N]``, and each point's light in full pixels."""

    x_N: np.ndarray
    y_N: np.ndarray
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
        self._pixels_P, self._lit = np.zeros(0, np.uint32), np.zeros(0, np.intp)
        self._spare: dict[str, np.ndarray] = {}

    def picture(
        self, clouds: Sequence[Points], rgbs: Sequence[np.ndarray], clip: skia.IRect, pixels: float
    ) -> DustPicture | None:
        """Return the picture of clouds, each of one colour ``[3]``, inside ``clip``; None where nothing is seen.

        ``pixels`` is how many a scene unit has. The picture's pixels are those of this raster: the next one changes
        them.
        """
        spread = min(max(SPREAD * pixels, SHARPEST), SOFTEST)
        parts = [(number, points) for number, cloud in enumerate(clouds) if len((points := _seen(cloud, clip)).x_N)]
        if not parts:
            return None
        left, right = (int(end) for end in _reach([points.x_N for _, points in parts]))
        top, bottom = (int(end) for end in _reach([points.y_N for _, points in parts]))
        width, height = right - left, bottom - top
        sums_CP = self._room_for(len(clouds), width * height)
        for number, points in parts:
            places, light = self._splat(points, spread, (left, top), width)
            np.add.at(sums_CP[number], places, light)
        whole_P = np.add.reduce(sums_CP, axis=0, out=self._room("whole", width * height, np.float32))
        self._lit = np.flatnonzero(whole_P > 0)  # of floats it takes eight times as long
        self._pixels_P[self._lit] = self._mixed(sums_CP, self._lit, rgbs)
        for sum_P in sums_CP:
            sum_P[self._lit] = 0
        picture = self._pixels_P[: width * height].view(np.uint8).reshape(height, width, 4)
        image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)
        return DustPicture(image, left, top)

    def _room_for(self, colours: int, pixels: int) -> np.ndarray:
        """Return sums ``[C, P]``, all 0, and wipe the picture before."""
        self._pixels_P[self._lit] = 0
        if len(self._sums_CP) != colours or self._sums_CP.shape[1] < pixels:
            self._sums_CP, self._pixels_P = np.zeros((colours, pixels), np.float32), np.zeros(pixels, np.uint32)
        return self._sums_CP[:, :pixels]

    def _splat(
        self, points: Points, spread: float, corner: tuple[int, int], width: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the pixels of points, as flat indices, and the light that they add there."""
        kernels_PK = _kernels(spread)
        side = int(kernels_PK.shape[1] ** 0.5)
        half = np.float32(side / 2 - 0.5)
        x_N, y_N = points.x_N - (corner[0] + half), points.y_N - (corner[1] + half)
        column_N, row_N = x_N.astype(np.int32), y_N.astype(np.int32)  # towards zero: all are positive
        phase_N = ((y_N - row_N) * PHASES).astype(np.int32) * PHASES + ((x_N - column_N) * PHASES).astype(np.int32)
        count = len(x_N) * side**2
        light_NK = self._room("light", count, np.float32).reshape(len(x_N), side**2)
        np.take(kernels_PK, phase_N, axis=0, out=light_NK, mode="clip")
        light_NK *= points.light_N[:, None]
        steps_K = (np.arange(side)[:, None] * width + np.arange(side)).ravel()
        places_NK = self._room("places", count, np.intp).reshape(len(x_N), side**2)
        np.add((row_N.astype(np.intp) * width + column_N)[:, None], steps_K, out=places_NK)
        return places_NK.reshape(-1), light_NK.reshape(-1)

    def _mixed(self, sums_CP: np.ndarray, lit: np.ndarray, rgbs: Sequence[np.ndarray]) -> np.ndarray:
        """Return the premultiplied colours of some pixels, packed into one number each."""
        lights = [self._room(f"light {number}", len(lit), np.float32) for number in range(len(sums_CP))]
        for light, sum_P in zip(lights, sums_CP, strict=True):
            np.take(sum_P, lit, out=light, mode="clip")
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
            value += np.float32(0.5)  # to the nearest: what is cut off would be all of a dim point
            np.copyto(part, value, casting="unsafe")
            packed |= np.left_shift(part, shift, out=part)
        return packed

    def _room(self, name: str, count: int, dtype: type) -> np.ndarray:
        """Return memory for so many numbers, whatever stands in it."""
        if name not in self._spare or len(self._spare[name]) < count:
            self._spare[name] = np.empty(count, dtype)
        return self._spare[name][:count]


def _seen(cloud: Points, clip: skia.IRect) -> Points:
    """Return the points that stand inside of the clip and give any light."""
    seen_N = (cloud.x_N > clip.left()) & (cloud.x_N < clip.right()) & (cloud.light_N > DIMMEST)
    seen_N &= (cloud.y_N > clip.top()) & (cloud.y_N < clip.bottom())
    chosen = np.flatnonzero(seen_N)
    return Points(*(part[chosen] for part in cloud))


def _reach(places: Sequence[np.ndarray]) -> tuple[float, float]:
    """Return the first pixel that points of these places may light, and the first behind the last."""
    return min(float(at.min()) for at in places) // 1 - MARGIN, max(float(at.max()) for at in places) // 1 + MARGIN + 1


@lru_cache(8)
def _kernels(spread: float) -> np.ndarray:
    """Light of one point over 2 x 2 or 4 x 4 pixels, a row for each place inside its pixel: sums to 1."""
    side = 2 if spread <= SHARPEST else 4
    middles = side / 2 - 1 + (np.arange(PHASES) + 0.5) / PHASES
    lines_PS = np.exp(-((np.arange(side)[None] - middles[:, None]) ** 2) / (2 * spread**2))
    both = lines_PS[:, None, :, None] * lines_PS[None, :, None, :]
    return (both / both.sum(axis=(2, 3), keepdims=True)).reshape(PHASES**2, side * side).astype(np.float32)
