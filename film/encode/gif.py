"""Animated GIFs with one palette for the whole clip."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from attention_scenes.film.encode.codecs import QTRLE
from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.encode.formats import FORMATS, Target
from attention_scenes.film.encode.video import VideoExporter, check_encoder
from attention_scenes.film.frames.frame import Frame

LOSSLESS = Target(FORMATS["mov"], True, QTRLE.name, QTRLE.pixel_format)
_CLOCK = FORMATS["gif"].clock
_SHORTEST = 2  # hundredths of a second: browsers slow down GIFs that change faster


class GifExporter(Exporter):
    """Keeps all frames in a lossless file, then reads it twice: for the best palette, and to draw with it.

    The palette is that of the whole clip. Nothing is dithered: on flat shapes and letters dots are seen sooner than the
    step between two of 256 colours, and they take more room. It is played for ever.
    """

    def __init__(self, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> None:
        self.path, self.frames = path, 0
        self._fps, self._transparent = fps, target.transparent
        self._frames_path = path.with_name(path.name + ".mov")
        self._lossless = VideoExporter(self._frames_path, LOSSLESS, width, height, fps)

    @classmethod
    def probe(cls, target: Target, width: int, height: int, fps: Fraction) -> None:
        check_encoder(LOSSLESS, width, height, fps)

    def add(self, frame: Frame, repeat: int = 1) -> None:
        self._lossless.add(frame, repeat)
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
        """Return when a frame comes, in hundredths of a second."""
        return round(number * _CLOCK / self._fps)

    def _last(self) -> int:
        """Return how long the last frame stays: where a file does not say, players go on, or back, at once."""
        return max(_SHORTEST, self._due(self.frames) - self._due(self.frames - 1))

    def _draw(self, palette: av.VideoFrame) -> None:
        with av.open(str(self._frames_path)) as source, _gif(self.path, self._last()) as output:
            video = source.streams.video[0]
            stream = output.add_stream("gif", rate=_CLOCK)
            stream.width, stream.height, stream.pix_fmt = video.width, video.height, "pal8"
            graph = av.filter.Graph()
            frames_in = graph.add_buffer(template=video)
            palette_in = graph.add_buffer(
                width=palette.width, height=palette.height, format=palette.format, time_base=Fraction(1, _CLOCK)
            )
            use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
            sink = graph.add("buffersink")
            frames_in.link_to(use, 0, 0)
            palette_in.link_to(use, 0, 1)
            use.link_to(sink)
            graph.configure()
            palette.pts, palette.time_base = 0, Fraction(1, _CLOCK)
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
                drawn.pts, drawn.time_base = due, Fraction(1, _CLOCK)
                output.mux(stream.encode(drawn))
            output.mux(stream.encode(None))


def _gif(path: Path, last: int) -> av.container.OutputContainer:
    """Open a GIF that is played for ever, its last frame shown for ``last`` hundredths of a second."""
    return av.open(str(path), "w", format="gif", container_options={"loop": "0", "final_delay": str(last)})
