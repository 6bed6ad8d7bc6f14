"""Progress reporting for clips being rendered: the states of a clip, and what shows them."""

from __future__ import annotations

from typing import Any, Literal, Protocol

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
            Frames, or for what is computed a fraction of 1; 0 of 0 where that is not known.
        """

    def line(self, text: str) -> None:
        """Print a line about the work, out of the way of what is redrawn."""
