"""Sentence field above the frame, with a live count of its tokens and the scene's limit."""

from __future__ import annotations

from typing import Any

from nicegui import background_tasks, ui
from nicegui.elements.mixins.validation_element import ValidationElement

from attention_scenes.film.studio.page.form_inputs import add_input
from attention_scenes.film.studio.page.widgets import mark
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.worker_client import Failed

LEADS = ("sentence", "lines", "word")  # kinds of fields that can lead a scene
COUNTED = "text"  # the parameter that is one sentence


def lead_of(fields: list[dict[str, Any]]) -> str:
    """The name of the field that a scene is about, its first one, where that holds words; else ``""``."""
    first = next(iter(fields), None)
    return first["name"] if first and first["own"] and first["kind"] in LEADS else ""


class SentenceBar:
    """The field that a scene is about, wide and first of all."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: tuple[str, int] | None = None
        self._input: ValidationElement | None = None
        self._count: ui.label | None = None
        self._counted: str | None = None
        self._place = ui.element("div").classes("sentence")

    def refresh(self) -> None:
        """Show another scene's sentence, what is wrong with it, and how many tokens it has."""
        session, lead = self._session, lead_of(self._session.fields)
        if self._shown != (session.scene, session.edition):
            self._shown = session.scene, session.edition
            self._build(lead)
        if self._input:
            self._input.error = "\n".join(session.faults.get(lead, [])) or None
        text = session.values.get(COUNTED) if lead == COUNTED else None
        if self._count and text != self._counted:
            self._counted = text
            background_tasks.create(self._tell(str(text)))

    def _build(self, lead: str) -> None:
        self._place.clear()
        self._input = self._count = self._counted = None
        field = next((field for field in self._session.fields if field["name"] == lead), None)
        if not field:
            return
        with self._place:
            self._input = add_input(self._session, field)
        if lead == COUNTED:
            with self._input.add_slot("counter"):
                self._count = ui.label().classes("count").props('role="status"')
                self._count.tooltip("The model’s own start token counts, too.")

    async def _tell(self, text: str) -> None:
        try:
            count = await self._session.studio.count_tokens(text) if text.strip() else 0
        except Failed:
            return  # the field says why it cannot be read
        if self._count and text == self._counted:
            most = self._session.most_tokens
            self._count.text = f"{count:,} of at most {most} tokens" if most else f"{count:,} tokens"
            mark(self._count, "too-many", bool(most and count > most))
