"""How far each clip is, while clips are made: a table where a terminal can redraw it, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any, Literal, Protocol

from film.console import note

State = Literal["waiting", "loading", "computing", "starting", "drawing", "done", "up to date", "failed"]
OVER = ("done", "up to date", "failed")


class Show(Protocol):
    """A context in which clips are made before a person's eyes."""

    def __enter__(self) -> Show: ...

    def __exit__(self, *exception: Any) -> None: ...

    def show(self, clip: str, state: State, words: str = "", done: float = 0, total: float = 0) -> None:
        """Show what becomes of ``clip``.

        Parameters
        ----------
        clip
            Its name.
        state
            What happens to it now.
        words
            More about that: the beat that is drawn, what is computed, why it failed.
        done, total
            Frames, or for what is computed a fraction of 1; 0 of 0 where nobody knows.
        """

    def line(self, text: str) -> None:
        """Print a line about the work, out of the way of what is redrawn."""


def showing(clips: Iterable[str]) -> Show:
    """Return what shows the progress of ``clips`` on stderr, from their names on."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from film.table import ClipTable

        return ClipTable(clips)
    return Lines(clips)


class Lines:
    """A line for each beat and each change that matters."""

    def __init__(self, clips: Iterable[str]) -> None:
        self._clips = list(clips)
        self._last: dict[str, tuple[str, str]] = {}

    def __enter__(self) -> Lines:
        note(f"loading {', '.join(self._clips)}")
        return self

    def __exit__(self, *exception: object) -> None:
        """Nothing is left open."""

    def show(self, clip: str, state: State, words: str = "", done: float = 0, total: float = 0) -> None:
        if self._last.get(clip) == (state, words):
            return
        self._last[clip] = (state, words)
        if state == "drawing":
            note(f"{clip}: frame {done:.0f} of {total:.0f}, {words or 'start'}")
        elif state in OVER or (state == "computing" and words):
            note(f"{clip}: {': '.join(filter(None, [state, words]))}")

    def line(self, text: str) -> None:
        note(text)
