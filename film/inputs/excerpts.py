"""Excerpts of a scene: parse ``--at`` and ``--beat``, and convert times of the scene to those of the excerpt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attention_scenes.film.inputs.naming import slug
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

Span = tuple[float, float]  # seconds of the scene, from the first to the last
_LONGEST = 60  # characters of a beat's name


def excerpt(at: str | None, beat: str | None, loop: bool, still: bool) -> tuple[float | None, tuple[str, ...]]:
    """Parse the flags into ``at`` and ``beats`` of :class:`film.inputs.clip_options.ClipOptions`.

    Raises
    ------
    UserError
        If one of them cannot be read, or they do not go together.
    """
    if at is not None and not still:
        raise UserError(f"--at {short(at)} is a still of that moment: add -s.")
    if at is not None and beat is not None:
        raise UserError("--at counts from the start of the whole clip: leave out --beat, or leave out --at.")
    if loop and still:
        raise UserError("A still cannot loop: leave out --loop, or leave out -s.")
    return _moment(at), _beats(beat)


def _moment(text: str | None) -> float | None:
    if text is None:
        return None
    match = re.fullmatch(r"(?:(\d{1,3}):(?=[0-5]\d))?(\d{1,5}(?:\.\d{1,6})?)", text)
    if not match:
        raise UserError(f"--at needs seconds from the start, such as --at 12.5 or --at 1:07; got {short(text)}.")
    return round(60 * int(match[1] or 0) + float(match[2]), 3)


def _beats(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    beats = [slug(name) for name in text.split(",")]
    if not all(0 < len(beat) <= _LONGEST for beat in beats):
        raise UserError(f"--beat needs names, with commas between, such as --beat scores,softmax; got {short(text)}.")
    return tuple(dict.fromkeys(beats))


def placed(spans: Iterable[Span]) -> Iterator[tuple[float, float, float]]:
    """Yield each time range with the second of the excerpt at which it begins."""
    begins = 0.0
    for start, end in spans:
        yield start, end, begins
        begins += end - start


def within(start: float, end: float, opens: float, closes: float, begins: float) -> Span | None:
    """Return when, in the excerpt, what is there from ``start`` to ``end`` is seen in a time range that was placed."""
    first, last = max(start, opens), min(end, closes)
    return (round(first - opens + begins, 3), round(last - opens + begins, 3)) if first < last else None
