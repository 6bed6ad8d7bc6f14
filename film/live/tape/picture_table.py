"""Pictures of pixels on a tape, each kept once, however it is drawn."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import skia
from PIL import Image

from attention_scenes.film.live.tape.tiled_picture import Tiles, tiles_of

SIDE = 512  # pixels of the longer side of a drawing that is kept as a picture
LOSSLESS = 96 * 96  # pixels: what is larger is photographed where that is the smaller
QUALITY, EDGES = 82, 80  # of a photograph, and of how much it covers
MASK, TILED = 1, 4
SMOOTH, NEAREST, BETWEEN = 0, 2, 8  # how it is drawn: made smaller first; pixel by pixel; between four pixels
Color = tuple[float, float, float]


class _Laid(NamedTuple):
    """Pictures that cover as much, laid of tiles that stand at the same places: their numbers and their pixels."""

    numbers: list[int]
    pixels: np.ndarray
    tiles: Tiles


class PictureTable:
    """Table of the pictures on a tape: what is drawn again is found by its pixels.

    Where the same are drawn in another way, the row has the number of that picture in the pixels' place.
    """

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self._by_number: dict[tuple[int, int], tuple[tuple[str, int], Color | None]] = {}
        self._by_pixels: dict[bytes, dict[int, int]] = {}
        self._photographed: set[bytes] = set()  # whose pixels are not exact, as far as anybody has asked for
        self._laid: dict[bytes, _Laid] = {}
        self._drawn: dict[int, tuple[skia.Picture, tuple[str, int], skia.Rect]] = {}

    def image(self, image: skia.Image, way: int) -> tuple[tuple[str, int], Color | None]:
        """Return a picture's shape, and its colour where it has one alone: it is kept as a mask, for both themes."""
        key = image.uniqueID(), way
        if key not in self._by_number:
            number, color = self._kept(image, way)
            self._by_number[key] = ("i", number), color
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
            self._drawn[number] = picture, ("i", self._kept(surface.makeImageSnapshot(), SMOOTH, False)[0]), box
        _, shape, box = self._drawn[number]
        return shape, box

    def _kept(self, image: skia.Image, way: int, as_mask: bool = True) -> tuple[int, Color | None]:
        alone = image.colorType() == skia.ColorType.kAlpha_8_ColorType
        kind = skia.ColorType.kAlpha_8_ColorType if alone else skia.ColorType.kRGBA_8888_ColorType
        info = skia.ImageInfo.Make(image.width(), image.height(), kind, skia.kUnpremul_AlphaType)
        pixels = np.full((image.height(), image.width(), 4), 255, np.uint8)
        read = np.zeros((*pixels.shape[:2], 1 if alone else 4), np.uint8)
        image.readPixels(info, read, read.shape[1] * read.shape[2])
        color = None if alone or not as_mask else _one_color(read)
        mask = alone or color is not None
        if mask:
            pixels[..., 3] = read[..., -1]
        else:
            pixels = read
        digest = _digest(pixels, bytes([mask]))
        ways = self._by_pixels.setdefault(digest, {})
        first, exact = next(iter(ways.values()), None), alone or way == NEAREST
        if first is not None and exact and digest in self._photographed:
            self._photographed.remove(digest)
            self.rows[first][3] = _encoded(pixels, exact)
        if way not in ways:
            kind, told = MASK * mask + way, [first]
            if first is None:
                tiles = self._tiles(pixels) if image.width() * image.height() > LOSSLESS else None
                kind += TILED if tiles else 0
                told = tiles or [_encoded(pixels, exact)]
                if not (tiles or exact):
                    self._photographed.add(digest)
            ways[way] = len(self.rows)
            self.rows.append([image.width(), image.height(), kind, *told])
        return ways[way], color

    def _tiles(self, pixels: np.ndarray) -> list[Any] | None:
        """Return a picture that has few tiles as tiles; those of pictures that cover as much stand at the same places.

        Such pictures are the two themes': what says where its tiles stand is the same list, which packs to nothing.
        """
        if (tiles := tiles_of(pixels)) is None:
            return None
        covers, laid = _digest(pixels[..., 3]), _Laid([], pixels, tiles)
        if (before := self._laid.get(covers)) and (joint := _joint(before, pixels, tiles)):
            laid = joint
        strips = np.split(laid.tiles.strip, laid.pixels.shape[2] // 4, axis=2)
        *others, told = [
            [_webp(strip, lossless=True, quality=100), laid.tiles.side, laid.tiles.numbers] for strip in strips
        ]
        for number, other in zip(laid.numbers, others, strict=True):
            self.rows[number][3:] = other
        self._laid[covers] = laid._replace(numbers=[*laid.numbers, len(self.rows)])
        return told


def _joint(before: _Laid, pixels: np.ndarray, tiles: Tiles) -> _Laid | None:
    """Return a picture laid together with those before; None where that takes more tiles: little is common to them."""
    both = np.concatenate([before.pixels, pixels], axis=2)
    found = tiles_of(both)
    if found is None or not found.side == tiles.side == before.tiles.side:
        return None
    few = len(found.strip) == max(len(tiles.strip), len(before.tiles.strip))
    return before._replace(pixels=both, tiles=found) if few else None


def way_of(how: Sequence[Any]) -> int:
    """Return how a picture is drawn, as Skia is asked to; nobody who does not say draws it larger or smaller."""
    sampling = next((one for one in how if isinstance(one, skia.SamplingOptions)), None)
    if sampling is None or sampling.useCubic:
        return SMOOTH
    if sampling.filter == skia.FilterMode.kNearest:
        return NEAREST
    return BETWEEN if sampling.mipmap == skia.MipmapMode.kNone else SMOOTH


def _digest(pixels: np.ndarray, more: bytes = b"") -> bytes:
    """Return a key of pixels and their sides: a line of pixels is another across than down."""
    return hashlib.blake2b(repr(pixels.shape).encode() + more + pixels.tobytes(), digest_size=16).digest()


def _one_color(pixels: np.ndarray) -> Color | None:
    """Return the one colour of a picture ``[H, W, 4]``, wherever it covers anything; None where it has several."""
    lit = pixels[pixels[..., 3] > 0]
    if not len(lit) or (lit[:, :3] != lit[0, :3]).any():
        return None
    red, green, blue = (lit[0, :3] / 255).tolist()
    return red, green, blue


def _encoded(pixels: np.ndarray, exact: bool) -> str:
    lossless = _webp(pixels, lossless=True, quality=100)
    if exact or pixels.shape[0] * pixels.shape[1] <= LOSSLESS:
        return lossless
    return min(lossless, _webp(pixels, quality=QUALITY, alpha_quality=EDGES), key=len)


def _webp(pixels: np.ndarray, **how: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels), "RGBA").save(file, "WEBP", method=4, **how)
    return base64.b64encode(file.getvalue()).decode()
