"""The form of a scene's parameters, with what is wrong next to each field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from film.studio.head_picker import HeadPicker
from film.studio.session import Session
from film.studio.widgets import BOX, give

Field = dict[str, Any]
TYPING = 'debounce="250"'  # milliseconds without a key after which what was typed counts


class Form:
    """Fields for what can be set about the session's scene."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: tuple[str, int] | None = None
        self._inputs: dict[str, ValidationElement] = {}
        self._pickers: dict[str, HeadPicker] = {}
        self._general = ui.label().classes("fault").props('role="alert"')
        self._body = ui.element("div").classes("form")

    def refresh(self) -> None:
        """Show another scene's fields, new values from a file, and what is wrong."""
        session = self._session
        if self._shown != (session.scene, session.edition):
            self._shown = session.scene, session.edition
            self._build()
        inputs = self._inputs
        for name, field in inputs.items():
            field.error = "\n".join(session.faults.get(name, [])) or None
        others = [line for name, lines in session.faults.items() if name not in inputs for line in lines]
        self._general.text = "\n".join(others)
        self._general.set_visibility(bool(others))
        for picker in self._pickers.values():
            picker.refresh()

    def _build(self) -> None:
        self._body.clear()
        self._inputs, self._pickers = {}, {}
        with self._body:
            for own, title in ((True, "This scene"), (False, "Every scene")):
                ui.label(title).classes("chapter")
                for field in self._session.fields:
                    if field["own"] == own:
                        self._add(field)

    def _add(self, field: Field) -> None:
        name, value = field["name"], self._session.values[field["name"]]
        label, hint = name.replace("_", " "), _hint(field)

        def take(event: Any) -> None:
            self._session.set(name, event.value)

        def take_lines(event: Any) -> None:
            self._session.set(name, _lines(event.value))

        match field["kind"]:
            case "flag":
                ui.switch(label, value=value is True, on_change=take).tooltip(hint)
                return
            case "choice":
                options = list(dict.fromkeys([*field["choices"], value]))
                self._inputs[name] = ui.select(options, label=label, value=value, on_change=take)
            case "lines" | "pairs":
                self._inputs[name] = ui.textarea(label, value="\n".join(value), on_change=take_lines)
            case "table":
                self._inputs[name] = Table(label, value, field["many"], lambda v: self._session.set(name, v)).names
                return
            case "sentence" | "toml":
                self._inputs[name] = ui.textarea(label, value=value, on_change=take)
            case _:
                self._inputs[name] = ui.input(label, value=value, on_change=take)
        box = self._inputs[name].props(BOX).classes(f"field-{name}")
        give(box, hint=hint)
        if field["kind"] != "choice":
            box.props(TYPING)
        if isinstance(box, ui.textarea):
            box.props("autogrow" if field["kind"] != "sentence" else 'autogrow rows="1"')
        if field["kind"] == "head":
            self._pickers[name] = HeadPicker(self._session, name, box.set_value)


def _hint(field: Field) -> str:
    """What a field is for, and its limits."""
    limits = [f"{limit.removeprefix('items: ')} lines" if "items" in limit else limit for limit in field["limits"]]
    return f"{field['help']} ({', '.join(limits)})" if limits else field["help"]


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


class Table:
    """Lists of text by name: a field for each name and one below it for its lines."""

    def __init__(self, label: str, value: dict[str, list[str]], many: int, take: Callable[[Any], None]) -> None:
        self._take, self._many = take, many
        self._rows: list[tuple[ui.input, ui.textarea]] = []
        ui.label(label).classes("label")
        self._place = ui.element("div").classes("table")
        for name, lines in (value or {"": []}).items():
            self._add(name, lines)
        ui.button("another", icon="add", on_click=lambda: self._add("", [])).props('flat dense size="sm" no-caps')

    @property
    def names(self) -> ui.input:
        """Where what is wrong is told."""
        return self._rows[0][0]

    def _add(self, name: str, lines: list[str]) -> None:
        if len(self._rows) >= self._many:
            return
        with self._place:
            head = ui.input("name", value=name, on_change=self._changed).props(f"{BOX} {TYPING}")
            body = ui.textarea("one a line", value="\n".join(lines), on_change=self._changed).props(f"{BOX} {TYPING}")
        self._rows.append((head, body.classes("lines")))

    def _changed(self) -> None:
        rows = [(head.value.strip(), _lines(body.value)) for head, body in self._rows]
        self._take({name: lines for name, lines in rows if name or lines})
