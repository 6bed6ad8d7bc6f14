"""Timeline: slider, marks as long as the beats, beats by name, keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments, KeyEventArguments

from attention_scenes.film.studio.page.widgets import give, mark
from attention_scenes.film.studio.state.frame_cache import RATE, STEP, frame_number
from attention_scenes.film.studio.state.session import Session


class Scrubber:
    """Moves a session through its scene."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown_beats: list[dict[str, Any]] | None = None
        with ui.element("div").classes("time"):
            self._marks = ui.element("div").classes("marks").props('aria-hidden="true"')
            self._slider = ui.element("input").props('type="range" min="0" max="1" step="1" aria-label="Time"')
            self._slider.on("input", self._slid, js_handler="(e) => emit(Number(e.target.value))", throttle=0.05)
            with ui.element("div").classes("transport"):
                self._button("skip_previous", "Beat before (Shift ←)", lambda: self._to_beat(-1))
                self._button("chevron_left", "Frame before (←)", lambda: self._step(-1))
                self._play = self._button("play_arrow", "Play the preview (space)", self._toggle)
                self._button("chevron_right", "Next frame (→)", lambda: self._step(1))
                self._button("skip_next", "Next beat (Shift →)", lambda: self._to_beat(1))
                self._clock = ui.label().classes("clock")
            self._beats = ui.element("div").classes("beats").props('role="group" aria-label="Beats"')
        self._timer = ui.timer(STEP / RATE, self._tick, active=False)
        ui.keyboard(self._key)

    def refresh(self) -> None:
        """Show the session's beats and its moment."""
        session = self._session
        if self._shown_beats != session.played.beats:
            self._shown_beats = session.played.beats
            self._list_beats()
        last = frame_number(session.played.seconds or 0) - 1
        if last > 0:
            give(self._slider, max=last)
        give(self._slider, value=session.moment(), aria_valuetext=f"{session.moment() / RATE:.1f} seconds")
        beat = session.beat()
        whole = f" / {session.played.seconds:.1f} s" if session.played.seconds else " s"
        self._clock.text = f"{session.moment() / RATE:.1f}{whole}"
        for row in (self._beats, self._marks):
            for each, element in zip(self._shown_beats or [], row.default_slot.children, strict=True):
                mark(element, "here", each == beat)

    def _list_beats(self) -> None:
        self._beats.clear()
        self._marks.clear()
        for beat in self._shown_beats or []:
            with self._marks:
                ui.element("div").style(f"flex: {max(beat['end'] - beat['start'], 0.1):.2f} 1 0")
            with self._beats:
                piece = ui.element("button")
                give(piece, type="button", title=beat["caption"])
                piece.on("click", lambda _, beat=beat: self._session.seek(frame_number(beat["end"]) - 1))
                with piece:
                    ui.label(beat["name"].replace("-", " "))

    def _button(self, icon: str, words: str, act: Callable[[], None]) -> ui.button:
        button = ui.button(icon=icon, on_click=act).props("flat dense round").tooltip(words)
        give(button, size="sm", aria_label=words)
        return button

    def _slid(self, event: GenericEventArguments) -> None:
        self._session.seek(int(event.args))

    def _step(self, frames: int) -> None:
        self._session.seek(self._session.moment() + frames)

    def _to_beat(self, way: int) -> None:
        """Go to the end of the next beat, or of the one before: there all of it is seen."""
        ends = [frame_number(beat["end"]) - 1 for beat in self._session.played.beats]
        there = [end for end in ends if (end > self._session.moment() if way > 0 else end < self._session.moment())]
        if there:
            self._session.seek(there[0] if way > 0 else there[-1])

    def _toggle(self) -> None:
        self._timer.active = not self._timer.active
        if self._timer.active and self._at_end():
            self._session.seek(0)
        give(self._play, icon="pause" if self._timer.active else "play_arrow")

    def _tick(self) -> None:
        if self._at_end():
            self._toggle()
        else:
            self._session.seek((self._session.moment() // STEP + 1) * STEP)  # where a frame is kept

    def _at_end(self) -> bool:
        return self._session.moment() >= frame_number(self._session.played.seconds or 0) - 1

    def _key(self, event: KeyEventArguments) -> None:
        if not event.action.keydown or event.modifiers.ctrl or event.modifiers.alt or event.modifiers.meta:
            return
        way = 1 if event.key.arrow_right else -1 if event.key.arrow_left else 0
        if way:
            self._to_beat(way) if event.modifiers.shift else self._step(way)
        elif event.key.space and not event.action.repeat:
            self._toggle()
        elif event.key.home or event.key.end:
            self._session.seek(0 if event.key.home else frame_number(self._session.played.seconds or 0) - 1)
