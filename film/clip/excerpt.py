"""Excerpts of a scene: cut its sidecar to some of its time ranges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from attention_scenes.film.clip.sidecar_parts import Beat, NumberEntry, Span
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.excerpts import placed, within
from attention_scenes.film.inputs.naming import slug

Timed = TypeVar("Timed", Beat, NumberEntry)


def excerpt_of(sidecar: ClipSidecar, options: ClipOptions) -> tuple[ClipSidecar, list[Span]]:
    """Return the part of a whole scene's sidecar that a clip with these options shows, and its time ranges.

    The time ranges (seconds of the scene) are empty where the clip shows all of it.
    """
    if options.at is not None:
        return at_moment(sidecar, options.at), []
    kept = [(beat.start, beat.end) for beat in sidecar.beats if slug(beat.name) in options.beats]
    return (cut(sidecar, kept) if options.beats else sidecar), kept


def cut(sidecar: ClipSidecar, kept: list[Span]) -> ClipSidecar:
    """Return a sidecar cut to the ``kept`` time ranges, with its times shifted to those of the shorter clip."""
    parts: dict[str, Any] = {
        "beats": [*_within(sidecar.beats, kept)],
        "numbers": [*_within(sidecar.numbers, kept)],
    }
    return sidecar.model_copy(update=parts)


def at_moment(sidecar: ClipSidecar, seconds: float) -> ClipSidecar:
    """Return the sidecar with only the numbers that can be seen at this time."""
    seen = [number for number in sidecar.numbers if number.start <= seconds <= number.end]
    return sidecar.model_copy(update={"numbers": seen})


def in_scene(seconds: float, kept: Sequence[Span]) -> float:
    """Convert a time of a clip that shows the ``kept`` time ranges to a time of the scene."""
    for start, end, begins in placed(kept):
        if seconds < begins + end - start:
            return start + seconds - begins
    return kept[-1][1] if kept else seconds


def _within(entries: list[Timed], kept: Iterable[Span]) -> Iterator[Timed]:
    """Yield copies of the entries in the clip's own seconds, time range by time range."""
    for at in placed(kept):
        for entry in entries:
            if seen := within(entry.start, entry.end, *at):
                yield entry.model_copy(update={"start": seen[0], "end": seen[1]})
