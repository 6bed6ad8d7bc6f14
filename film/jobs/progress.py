"""Progress display on stderr: a table where a terminal can redraw it, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from attention_scenes.film.jobs.progress_protocol import OVER, Show, State
from attention_scenes.film.system.console import note

MOST_NAMED = 20  # clips in the line that is printed first


def showing(clips: Iterable[str]) -> Show:
    """Return the progress display of ``clips`` for this stderr."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from attention_scenes.film.jobs.progress_table import ClipTable

        return ClipTable(clips)
    return Lines(clips)


class Lines:
    """Progress display of plain lines: one for each beat and each change that matters."""

    def __init__(self, clips: Iterable[str]) -> None:
        self._clips = list(clips)
        self._last: dict[str, tuple[str, str]] = {}

    def __enter__(self) -> Lines:
        many = len(self._clips) > MOST_NAMED
        note(f"loading {f'{len(self._clips):,} clips' if many else ', '.join(self._clips)}")
        return self

    def __exit__(self, *exception: object) -> None:
        """Do nothing: no display is open."""

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
