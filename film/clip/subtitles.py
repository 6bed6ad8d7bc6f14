"""Subtitles: the captions of a clip with their times, as SubRip and WebVTT."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NamedTuple

from attention_scenes.film.clip.sidecar_parts import Beat


class Span(NamedTuple):
    """Some words and the seconds they are for: a caption, or a chapter mark's title."""

    words: str
    start: float
    end: float


def captions(beats: Iterable[Beat], begins: float = 0.0) -> list[Span]:
    """Return what is said in the ``beats`` of a sidecar, ``begins`` seconds later than there."""
    return [
        Span(beat.caption, begins + beat.start, begins + beat.end)
        for beat in beats
        if beat.caption and beat.end > beat.start
    ]


def srt(spans: Iterable[Span]) -> str:
    """Return captions as SubRip has them."""
    return "".join(
        f"{number}\n{_clock(start, ',')} --> {_clock(end, ',')}\n{words}\n\n"
        for number, (words, start, end) in enumerate(spans, start=1)
    )


def vtt(spans: Iterable[Span], language: str = "en") -> str:
    """Return captions as WebVTT, which browsers read; there ``<`` and ``&`` would be markup."""
    head = "WEBVTT\n" if language == "en" else f"WEBVTT\nKind: captions\nLanguage: {language}\n"
    cues = (
        f"\n{_clock(start, '.')} --> {_clock(end, '.')}\n{html.escape(words, quote=False)}\n"
        for words, start, end in spans
    )
    return "".join([head, *cues])


def _clock(seconds: float, mark: str) -> str:
    minutes, ms = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{ms // 1000:02}{mark}{ms % 1000:03}"
