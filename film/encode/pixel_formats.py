"""Pixel formats: RGBA frames converted to what an encoder takes, anew only where they changed."""

from __future__ import annotations

from functools import lru_cache

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

from attention_scenes.film.encode.alpha_bleed import bleed_alpha
from attention_scenes.film.frames.frame import Box, Frame

# Colour is halved by a filter that looks at neighbours: what changes in a box changes colour up to _REACH pixels
# around it, and is right only where _AROUND pixels more were converted with it.
_REACH, _AROUND = 4, 8
_SIZES = 64  # of boxes whose tables are kept
_HD = {
    "dst_colorspace": Colorspace.ITU709,
    "src_color_range": ColorRange.JPEG,
    "dst_color_range": ColorRange.MPEG,
    "dst_color_primaries": ColorPrimaries.BT709,
    "dst_color_trc": ColorTrc.BT709,
}


class Converter:
    """Converts frames one after the other.

    Parameters
    ----------
    pixel_format
        FFmpeg's name of what is wanted. YUV is HD video's: BT.709, 16 to 235.
    """

    def __init__(self, pixel_format: str) -> None:
        self._format = pixel_format
        # FFmpeg sets up its tables for one size: to change it takes longer than to convert a small box.
        self._reformatters = lru_cache(_SIZES)(lambda _: VideoReformatter())
        self._colors = _HD if pixel_format.startswith("yuv") else {}
        self._last = 0
        self._converted: av.VideoFrame | None = None

    def converted(self, frame: Frame) -> av.VideoFrame:
        """Return ``frame`` converted: the picture returned before, mended, where it is known what changed since."""
        follows = frame.number and frame.number == self._last + 1 and frame.changed is not None
        if follows and self._converted is not None and self._format == "yuv420p":
            self._converted.make_writable()  # a codec may hold on to what it was given
            for box in frame.changed or ():
                self._mend(self._converted, frame.pixels, box)
        else:
            pixels = (
                bleed_alpha(frame.pixels) if self._format.startswith("yuva") else np.ascontiguousarray(frame.pixels)
            )
            self._converted = self._convert(pixels)
        self._last = frame.number
        return self._converted

    def _convert(self, pixels: np.ndarray) -> av.VideoFrame:
        picture = av.VideoFrame.from_numpy_buffer(pixels, "rgba")
        reformatter = self._reformatters(pixels.shape[:2])
        return reformatter.reformat(picture, format=self._format, threads=1, **self._colors)

    def _mend(self, picture: av.VideoFrame, pixels: np.ndarray, box: Box) -> None:
        rows, columns = (_wider(side, _REACH, length) for side, length in zip(box, pixels.shape, strict=False))
        seen = tuple(_wider(side, _AROUND, length) for side, length in zip(box, pixels.shape, strict=False))
        top, left = rows.start - seen[0].start, columns.start - seen[1].start
        part = _planes(self._convert(pixels[seen]))
        for target, source, half in zip(_planes(picture), part, (1, 2, 2), strict=True):
            height, width = (-(-(side.stop - side.start) // half) for side in (rows, columns))
            to = target[rows.start // half :, columns.start // half :][:height, :width]
            to[:] = source[top // half :, left // half :][:height, :width]


def _wider(side: slice, by: int, length: int) -> slice:
    return slice(max(side.start - by, 0), min(side.stop + by, length))


def _planes(picture: av.VideoFrame) -> list[np.ndarray]:
    """Return the planes of a yuv420p picture as arrays, padding at the ends of lines included."""
    return [np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size) for plane in picture.planes]
