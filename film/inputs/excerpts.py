"""Parse the flags for a part of a scene: ``--at`` and ``--beat``."""

from __future__ import annotations

import re

from attention_scenes.film.inputs.naming import slug
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

_LONGEST = 60  # characters of a beat's name


def excerpt(at: str | None, beat: str | None, loop: bool, still: bool) -> tuple[float | None, tuple[str, ...]]:
    """Return what :class:`film.inputs.clip_options.ClipOptions` calls ``at`` and ``beats``.

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
