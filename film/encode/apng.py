"""Animated PNGs: lossless, and with an alpha channel that every browser shows."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np

from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.images import png
from attention_scenes.film.frames.frame import Box, Frame

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST = 0xFFFF  # of a delay's two parts


class ApngExporter(Exporter):
    """Writes of each frame the rectangle that differs from the frame before; it is played for ever.

    FFmpeg has an encoder, too, but that of libavcodec 62.28 left out a square that came while another moved.
    """

    def __init__(self, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> None:
        self.path, self.frames, self._transparent = path, 0, target.transparent
        self._delay = (1 / fps).limit_denominator(_MOST)
        self._last: np.ndarray | None = None
        self._number = 0  # of the next chunk that has one
        self._file = path.open("wb")
        kind = struct.pack(">IIBBBBB", width, height, 8, 6 if self._transparent else 2, 0, 0, 0)
        self._file.write(SIGNATURE + chunk(b"IHDR", kind))
        self._count_at = self._file.tell()
        self._write_count()

    def add(self, frame: Frame, repeat: int = 1) -> None:
        for _ in range(repeat):
            self._add(frame.pixels, changed(frame.pixels, self._last))
            self._last = frame.pixels
        self._last = frame.pixels.copy()

    def close(self) -> None:
        self._file.write(chunk(b"IEND", b""))
        self._file.seek(self._count_at)
        self._write_count()
        self._file.close()

    def abort(self) -> None:
        self._file.close()

    def _add(self, pixels: np.ndarray, box: Box) -> None:
        part = np.ascontiguousarray(pixels[box])
        size_and_place = part.shape[1], part.shape[0], box[1].start, box[0].start
        delay = self._delay.numerator, self._delay.denominator
        self._file.write(chunk(b"fcTL", struct.pack(">IIIIIHHBB", self._next(), *size_and_place, *delay, 0, 0)))
        for data in image_data(png(part, self._transparent)):
            if self.frames:
                self._file.write(chunk(b"fdAT", struct.pack(">I", self._next()) + data))
            else:
                self._file.write(chunk(b"IDAT", data))
        self.frames += 1

    def _next(self) -> int:
        self._number += 1
        return self._number - 1

    def _write_count(self) -> None:
        self._file.write(chunk(b"acTL", struct.pack(">II", self.frames, 0)))


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG: its length, its name, its data and their checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def image_data(picture: bytes) -> Iterator[bytes]:
    """Yield the data of the ``IDAT`` chunks of a PNG."""
    file = io.BytesIO(picture[len(SIGNATURE) :])
    while head := file.read(8):
        length, name = struct.unpack(">I4s", head)
        data = file.read(length + 4)[:length]
        if name == b"IDAT":
            yield data


def changed(pixels: np.ndarray, before: np.ndarray | None) -> Box:
    """Return the smallest box outside which two pictures agree, of one pixel where they are the same."""
    if before is None:
        return slice(0, pixels.shape[0]), slice(0, pixels.shape[1])
    differs = (pixels.view(np.uint32) != before.view(np.uint32))[..., 0]
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return slice(0, 1), slice(0, 1)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
