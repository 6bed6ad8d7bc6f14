"""Many faint lines of one colour as one picture: each line's pixels are found once, then only their light changes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.space.light import stroke_paint

WHITE = np.ones(4)


class Coverage(NamedTuple):
    """Which pixels lines cover, and how far: E entries, pixel by pixel.

    ``line_E`` and ``part_E`` (0 to 1) say of each entry its line and its share of the pixel, ``first_P`` with which
    entry each of P pixels begins, ``pixel_P`` where it stands in the picture ``[height, width]``, flat.
    """

    line_E: np.ndarray
    part_E: np.ndarray
    first_P: np.ndarray
    pixel_P: np.ndarray


class ThinLines:
    """N open lines of one width, whose opacities change from frame to frame and whose places do not.

    Where lines cross, light adds up as if they were drawn one over the other, in whichever order. Copies share what was
    found, as it depends on the places alone.

    Parameters
    ----------
    points
        ``[N, M, 2]`` in the coordinates they are drawn in.
    width
        In the same unit.
    """

    def __init__(self, points: np.ndarray, width: float) -> None:
        self.points, self.width = points, width
        self._state: Hashable = None
        self._pixels, self._corner = np.zeros((0, 0), np.uint8), (0, 0)
        self._coverage = Coverage(*(np.zeros(0, np.intp) for _ in range(4)))

    def __deepcopy__(self, memo: object) -> ThinLines:
        return self

    def draw(self, canvas: skia.Canvas, rgba: np.ndarray, opacities: np.ndarray) -> None:
        """Draw the lines, each with its share ``[N]`` of the opacity of ``rgba``; as outlines into a recording."""
        if canvas.imageInfo().colorType() == skia.kUnknown_ColorType:  # a drawing is recorded
            self._draw_outlines(canvas, rgba, opacities)
        elif len(self.points) and self._found(canvas):
            # In the colour itself: a mask of opacities alone takes Skia six times as long.
            shades = _shades(rgba).take(self._lit(rgba[3] * opacities))
            pixels = shades.view(np.uint8).reshape(*shades.shape, 4)
            image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
            canvas.save()
            canvas.resetMatrix()
            canvas.drawImage(image, *self._corner)
            canvas.restore()

    def _draw_outlines(self, canvas: skia.Canvas, rgba: np.ndarray, opacities: np.ndarray) -> None:
        for points, share in zip(self.points, opacities.tolist(), strict=True):
            if share:
                paint = stroke_paint(rgba * [1, 1, 1, share], self.width)
                canvas.drawPath(polygons(points[None], closed=False), paint)

    def _lit(self, opacities: np.ndarray) -> np.ndarray:
        """Return the opacity of each pixel, 0 to 255: what is left uncovered is what every line leaves."""
        line_E, part_E, first_P, pixel_P = self._coverage
        left_E = opacities.astype(np.float32)[line_E]
        left_E *= -part_E
        np.log1p(left_E, out=left_E)
        left_P = np.add.reduceat(left_E, first_P) if len(first_P) else left_E
        np.expm1(left_P, out=left_P)
        left_P *= -255
        left_P += 0.5
        self._pixels.reshape(-1)[pixel_P] = left_P
        return self._pixels

    def _found(self, canvas: skia.Canvas) -> bool:
        """Find which pixels of a canvas the lines cover, unless that is known; return whether there are any."""
        size, matrix = canvas.getBaseLayerSize(), canvas.getTotalMatrix()
        state = (size.width(), size.height(), *matrix.get9())
        if state != self._state:
            self._state, box = state, self._box(canvas, self.points.reshape(-1, 2))
            self._corner, self._pixels = (box.left(), box.top()), np.zeros((box.height(), box.width()), np.uint8)
            if self._pixels.size:
                self._coverage = self._cover(matrix)
        return self._pixels.size > 0

    def _cover(self, matrix: skia.Matrix) -> Coverage:
        """Return what the lines cover of the picture, each drawn alone once."""
        page = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(*self._pixels.shape[::-1]), self._pixels).getCanvas()
        page.translate(*(-side for side in self._corner))
        page.concat(matrix)
        found = [self._covered(page, points) for points in self.points]
        line_E = np.repeat(np.arange(len(found), dtype=np.int32), [len(each) for each, _ in found])
        pixel_E, part_E = (np.concatenate(each) for each in zip(*found, strict=True))
        order = np.argsort(pixel_E, kind="stable")
        pixel_E = pixel_E[order]
        first_P = np.flatnonzero(np.diff(pixel_E, prepend=-1))
        return Coverage(line_E[order], part_E[order], first_P, pixel_E[first_P])

    def _covered(self, page: skia.Canvas, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Draw a line alone; return the pixels it covers and how far, and wipe it off again."""
        page.drawPath(polygons(points[None], closed=False), stroke_paint(WHITE, self.width))
        box = self._box(page, points)
        part = self._pixels[box.top() : box.bottom(), box.left() : box.right()]
        row, column = np.nonzero(part)
        light = part[row, column].astype(np.float32) / np.float32(255)
        part[:] = 0
        pixel = (row + box.top()) * self._pixels.shape[1] + column + box.left()
        return pixel.astype(np.int32), light

    def _box(self, canvas: skia.Canvas, points_N2: np.ndarray) -> skia.IRect:
        """Return the pixels of a canvas in which lines through points are; empty where they are outside of it."""
        low, high = points_N2.min(axis=0) - self.width, points_N2.max(axis=0) + self.width
        box = canvas.getTotalMatrix().mapRect(skia.Rect.MakeLTRB(*low.tolist(), *high.tolist())).roundOut()
        return box if box.intersect(skia.IRect.MakeSize(canvas.getBaseLayerSize())) else skia.IRect.MakeEmpty()


def _shades(rgba: np.ndarray) -> np.ndarray:
    """Return a colour at each opacity from 0 to 255, premultiplied, as four bytes in one number, ``[256]``."""
    shares = np.arange(256)[:, None] * np.array([*rgba[:3], 1.0])
    return np.rint(shares).astype(np.uint8).view(np.uint32).reshape(-1)
