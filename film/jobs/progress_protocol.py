"""Progress reporting for clips being rendered: the states of a clip, and the protocol of displays."""

from __future__ import annotations

from typing import Any, Literal, Protocol

State = Literal["waiting", "loading", "computing", "starting", "drawing", "done", "up to date", "failed"]
OVER = ("done", "up to date", "failed")


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
