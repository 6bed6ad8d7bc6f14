"""Video files: RGBA frames encoded by FFmpeg."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import PictureType

from attention_scenes.film.encode.codecs import HARDWARE
from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.pixel_formats import Converter
from attention_scenes.film.frames.frame import Frame
from attention_scenes.model.errors import UserError

_BT709 = 1  # FFmpeg's number for the colour space of HD video, in all three of its tables
_LIMITED = 1  # 16 to 235, as players expect


class VideoExporter(Exporter):
    """A file with one video stream, encoded by FFmpeg."""

    def __init__(self, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> None:
        self.path, self.frames, self._target, self._rate = path, 0, target, fps
        self._container = av.open(
            str(path), "w", format=target.suffix[1:], container_options=dict(target.container_options)
        )
        try:
            self._stream = self._container.add_stream(target.codec, rate=fps, options=dict(target.options))
            _shape(self._stream, target, width, height, fps)
            self._stream.codec_context.thread_count = threads
            # Left alone, PyAV has frames cut into slices, one a thread: more time, larger files.
            self._stream.codec_context.thread_type = "FRAME"
        except BaseException:
            self.abort()
            raise
        self._converter = Converter(target.pixel_format)

    def add(self, frame: Frame, repeat: int = 1) -> None:
        picture = self._converter.converted(frame)
        for again in range(repeat):
            self.add_picture(picture, frame.opens and not again)

    def add_picture(self, picture: av.VideoFrame, opens: bool = False) -> None:
        """Add a picture in the target's pixel format; if ``opens``, none from it on needs those before it."""
        picture.time_base, picture.pts = 1 / self._rate, self.frames
        picture.pict_type = PictureType.I if opens else PictureType.NONE
        self._container.mux(self._stream.encode(picture))
        self.frames += 1

    @classmethod
    def probe(cls, target: Target, width: int, height: int, fps: Fraction) -> None:
        check_encoder(target, width, height, fps)

    def close(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def abort(self) -> None:
        # The file is thrown away: what could not be written to it no longer matters.
        with suppress(OSError, ValueError):
            self._container.close()


def _shape(stream: av.VideoStream, target: Target, width: int, height: int, fps: Fraction) -> None:
    stream.width, stream.height, stream.pix_fmt = width, height, target.pixel_format
    stream.time_base = 1 / fps
    context = stream.codec_context
    context.time_base = 1 / fps
    if target.pixel_format.startswith("yuv"):
        context.color_range = _LIMITED
        context.colorspace = context.color_primaries = context.color_trc = _BT709


def check_encoder(target: Target, width: int, height: int, fps: Fraction) -> None:
    """Open the codec once without a file, so that a bad option is reported before anything is drawn or written.

    Raises
    ------
    UserError
        If the codec is not there, refuses its options, or does not know one.
    """
    try:
        context = av.CodecContext.create(target.codec, "w")
    except (ValueError, av.FFmpegError):
        raise UserError(f"There is no encoder {target.codec!r} here: leave out codec={target.codec}.") from None
    if not isinstance(context, av.VideoCodecContext):
        raise UserError(f"{target.codec} does not encode pictures: leave out codec={target.codec}.")
    formats = {video_format.name for video_format in context.codec.video_formats or ()}
    if formats and target.pixel_format not in formats:
        raise UserError(f"{target.codec} cannot hold {target.pixel_format} pixels: choose another codec or format.")
    context.options = dict(target.options)
    context.width, context.height, context.pix_fmt = width, height, target.pixel_format
    context.time_base, context.framerate = 1 / fps, fps
    given = ", ".join(f"{key}={value}" for key, value in target.options.items())
    try:
        context.open()
    except (av.FFmpegError, ValueError, OSError) as error:
        why = getattr(error, "strerror", None) or error
        needs = " It needs hardware: `python render.py check` says what works here." if target.codec in HARDWARE else ""
        raise UserError(f"{target.codec} could not start with {given or 'its defaults'}: {why}.{needs}") from error
    unknown = sorted(set(context.options) & set(target.options))
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise UserError(f"{target.codec} has no option {names}: see ffmpeg -h encoder={target.codec}.")


def exact_rate(fps: float) -> Fraction:
    """Return frames a second as a fraction: 29.97 is 30000/1001."""
    if abs(fps - round(fps)) < 1e-4:
        return Fraction(round(fps))
    ntsc = Fraction(round(fps * 1.001) * 1000, 1001)
    return ntsc if abs(float(ntsc) - fps) < 0.01 else Fraction(fps).limit_denominator(1000)
