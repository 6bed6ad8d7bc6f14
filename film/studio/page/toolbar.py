"""Toolbar: undo, redo, reset, theme and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import KeyEventArguments

from attention_scenes.film.studio.page.field_names import choice_name, field_name
from attention_scenes.film.studio.page.widgets import BOX
from attention_scenes.film.studio.state.caption_languages import CODE, ENGLISH, TRANSLATIONS, language_name, languages
from attention_scenes.film.studio.state.session import Session

THEME, LANGUAGE = "palette", TRANSLATIONS
SWITCHES = (THEME, LANGUAGE, CODE)  # of the form's fields; the code follows the language
THEMES = ("dark", "light")  # the others follow


class Toolbar:
    """Undo, redo and reset, and what is switched in every scene."""

    def __init__(self, session: Session) -> None:
        self._session = session
        with ui.element("div").classes("toolbar"):
            self._theme = self._switch(THEME)
            self._language = self._switch(LANGUAGE)
            with ui.element("div").classes("back").props('role="group" aria-label="Changes"'):
                self._undo = self._button("Undo", "undo", session.undo)
                self._redo = self._button("Redo", "redo", session.redo)
                self._reset = self._button("Reset", "restart_alt", session.reset)
        ui.keyboard(self._key)

    def refresh(self) -> None:
        """Show what is switched on, and what can be taken back."""
        session, values = self._session, self._session.values
        self._show(self._theme, THEME, self._themes(), lambda theme: choice_name(THEME, theme))
        self._show(self._language, LANGUAGE, [ENGLISH, *languages()], language_name)
        self._undo.set_enabled(session.history.before(values) is not None)
        self._redo.set_enabled(session.history.after(values) is not None)
        self._reset.set_enabled(values != session.defaults())

    def _show(self, box: ui.select, name: str, options: list[str], called: Callable[[str], str]) -> None:
        value = self._session.values.get(name, "")
        named = {option: called(option) for option in [*options, value]}
        if (box.options, box.value) != (named, value):
            box.set_options(named, value=value)
        box.error = "\n".join(self._session.faults.get(name, [])) or None

    def _themes(self) -> list[str]:
        known: list[str] = next((field["choices"] for field in self._session.fields if field["name"] == THEME), [])
        return sorted(known, key=lambda theme: (theme not in THEMES, theme))

    def _switch(self, name: str) -> ui.select:
        def take(event: Any) -> None:
            if self._session.fields and event.value is not None:
                self._session.set(name, event.value)

        return ui.select({}, label=field_name(name), on_change=take).props(BOX).classes(f"field-{name}")

    def _button(self, words: str, icon: str, act: Callable[[], None]) -> ui.button:
        return ui.button(words, icon=icon, on_click=act).props("flat dense no-caps")

    def _key(self, event: KeyEventArguments) -> None:
        if event.action.keydown and event.key == "z" and (event.modifiers.ctrl or event.modifiers.meta):
            self._session.redo() if event.modifiers.shift else self._session.undo()
