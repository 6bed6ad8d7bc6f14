"""Pictures of pixels on a tape, each kept once, however it is drawn."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

import numpy as np
import skia
from PIL import Image

from attention_scenes.film.live.tape.tiled_picture import tiles_of

SIDE = 512  # pixels of the longer side of a drawing that is kept as a picture
LOSSLESS = 96 * 96  # pixels: what is larger is photographed where that is the smaller
QUALITY, EDGES = 82, 80  # of a photograph, and of how much it covers
MASK, TILED = 1, 4
SMOOTH, NEAREST, BETWEEN = 0, 2, 8  # how it is drawn: made smaller first; pixel by pixel; between four pixels


class PictureTable:
    """Table of the pictures on a tape: what is drawn again is found by its pixels.

    Where the same are drawn in another way, the row has the number of that picture in the pixels' place.
    """

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._by_number: dict[tuple[int, int], tuple[str, int]] = {}
        self._by_pixels: dict[bytes, dict[int, int]] = {}
        self._drawn: dict[int, tuple[skia.Picture, tuple[str, int], skia.Rect]] = {}

    def image(self, image: skia.Image, way: int) -> tuple[str, int]:
        """Return a picture's shape."""
        key = image.uniqueID(), way
        if key not in self._by_number:
            self._by_number[key] = "i", self._kept(image, way)
        return self._by_number[key]

    def picture(self, picture: skia.Picture) -> tuple[tuple[str, int], skia.Rect]:
        """Return the shape of a recorded drawing, whose first row of pixels is its lower edge, and its box."""
        number = picture.uniqueID()
        if number not in self._drawn:
            box = picture.cullRect()
            scale = SIDE / max(box.width(), box.height())
            surface = skia.Surface(max(1, round(box.width() * scale)), max(1, round(box.height() * scale)))
            with surface as canvas:
                canvas.scale(scale, scale)
                canvas.translate(-box.left(), -box.top())
                canvas.drawPicture(picture)
            self._drawn[number] = picture, ("i", self._kept(surface.makeImageSnapshot(), SMOOTH)), box
        _, shape, box = self._drawn[number]
        return shape, box

    def _kept(self, image: skia.Image, way: int) -> int:
        mask = image.colorType() == skia.ColorType.kAlpha_8_ColorType
        pixels = np.zeros((image.height(), image.width(), 1 if mask else 4), np.uint8)
        kind = skia.ColorType.kAlpha_8_ColorType if mask else skia.ColorType.kRGBA_8888_ColorType
        info = skia.ImageInfo.Make(image.width(), image.height(), kind, skia.kUnpremul_AlphaType)
        image.readPixels(info, pixels, pixels.shape[1] * pixels.shape[2])
        digest = hashlib.blake2b(pixels.tobytes() + bytes([mask]), digest_size=16).digest()
        ways = self._by_pixels.setdefault(digest, {})
        if way not in ways:
            first = next(iter(ways.values()), None)
            kind, told = MASK * mask, [first]
            if first is None:
                kind, *told = _told(pixels, mask, exact=way == NEAREST)
            elif way == NEAREST:
                self.rows[first][3:] = _told(pixels, mask, exact=True)[1:]
            ways[way] = len(self.rows)
            self.rows.append([image.width(), image.height(), kind + way, *told])
        return ways[way]


def _told(pixels: np.ndarray, mask: bool, exact: bool) -> list[Any]:
    """Return what a picture is, and its pixels; those of a large one that has few tiles as tiles."""
    if not mask and pixels.shape[0] * pixels.shape[1] > LOSSLESS and (tiles := tiles_of(pixels)):
        return [TILED, _webp(tiles.strip, lossless=True, quality=100), tiles.side, tiles.numbers]
    return [MASK * mask, _encoded(pixels, mask, exact)]


def _encoded(pixels: np.ndarray, mask: bool, exact: bool) -> str:
    if mask:
        pixels = np.concatenate([np.repeat(np.full_like(pixels, 255), 3, axis=2), pixels], axis=2)
    lossless = _webp(pixels, lossless=True, quality=100)
    if mask or exact or pixels.shape[0] * pixels.shape[1] <= LOSSLESS:
        return lossless
    return min(lossless, _webp(pixels, quality=QUALITY, alpha_quality=EDGES), key=len)


def _webp(pixels: np.ndarray, **how: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "WEBP", method=4, **how)
    return base64.b64encode(file.getvalue()).decode()
