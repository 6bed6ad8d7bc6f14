"""UserError: the one exception for a mistake that the user can correct."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """Bad input or a missing resource: one message that says what happened and what to do.

    The command line prints it without a traceback and leaves with exit code 2.
    """

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows in place of a traceback."""
        return [str(self)]


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return a hint naming the choice most like ``word``, or all choices where none is near."""
    known = sorted(choices)
    close = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."
