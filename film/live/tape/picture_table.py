"""Pictures of pixels on a tape, each kept once."""

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
MASK, NEAREST, TILED = 1, 2, 4


class PictureTable:
    """Table of the pictures on a tape: what is drawn again is found by its pixels."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._by_number: dict[tuple[int, bool], tuple[str, int]] = {}
        self._by_pixels: dict[bytes, int] = {}
        self._drawn: dict[int, tuple[skia.Picture, tuple[str, int], skia.Rect]] = {}

    def image(self, image: skia.Image, nearest: bool) -> tuple[str, int]:
        """Return a picture's shape."""
        key = image.uniqueID(), nearest
        if key not in self._by_number:
            self._by_number[key] = "i", self._kept(image, nearest)
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
            self._drawn[number] = picture, ("i", self._kept(surface.makeImageSnapshot(), False)), box
        _, shape, box = self._drawn[number]
        return shape, box

    def _kept(self, image: skia.Image, nearest: bool) -> int:
        mask = image.colorType() == skia.ColorType.kAlpha_8_ColorType
        pixels = np.zeros((image.height(), image.width(), 1 if mask else 4), np.uint8)
        kind = skia.ColorType.kAlpha_8_ColorType if mask else skia.ColorType.kRGBA_8888_ColorType
        info = skia.ImageInfo.Make(image.width(), image.height(), kind, skia.kUnpremul_AlphaType)
        image.readPixels(info, pixels, pixels.shape[1] * pixels.shape[2])
        digest = hashlib.blake2b(pixels.tobytes() + bytes([mask, nearest]), digest_size=16).digest()
        if digest not in self._by_pixels:
            self._by_pixels[digest] = len(self.rows)
            self.rows.append([image.width(), image.height(), *_told(pixels, mask, nearest)])
        return self._by_pixels[digest]


def _told(pixels: np.ndarray, mask: bool, nearest: bool) -> list[Any]:
    """Return what a picture is, and its pixels; those of a large one that has few tiles as tiles."""
    kind = MASK * mask + NEAREST * nearest
    if not mask and pixels.shape[0] * pixels.shape[1] > LOSSLESS and (tiles := tiles_of(pixels)):
        return [kind + TILED, _webp(tiles.strip, lossless=True, quality=100), tiles.side, tiles.numbers]
    return [kind, _encoded(pixels, mask, nearest)]


def _encoded(pixels: np.ndarray, mask: bool, nearest: bool) -> str:
    if mask:
        pixels = np.concatenate([np.repeat(np.full_like(pixels, 255), 3, axis=2), pixels], axis=2)
    exact = _webp(pixels, lossless=True, quality=100)
    if mask or nearest or pixels.shape[0] * pixels.shape[1] <= LOSSLESS:
        return exact
    return min(exact, _webp(pixels, quality=QUALITY, alpha_quality=EDGES), key=len)


def _webp(pixels: np.ndarray, **how: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "WEBP", method=4, **how)
    return base64.b64encode(file.getvalue()).decode()
