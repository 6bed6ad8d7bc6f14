"""Input elements for the fields of a form, with messages about wrong values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from attention_scenes.film.studio.page.field_names import choice_name, field_name
from attention_scenes.film.studio.page.widgets import BOX, give
from attention_scenes.film.studio.state.session import Session

Field = dict[str, Any]
TYPING = 'debounce="250"'  # milliseconds without a key after which what was typed counts
TYPED = ("lines", "pairs", "sentence", "toml", "word", "number", "head")


def add_input(session: Session, field: Field) -> ValidationElement:
    """Add an element for a field of any kind but a flag, which has nothing wrong."""
    name, value = field["name"], session.values[field["name"]]
    label = field_name(name)

    def take(event: Any) -> None:
        session.set(name, event.value)

    def take_lines(event: Any) -> None:
        session.set(name, _lines(event.value))

    box: ValidationElement
    match field["kind"]:
        case "choice":
            options = {choice: choice_name(name, choice) for choice in [*field["choices"], value]}
            box = ui.select(options, label=label, value=value, on_change=take)
        case "lines" | "pairs":
            box = ui.textarea(label, value="\n".join(value), on_change=take_lines)
        case "table":
            return Table(label, value, field["many"], lambda v: session.set(name, v)).names
        case "sentence" | "toml":
            box = ui.textarea(label, value=value, on_change=take)
        case _:
            box = ui.input(label, value=value, on_change=take)
    give(box.props(BOX).classes(f"field-{name}"), hint=_hint(field))
    if field["kind"] in TYPED:
        give(box.props(TYPING), dir="auto")  # by what is typed: from right to left, too
    if isinstance(box, ui.textarea):
        box.props('autogrow rows="1"' if field["kind"] == "sentence" else "autogrow")
    return box


def add_flag(session: Session, field: Field) -> None:
    """Add a switch for something that is or is not so."""
    name, value = field["name"], session.values[field["name"]]
    switch = ui.switch(field_name(name), value=value is True, on_change=lambda event: session.set(name, event.value))
    switch.tooltip(_hint(field))


def _hint(field: Field) -> str:
    """Return the help of a field and its limits."""
    if field["help"] == f"The {field_name(field['name']).lower()}.":
        return ""  # its name says it
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
        """The element that shows messages."""
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
