"""Concatenate video files without encoding again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import langcodes

from attention_scenes.film.clip.subtitles import Span
from attention_scenes.film.encode.copy_packets import append_video, header
from attention_scenes.film.products.mp4_tracks import turn_off_subtitles
from attention_scenes.model.errors import UserError

_MS = Fraction(1, 1000)
# FFmpeg writes no subtitle stream without a style, though a player that knows mov_text uses its own.
_STYLE = b"[Script Info]\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,16\n"


def join(
    path: Path,
    pieces: Iterable[Path],
    captions: list[Span],
    marks: list[Span],
    language: str = "en",
    *,
    on: bool = False,
) -> int:
    """Join ``pieces``, mp4 files of one codec with the same settings, into one mp4; return its number of frames.

    Parameters
    ----------
    path
        File to write.
    pieces
        In order; each starts where the one before it ends.
    captions
        Go into a subtitle stream. In order and apart.
    marks
        Go into the file's list of chapters.
    language
        The code of the captions' language.
    on
        Whether players show the subtitles by default.

    Raises
    ------
    UserError
        If two pieces were encoded in different ways.
    """
    frames, first = 0, None
    with av.open(str(path), "w", format="mp4", container_options={"movflags": "+faststart"}) as film:
        for piece in pieces:
            with av.open(str(piece)) as source:
                video = source.streams.video[0]
                if first is None:
                    first = _header(video)
                    picture, words = film.add_stream_from_template(video), _subtitle_stream(film, language)
                    film.set_chapters([_chapter(number, mark) for number, mark in enumerate(marks, start=1)])
                elif first != _header(video):
                    raise UserError(f"{piece.name} was encoded in another way than the clips before it: use --force.")
                frames += append_video(source, film, picture, frames, video.average_rate)
        for packet in _subtitles(words, captions):
            film.mux(packet)
    if not on:
        turn_off_subtitles(path)
    return frames


def _header(video: av.VideoStream) -> tuple[object, ...]:
    """Return the properties that must be equal for two clips to be joined."""
    return *header(video), video.average_rate


def _chapter(number: int, mark: Span) -> dict[str, object]:
    start, end = round(mark.start / _MS), round(mark.end / _MS)
    return {"id": number, "start": start, "end": end, "time_base": _MS, "metadata": {"title": mark.words}}


def _subtitle_stream(film: av.container.OutputContainer, language: str) -> av.subtitles.stream.SubtitleStream:
    stream = film.add_stream("mov_text")
    stream.codec_context.subtitle_header = _STYLE
    stream.time_base = stream.codec_context.time_base = _MS
    stream.metadata["language"] = three_letters(language)
    return stream


def three_letters(language: str) -> str:
    """Return a language's code for mp4 (ISO 639-2): ``fra`` for ``fr``, ``und`` where it has none."""
    try:
        return langcodes.get(language).to_alpha3()
    except (LookupError, ValueError):
        return "und"


def _subtitles(stream: av.subtitles.stream.SubtitleStream, captions: list[Span]) -> Iterable[av.Packet]:
    """Yield packets of 3GPP timed text (TS 26.245, 5.17): length in two bytes, then UTF-8; empty in gaps."""
    covered_to = 0
    for words, start, end in captions:
        begins, ends = round(start / _MS), round(end / _MS)
        for text, first, last in (("", covered_to, begins), (words, begins, ends)):
            if last > first:
                data = text.encode()
                packet = av.Packet(len(data).to_bytes(2, "big") + data)
                packet.stream, packet.time_base = stream, _MS
                packet.pts, packet.dts, packet.duration = first, first, last - first
                yield packet
        covered_to = ends


def check_film(path: Path, frames: int, rate: Fraction, progress: Callable[[int], None]) -> None:
    """Check a film by decoding all of it; RuntimeError unless it has ``frames`` frames without gaps."""
    with av.open(str(path)) as film:
        video = film.streams.video[0]
        video.thread_type = "AUTO"
        seen = 0
        for picture in film.decode(video):
            if abs(picture.pts * picture.time_base - seen / rate) > 1 / rate / 2:
                raise RuntimeError(f"Frame {seen} of the film comes at {picture.time:.3f} s.")
            seen += 1
            progress(seen)
        seconds = float(video.duration * video.time_base)
    if seen != frames or abs(seconds - frames / float(rate)) > 1 / float(rate):
        raise RuntimeError(f"The film has {seen} frames in {seconds:.3f} s, not {frames} at {float(rate):g} a second.")
