"""Row for a render: its description, progress and buttons."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from attention_scenes.film.encode.formats import FORMATS
from attention_scenes.film.studio.page.widgets import give, mark
from attention_scenes.film.studio.state.render_files import companions
from attention_scenes.film.studio.state.render_job import RenderJob
from attention_scenes.film.studio.state.session import Session
from attention_scenes.model.errors import UserError

# What browsers show.
PLAYED = {row.suffix for row in FORMATS.values() if row.shown_by == "video"}
SHOWN = {row.suffix for row in FORMATS.values() if row.shown_by == "img"} | {".png"}


class RenderRow(ui.element):
    """Row for one render: its description, progress and buttons."""

    def __init__(self, session: Session, render: RenderJob) -> None:
        super().__init__("div")
        self._session, self._render, self._state = session, render, ""
        with self.classes("render-row").props('role="listitem"'):
            ui.label(render.scene).classes("what")
            ui.label(render.kind).classes("kind")
            self._bar = ui.linear_progress(show_value=False).props('instant-feedback aria-label="Progress"')
            self._words = ui.label().classes("words")
            self._actions = ui.element("div").classes("actions")
            self._fault = ui.label().classes("fault").props('role="alert"')
            self._fault.set_visibility(False)

    def refresh(self) -> None:
        """Show its progress."""
        render = self._render
        self._bar.value = render.part
        give(self._bar, indeterminate=render.state == "computing" and not render.part)
        self._words.text = ": ".join(filter(None, [render.state, render.words]))
        if self._state != render.state:
            self._state = render.state
            mark(self, "failed", render.state == "failed")
            self._bar.set_visibility(not render.over)
            self._actions.clear()
            with self._actions:
                self._offer()

    def _offer(self) -> None:
        render, renders = self._render, self._session.studio.render_queue
        address = f"/clip/{render.number}"
        if not render.over:
            self._act("Cancel", lambda: renders.cancel(render))
        elif render.state == "done":
            if render.path and render.path.suffix in PLAYED | SHOWN:
                self._act("Play", self._play)
            ui.link("Download", f"{address}/clip").props("download")
            for kind in companions(render, renders.folder):
                ui.link(kind, f"{address}/{kind}").props("download")
        else:
            self._act("Retry", self._retry)

    def _act(self, words: str, act: Callable[[], object]) -> None:
        ui.button(words, on_click=act).props("flat dense no-caps size=sm")

    async def _retry(self) -> None:
        try:
            await self._session.studio.render_queue.again(self._render)
        except UserError as error:
            self._fault.text = str(error)
            self._fault.set_visibility(True)

    def _play(self) -> None:
        path = self._render.path
        with ui.dialog().props("maximized") as dialog, ui.card().classes("player"):
            ui.button("Close", icon="close", on_click=dialog.close).props("flat no-caps")
            tag = "video" if path and path.suffix in PLAYED else "img"
            shown = ui.element(tag).classes("frame")
            give(shown, src=f"/clip/{self._render.number}/play", controls=True, autoplay=True, alt=self._render.kind)
        dialog.on_value_change(lambda event: None if event.value else dialog.delete())
        dialog.open()
