"""Form of a scene's parameters, with messages next to each field."""

from __future__ import annotations

from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from attention_scenes.film.studio.page.form_inputs import add_flag, add_input
from attention_scenes.film.studio.page.head_picker import HeadPicker
from attention_scenes.film.studio.page.parameter_file import ParameterFile
from attention_scenes.film.studio.page.sentence import lead_of
from attention_scenes.film.studio.page.toolbar import SWITCHES, Toolbar
from attention_scenes.film.studio.state.export_choices import ExportChoices
from attention_scenes.film.studio.state.session import Session

Field = dict[str, Any]


class Form:
    """Fields for what can be set about the session's scene, but for its sentence and what the toolbar switches."""

    def __init__(self, session: Session, choices: ExportChoices) -> None:
        self._session = session
        self._shown: tuple[str, int] | None = None
        self._inputs: dict[str, ValidationElement] = {}
        self._picker: HeadPicker | None = None
        self._toolbar = Toolbar(session)
        self._file = ParameterFile(choices)
        self._general = ui.label().classes("fault").props('role="alert"')
        self._body = ui.element("div").classes("form")

    def refresh(self) -> None:
        """Show another scene's fields, new values from a file, and what is wrong."""
        session = self._session
        if self._shown != (session.scene, session.edition):
            self._shown = session.scene, session.edition
            self._build()
        self._toolbar.refresh()
        self._file.refresh()
        for name, box in self._inputs.items():
            box.error = "\n".join(session.faults.get(name, [])) or None
        self._general.text = "\n".join(self._faults_elsewhere())
        self._general.set_visibility(bool(self._general.text))
        if self._picker:
            self._picker.refresh()

    def _faults_elsewhere(self) -> list[str]:
        """Return messages that no field shows."""
        shown = {*self._inputs, lead_of(self._session.fields)}
        return [line for name, lines in self._session.faults.items() if name not in shown for line in lines]

    def _build(self) -> None:
        self._body.clear()
        self._inputs, self._picker = {}, None
        lead = lead_of(self._session.fields)
        rest = [field for field in self._session.fields if field["name"] != lead and field["name"] not in SWITCHES]
        with self._body:
            for own, title in ((True, "This scene"), (False, "Every scene")):
                some = [field for field in rest if field["own"] == own]
                if some:
                    ui.label(title).classes("chapter")
                for field in some:
                    self._add(field)

    def _add(self, field: Field) -> None:
        if field["kind"] == "flag":
            return add_flag(self._session, field)
        box = self._inputs[field["name"]] = add_input(self._session, field)
        if field["kind"] == "head":
            self._picker = HeadPicker(self._session, field["name"], box.set_value)
