"""Progress reporting for clips being rendered: the states of a clip, and the protocol of displays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Protocol

State = Literal["waiting", "loading", "computing", "starting", "drawing", "done", "up to date", "failed"]
OVER = ("done", "up to date", "failed")


class FrameCounts:
    """Counts of the frames of clips, also of those that are drawn in chunks side by side.

    Parameters
    ----------
    totals
        About how many frames each clip has.
    """

    def __init__(self, totals: Mapping[str, int]) -> None:
        self._totals = totals
        self._done: dict[str, dict[int, int]] = {}

    def started(self, clip: str) -> bool:
        """Return whether frames of a clip were counted."""
        return clip in self._done

    def count(self, clip: str, event: Mapping[str, Any]) -> tuple[int, int, str]:
        """Count a frame; return how many of the clip are done, about how many it has, and the beat.

        Of chunks, which are in several beats at once, there is none.
        """
        chunks = self._done.setdefault(clip, {})
        chunks[event.get("chunk", -1)] = event["done"]
        done = sum(chunks.values())
        in_chunks = chunks.keys() != {-1}
        total = self._totals.get(clip, 0) if in_chunks else event["total"]
        return done, max(total, done), "in parts" if in_chunks else event["beat"]


class Show(Protocol):
    """Progress display: a context in which clips are rendered."""

    def __enter__(self) -> Show: ...

    def __exit__(self, *exception: Any) -> None: ...

    def show(self, clip: str, state: State, words: str = "", done: float = 0, total: float = 0) -> None:
        """Show the state of ``clip``.

        Parameters
        ----------
        clip
            Its name.
        state
            What happens to it now.
        words
            More about that: the beat that is drawn, what is computed, why it failed.
        done, total
            Frames, or for what is computed a fraction of 1; 0 of 0 where that is not known.
        """

    def line(self, text: str) -> None:
        """Print a line about the work, out of the way of what is redrawn."""
