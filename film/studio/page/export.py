"""Export panel: choose format and size, render, and list the renders."""

from __future__ import annotations

from nicegui import ui

from attention_scenes.film.inputs.flags import QUALITIES
from attention_scenes.film.studio.page.render_row import RenderRow
from attention_scenes.film.studio.page.widgets import BOX
from attention_scenes.film.studio.state.export_choices import CHOICES, ExportChoices

SIZES = {key: f"{height}p, {fps:g} a second" for key, (width, height, fps) in QUALITIES.items()}


class Export:
    """Fields and buttons below the frame, and a row for each render."""

    def __init__(self, choices: ExportChoices) -> None:
        self._session, self._choices = choices.session, choices
        self._rows: dict[int, RenderRow] = {}
        with ui.element("div").classes("export picture"):
            self._field("Format", {key: words for key, (words, *_) in CHOICES.items()}, "format")
            self._field("Size", SIZES, "quality")
            self._typed("Width,height", "resolution", "1280,720")
            self._typed("Frames a second", "fps", "30")
            # Without a colour of the framework's: its own letters would stand over ours.
            ui.button("Render", icon="movie", on_click=self._render, color=None).props("unelevated no-caps").classes(
                "render"
            )
        self._why = ui.label().classes("fault").props('role="status"')
        self._fault = ui.label().classes("fault").props('role="alert"')
        self._list = ui.element("div").classes("renders").props('aria-label="Renders" role="list"')

    def refresh(self) -> None:
        """Show what is wrong and the progress of the renders."""
        self._fault.text = self._choices.fault
        self._fault.set_visibility(bool(self._choices.fault))
        self._why.text = f"Cannot render: {self._session.problem()}"
        self._why.set_visibility(bool(self._session.faults))
        renders = self._session.studio.render_queue.all
        for number in self._rows.keys() - {render.number for render in renders}:
            self._rows.pop(number).delete()
        for render in renders:
            if render.number not in self._rows:
                with self._list:
                    self._rows[render.number] = RenderRow(self._session, render)
                self._rows[render.number].move(target_index=0)
            self._rows[render.number].refresh()

    def _field(self, label: str, options: dict[str, str], key: str) -> None:
        value = self._choices.chosen[key]
        ui.select(options, label=label, value=value, on_change=lambda e: self._take(key, e.value)).props(BOX)

    def _typed(self, label: str, key: str, example: str) -> None:
        value = self._choices.chosen[key]
        box = ui.input(label, value=value, placeholder=example, on_change=lambda e: self._take(key, e.value or ""))
        box.props(BOX).classes("short").tooltip("In place of the size’s own")

    def _take(self, key: str, value: str) -> None:
        self._choices.chosen[key] = value.strip()
        self._session.refresh()

    async def _render(self) -> None:
        await self._choices.render()
        self.refresh()
