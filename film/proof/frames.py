"""Frames of a finished file, compared with the same frames drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from PIL import Image, UnidentifiedImageError
from scipy.ndimage import uniform_filter

from film.conversion import Converter
from film.encoder import exact_rate
from film.formats import Target
from film.frame import Frame

Numbered = tuple[int, np.ndarray]


@dataclass(frozen=True)
class Source:
    """Where a clip's frames are: a file, its encoding, its rate, and how many frames of the file come before them."""

    path: Path
    target: Target
    fps: float
    offset: int = 0

    def decoded(self) -> Iterator[Numbered]:
        """Yield each frame's number and its channels [C, height, width] uint8, one after the other."""
        if self.target.kind == "png":
            return self._pictures()
        return self._gif() if self.target.kind == "gif" else self._video()

    def expected(self, pixels: np.ndarray) -> np.ndarray:
        """Return what a lossless file would hold of a drawn picture [height, width, 4], as :meth:`decoded` does."""
        if self.target.kind == "png":
            return _channels(pixels, self.target.transparent)
        if self.target.kind == "gif":
            opaque = pixels[..., 3:] >= 128
            return _channels(np.where(opaque, pixels | np.array([0, 0, 0, 255], np.uint8), 0), self.target.transparent)
        return self._planes(Converter(self.target.pixel_format).converted(Frame(pixels)))

    def _pictures(self) -> Iterator[Numbered]:
        files = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
        for number, file in enumerate(files):
            with Image.open(file) as picture:
                yield number, _channels(np.asarray(picture.convert("RGBA")), self.target.transparent)

    def _gif(self) -> Iterator[Numbered]:
        with av.open(str(self.path)) as container:
            for frame in container.decode(video=0):
                number = round(float(frame.pts * frame.time_base * exact_rate(self.fps)))
                yield number, _channels(frame.to_ndarray(format="rgba"), self.target.transparent)

    def _video(self) -> Iterator[Numbered]:
        with av.open(str(self.path)) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            if self.offset:
                container.seek(round(self.offset / exact_rate(self.fps) / video.time_base), stream=video)
            for frame in container.decode(video):
                number = round(float(frame.pts * frame.time_base * exact_rate(self.fps))) - self.offset
                if number >= 0:
                    yield number, self._planes(frame)

    def _planes(self, frame: av.VideoFrame) -> np.ndarray:
        """Brightness, colour and coverage of a frame; of one that is not YUV its red, green, blue and coverage."""
        if self.target.pixel_format.startswith("yuv"):
            full = "yuva444p" if self.target.transparent else "yuv444p"
            return frame.reformat(format=full).to_ndarray() if not self.target.transparent else _with_alpha(frame)
        return _channels(frame.to_ndarray(format="rgba"), self.target.transparent)


def _with_alpha(frame: av.VideoFrame) -> np.ndarray:
    planes = frame.reformat(format="yuva444p").planes
    return np.stack([np.frombuffer(p, np.uint8).reshape(p.height, p.line_size)[:, : p.width] for p in planes])


def _channels(rgba: np.ndarray, transparent: bool) -> np.ndarray:
    return np.moveaxis(rgba if transparent else rgba[..., :3], -1, 0)
