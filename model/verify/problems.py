"""Problem: one fault found by a check, as a stable code and a line that explains it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A fault that a check found.

    Parameters
    ----------
    code
        A dotted name that stays the same from version to version, such as ``numbers.value``.
    what
        One line: the place, the claim and why it does not hold.
    """

    code: str
    what: str

    def __str__(self) -> str:
        return self.what
