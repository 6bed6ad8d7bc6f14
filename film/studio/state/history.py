"""Undo and redo: the states of a form whose picture was looked at, and where in them one is."""

from __future__ import annotations

from typing import Any

FormState = dict[str, Any]
MOST = 100  # states; the oldest are forgotten


class History:
    """Undo history: a form's values whenever its picture was drawn. Values never drawn are no step of their own."""

    def __init__(self) -> None:
        self._states: list[FormState] = []
        self._here = -1

    def note(self, state: FormState) -> None:
        """Note that the picture of a state has been drawn; what was undone before it is forgotten."""
        if self._here < 0 or self._states[self._here] != state:
            self._states = [*self._states[: self._here + 1], state][-MOST:]
            self._here = len(self._states) - 1

    def before(self, state: FormState) -> FormState | None:
        """The state to go back to from ``state``: the last one drawn, or the one before it where that is this one."""
        if self._here < 0:
            return None
        if self._states[self._here] != state:
            return self._states[self._here]
        return self._states[self._here - 1] if self._here else None

    def after(self, state: FormState) -> FormState | None:
        """The state that was undone last, unless something else has been typed since."""
        is_here = self._here >= 0 and self._states[self._here] == state
        return self._states[self._here + 1] if is_here and self._here + 1 < len(self._states) else None

    def go(self, state: FormState | None) -> FormState | None:
        """Stand at a state that :meth:`before` or :meth:`after` returned, where they did, and return it."""
        if state is not None:
            near = range(max(0, self._here - 1), min(len(self._states), self._here + 2))
            self._here = next(place for place in near if self._states[place] is state)
        return state
