"""Excerpts of a scene: the sidecar of some of its seconds alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from attention_scenes.film.clip.sidecar_parts import Beat, NumberEntry, Span
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import slug

Timed = TypeVar("Timed", Beat, NumberEntry)


def excerpt_of(sidecar: ClipSidecar, options: ClipOptions) -> tuple[ClipSidecar, list[Span]]:
    """Return the sidecar of a clip with these options, of that of the whole scene, and the seconds that it has of it.

    The seconds are given only where they are not all.
    """
    if options.at is not None:
        return at_moment(sidecar, options.at), []
    kept = [(beat.start, beat.end) for beat in sidecar.beats if slug(beat.name) in options.beats]
    return (cut(sidecar, kept) if options.beats else sidecar), kept


def cut(sidecar: ClipSidecar, kept: list[Span]) -> ClipSidecar:
    """Return what a sidecar says of the ``kept`` seconds, in those of a clip that has nothing but them."""
    parts: dict[str, Any] = {
        "beats": [beat for span in _placed(kept) for beat in _within(sidecar.beats, *span)],
        "numbers": [number for span in _placed(kept) for number in _within(sidecar.numbers, *span)],
    }
    return sidecar.model_copy(update=parts)


def at_moment(sidecar: ClipSidecar, seconds: float) -> ClipSidecar:
    """Return the sidecar with those of its numbers alone that are seen then."""
    seen = [number for number in sidecar.numbers if number.start <= seconds <= number.end]
    return sidecar.model_copy(update={"numbers": seen})


def in_scene(seconds: float, kept: Sequence[Span]) -> float:
    """Return which second of the scene this second of a clip of the ``kept`` ones is."""
    for start, end, begins in _placed(kept):
        if seconds < begins + end - start:
            return start + seconds - begins
    return kept[-1][1] if kept else seconds


def _placed(kept: Iterable[Span]) -> Iterable[tuple[float, float, float]]:
    """Each span with the second of the clip at which it begins."""
    begins = 0.0
    for start, end in kept:
        yield start, end, begins
        begins += end - start


def _within(entries: list[Timed], start: float, end: float, begins: float) -> Iterable[Timed]:
    for entry in entries:
        first, last = max(entry.start, start), min(entry.end, end)
        if first < last:
            times = {"start": round(first - start + begins, 3), "end": round(last - start + begins, 3)}
            yield entry.model_copy(update=times)
