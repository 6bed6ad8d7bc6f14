"""Problem: what a check found wrong, as a stable code and a line that says what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold.

    Parameters
    ----------
    code
        A dotted name that stays the same from version to version, such as ``numbers.value``.
    what
        One line: where it stands, what is said there and why that is not so.
    """

    code: str
    what: str

    def __str__(self) -> str:
        return self.what
