"""What a scene says of itself, of some of its seconds alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import slug

Seconds = tuple[float, float]


def shown_in(shown: dict[str, Any], options: ClipOptions) -> tuple[dict[str, Any], list[Seconds]]:
    """Return what a scene says of a clip made with these options, and which of its seconds the clip has.

    These are told only where they are not all.
    """
    if options.at is not None:
        return at_moment(shown, options.at), []
    kept = [(beat["start"], beat["end"]) for beat in shown.get("beats", ()) if slug(beat["name"]) in options.beats]
    return (cut(shown, kept) if options.beats else shown), kept


def cut(shown: dict[str, Any], kept: list[Seconds]) -> dict[str, Any]:
    """Return what a scene says of the ``kept`` seconds, in those of a clip that has nothing but them."""
    told = dict(shown)
    for what in ("beats", "numbers"):
        if what in shown:
            told[what] = [entry for span in _placed(kept) for entry in _within(shown[what], *span)]
    return told


def at_moment(shown: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return what a scene says, of its numbers only those that are seen then."""
    told = dict(shown)
    if "numbers" in shown:
        told["numbers"] = [entry for entry in shown["numbers"] if entry["start"] <= seconds <= entry["end"]]
    return told


def in_scene(seconds: float, kept: list[Seconds]) -> float:
    """Return which second of the scene this second of a clip of the ``kept`` ones is."""
    for start, end, begins in _placed(kept):
        if seconds < begins + end - start:
            return start + seconds - begins
    return kept[-1][1] if kept else seconds


def _placed(kept: Iterable[Seconds]) -> Iterable[tuple[float, float, float]]:
    """Each span with the second of the clip at which it begins."""
    begins = 0.0
    for start, end in kept:
        yield start, end, begins
        begins += end - start


def _within(entries: list[dict[str, Any]], start: float, end: float, begins: float) -> Iterable[dict[str, Any]]:
    for entry in entries:
        first, last = max(entry["start"], start), min(entry["end"], end)
        if first < last:
            yield entry | {"start": round(first - start + begins, 3), "end": round(last - start + begins, 3)}
