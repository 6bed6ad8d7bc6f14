"""Decode the frames of a finished file, and compare them with the same frames drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image, UnidentifiedImageError
from scipy.ndimage import uniform_filter

from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.pixel_formats import Converter
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.frames.frame import Frame

Decoded = tuple[int, Any]
UNREADABLE = (av.FFmpegError, OSError, ValueError, IndexError, UnidentifiedImageError)


@dataclass(frozen=True)
class Source:
    """Source of a clip's frames: a file, its encoding, its rate, and the number of frames before them."""

    path: Path
    target: Target
    fps: float
    offset: int = 0

    def decoded(self) -> Iterator[Decoded]:
        """Decode the frames and yield each with its number; raise one of ``UNREADABLE`` where that fails."""
        return self._frames() if self.target.suffix else self._pictures()

    def channels(self, frame: Any) -> np.ndarray:
        """Return a decoded frame as channels [C, height, width] uint8: YUV or RGB, then coverage if it has any."""
        if isinstance(frame, Image.Image):
            return self._rgb(np.asarray(frame.convert("RGBA")))
        if not self.target.pixel_format.startswith("yuv"):
            return self._rgb(frame.to_ndarray(format="rgba"))
        if not self.target.transparent:
            return frame.to_ndarray(format="yuv444p")
        planes = frame.reformat(format="yuva444p").planes
        rows = [np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size) for plane in planes]
        return np.stack([row[:, : frame.width] for row in rows])

    def expected(self, pixels: np.ndarray) -> np.ndarray:
        """Return the channels that a lossless file would have for a drawn picture [height, width, 4]."""
        if self.target.pixel_format == "pal8":  # a colour of a palette is opaque or not
            return self._rgb(np.where(pixels[..., 3:] >= 128, pixels | np.array([0, 0, 0, 255], np.uint8), 0))
        if not self.target.suffix:
            return self._rgb(pixels)
        return self.channels(Converter(self.target.pixel_format).converted(Frame(pixels)))

    def _pictures(self) -> Iterator[Decoded]:
        files = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
        for number, file in enumerate(files):
            with Image.open(file) as picture:
                yield number, picture

    def _frames(self) -> Iterator[Decoded]:
        rate = exact_rate(self.fps)
        with av.open(str(self.path)) as container:
            video = container.streams.video[0]
            video.thread_type = "AUTO"
            # FFmpeg's own decoder of VP9 leaves coverage out.
            decoder = av.CodecContext.create("libvpx-vp9", "r") if self._has_vp9_alpha() else video.codec_context
            if self.offset:
                container.seek(round(self.offset / rate / video.time_base), stream=video)
            for packet in container.demux(video):
                for frame in decoder.decode(packet if packet.size else None):
                    number = round(frame.pts * video.time_base * rate) - self.offset
                    if number >= 0:
                        yield number, frame

    def _has_vp9_alpha(self) -> bool:
        return self.target.transparent and self.target.codec == "libvpx-vp9"

    def _rgb(self, rgba: np.ndarray) -> np.ndarray:
        return np.moveaxis(rgba if self.target.transparent else rgba[..., :3], -1, 0)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest local difference, 0 to 255, of two pictures [C, height, width].

    It is the mean difference over a square about as wide as a small digit's stroke is long, so that what a codec
    loses here and there counts little and a stroke that moved counts much. A fourth channel is coverage.
    """
    side = max(4, one.shape[1] // 90)
    apart = np.abs(_seen(one) - _seen(other)).max(axis=0)
    return float(uniform_filter(apart, side, mode="constant").max())


def _seen(channels: np.ndarray) -> np.ndarray:
    """Return colours multiplied by their coverage: [C, height, width] float32."""
    whole = channels.astype(np.float32)
    if len(whole) == 4:
        whole[:3] *= whole[3] / 255
    return whole
