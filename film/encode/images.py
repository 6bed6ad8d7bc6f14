"""What is no video stream: single pictures, folders of frames, animated GIFs."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import VideoEncoder
from attention_scenes.film.frames.frame import Frame

_LOSSLESS = Target("video", ".mov", "qtrle", "argb", False, True)
_SHORTEST = 2  # hundredths of a second: browsers slow down GIFs that change faster


def png(pixels: np.ndarray, transparent: bool, level: int = 6) -> bytes:
    """Return a PNG of [height, width, 4] uint8 pixels; the alpha channel is left out unless ``transparent``."""
    picture = Image.fromarray(pixels if transparent else np.ascontiguousarray(pixels[..., :3]))
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=level)
    return data.getvalue()


def webp(pixels: np.ndarray, scale: float, quality: int) -> bytes:
    """Return a WebP of [height, width, 4] uint8 pixels, ``scale`` times as wide and high, without the alpha channel."""
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
    size = round(picture.width * scale), round(picture.height * scale)
    data = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(data, "WEBP", quality=quality, method=6)
    return data.getvalue()


def animated_webp(frames: list[np.ndarray], fps: float, quality: int) -> bytes:
    """Return a WebP that plays frames, each [height, width, 4] uint8, for ever, without the alpha channel."""
    first, *others = (Image.fromarray(np.ascontiguousarray(pixels[..., :3])) for pixels in frames)
    data = io.BytesIO()
    settings = {"duration": round(1000 / fps), "loop": 0, "quality": quality, "method": 4}
    first.save(data, "WEBP", save_all=True, append_images=others, **settings)
    return data.getvalue()


class FrameFolder:
    """Writes frames 00000.png, 00001.png, ... into the folder ``path``."""

    def __init__(self, path: Path, transparent: bool) -> None:
        self.path, self.frames, self._transparent = path, 0, transparent
        path.mkdir(parents=True, exist_ok=True)

    def write(self, frame: Frame, repeat: int = 1) -> None:
        data = png(frame.pixels, self._transparent, level=1)
        for _ in range(repeat):
            (self.path / f"{self.frames:05d}.png").write_bytes(data)
            self.frames += 1

    def close(self) -> None:
        pass

    def abort(self) -> None:
        pass


class GifEncoder:
    """Keeps all frames in a lossless file, then reads it twice: for the best palette, and to draw with it.

    The palette is that of the whole clip. Nothing is dithered: on flat shapes and letters dots are seen sooner than the
    step between two of 256 colours, and they take more room. It is played for ever.
    """

    def __init__(self, path: Path, width: int, height: int, fps: Fraction, transparent: bool) -> None:
        self.path, self.frames = path, 0
        self._fps, self._transparent = fps, transparent
        self._frames_path = path.with_name(path.name + ".mov")
        self._lossless = VideoEncoder(self._frames_path, _LOSSLESS, width, height, fps)

    def write(self, frame: Frame, repeat: int = 1) -> None:
        self._lossless.write(frame, repeat)
        self.frames = self._lossless.frames

    def close(self) -> None:
        self._lossless.close()
        try:
            self._draw(self._palette())
        finally:
            self._frames_path.unlink(missing_ok=True)

    def abort(self) -> None:
        self._lossless.abort()
        self._frames_path.unlink(missing_ok=True)

    def _palette(self) -> av.VideoFrame:
        graph = av.filter.Graph()
        with av.open(str(self._frames_path)) as source:
            start = graph.add_buffer(template=source.streams.video[0])
            reserve = f"reserve_transparent={int(self._transparent)}"
            graph.link_nodes(start, graph.add("palettegen", reserve), graph.add("buffersink")).configure()
            for frame in source.decode(video=0):
                graph.push(frame)
        graph.push(None)
        return graph.pull()

    def _due(self, number: int) -> int:
        """When a frame comes, in hundredths of a second."""
        return round(number * 100 / self._fps)

    def _last(self) -> int:
        """How long the last frame stays: without being told, players go on, or back, at once."""
        return max(_SHORTEST, self._due(self.frames) - self._due(self.frames - 1))

    def _draw(self, palette: av.VideoFrame) -> None:
        with av.open(str(self._frames_path)) as source, _gif(self.path, self._last()) as output:
            video = source.streams.video[0]
            stream = output.add_stream("gif", rate=100)
            stream.width, stream.height, stream.pix_fmt = video.width, video.height, "pal8"
            graph = av.filter.Graph()
            frames_in = graph.add_buffer(template=video)
            palette_in = graph.add_buffer(
                width=palette.width, height=palette.height, format=palette.format, time_base=Fraction(1, 100)
            )
            use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
            sink = graph.add("buffersink")
            frames_in.link_to(use, 0, 0)
            palette_in.link_to(use, 0, 1)
            use.link_to(sink)
            graph.configure()
            palette.pts, palette.time_base = 0, Fraction(1, 100)
            palette_in.push(palette)
            palette_in.push(None)
            last = -_SHORTEST
            for number, frame in enumerate(source.decode(video=0)):
                due = self._due(number)
                if due - last < _SHORTEST:
                    continue
                last = due
                frames_in.push(frame)
                drawn = sink.pull()
                drawn.pts, drawn.time_base = due, Fraction(1, 100)
                output.mux(stream.encode(drawn))
            output.mux(stream.encode(None))


def _gif(path: Path, last: int) -> av.container.OutputContainer:
    """Open a GIF that is played for ever, its last frame shown for ``last`` hundredths of a second."""
    return av.open(str(path), "w", format="gif", container_options={"loop": "0", "final_delay": str(last)})
