"""Lossless file of frames, so that the encoder alone gets exactly what a scene drew."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from attention_scenes.film.frames.frame import Frame

_HEAD = struct.Struct("<II")  # bytes that follow, and how many frames long this one is shown


class FrameKeeper:
    """An encoder (see :class:`film.encode.exporter.Exporter`) that keeps frames instead of encoding them.

    ``changed`` counts the frames that differ from the one before.
    """

    def __init__(self, path: Path, clip: Path) -> None:
        self.frames = self.changed = 0
        self._clip, self._last = clip, np.empty(0)
        self._file = path.open("wb")

    def add(self, frame: Frame, repeat: int = 1) -> None:
        pixels = frame.pixels
        packed = zlib.compress(pixels.data, 1)
        self._file.write(_HEAD.pack(len(packed), repeat) + packed)
        self.frames += repeat
        if not np.array_equal(pixels, self._last):
            self.changed += 1
            self._last = pixels.copy()

    def close(self) -> None:
        self._file.close()

    def abort(self) -> None:
        self._file.close()


def kept(path: Path, width: int, height: int, at_once: int = 48) -> Iterator[list[tuple[np.ndarray, int]]]:
    """Yield the frames of a file, ``at_once`` of them at a time: pairs of pixels [height, width, 4] and repeats."""
    shape = (height, width, 4)
    with path.open("rb") as file:
        some: list[tuple[np.ndarray, int]] = []
        while head := file.read(_HEAD.size):
            length, repeat = _HEAD.unpack(head)
            # A copy, because decompressed bytes cannot be written to and the encoder's buffers must be writable.
            pixels = np.frombuffer(zlib.decompress(file.read(length)), np.uint8).reshape(shape).copy()
            some.append((pixels, repeat))
            if len(some) == at_once:
                yield some
                some = []
        if some:
            yield some
