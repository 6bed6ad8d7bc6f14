"""View of the current frame, with progress or the reason why it cannot be drawn."""

from __future__ import annotations

from nicegui import ui

from attention_scenes.film.studio.page.widgets import give, mark
from attention_scenes.film.studio.state.session import Session

UNDRAWN = "This is the last picture that could be drawn."


class FrameView:
    """The picture of the session's current frame with its caption below it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        with ui.element("div").classes("screen"):
            self._frame = ui.element("img").classes("frame")
            self._over = ui.element("div").classes("overlay")
            with self._over:
                self._spinner = ui.spinner(size="32px")
                self._words = ui.label()
        self._caption = ui.label().classes("caption")

    def refresh(self) -> None:
        """Show the frame; dim it while another is drawn, and more where what the form says cannot be."""
        session, beat = self._session, self._session.beat()
        self._caption.text = beat["caption"] if beat else ""
        self._caption.set_visibility(session.values.get("captions") is not True)  # else the picture has it
        wrong, first = bool(session.faults), session.shown is None
        mark(self._frame, "stale", bool(session.status))
        mark(self._frame, "wrong", wrong)
        self._frame.set_visibility(not first)
        if session.shown:
            request, number = session.shown
            give(self._frame, src=f"/frame/{request}/{number}", alt=self._caption.text or "A frame of the scene")
        self._spinner.set_visibility(first and not wrong)
        self._words.text = self._told(first)
        self._over.set_visibility(wrong or first)

    def _told(self, first: bool) -> str:
        session = self._session
        if session.faults and not first:
            return UNDRAWN
        return session.problem() or f"{session.status or 'loading the scene'} …"
