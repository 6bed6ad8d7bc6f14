"""Copy the command line; save and load the parameter file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import UploadEventArguments

from attention_scenes.film.studio.state.export_choices import ExportChoices
from attention_scenes.film.studio.state.settings import LARGEST_BODY
from attention_scenes.film.studio.state.worker_client import Failed


class ParameterFile:
    """Buttons that copy the command line, save the parameters and load them."""

    def __init__(self, choices: ExportChoices) -> None:
        self._session, self._choices = choices.session, choices
        self._copied: object = None  # what the command that is shown was made of
        with ui.element("div").classes("files"):
            self._button("Copy command", "content_copy", self._copy)
            self._button("Save TOML", "download", self._save)
            self._button("Load TOML", "upload_file", self._load)
        self._upload = ui.upload(
            on_upload=self._loaded, on_rejected=self._too_large, auto_upload=True, max_file_size=LARGEST_BODY // 2
        )
        self._upload.props('accept=".toml" aria-label="Parameter file"').classes("hidden")
        self._command = ui.label().classes("command")
        self._fault = ui.label().classes("fault").props('role="alert"')
        self._tell("")

    def refresh(self) -> None:
        """Take away a command that the page does not say any more."""
        self._command.set_visibility(bool(self._command.text) and self._copied == self._said())

    def _said(self) -> object:
        return self._session.frame_request(), self._choices.flags()

    def _button(self, words: str, icon: str, act: Callable[[], Awaitable[None] | None]) -> None:
        ui.button(words, icon=icon, on_click=act).props("flat dense no-caps")

    async def _copy(self) -> None:
        said = self._said()
        ready = await self._choices.request()
        self._copied, self._command.text = said, ready.command() if ready else ""
        self.refresh()
        if ready:
            ui.clipboard.write(self._command.text)
            ui.notify("Copied. Type it in the project’s folder.", position="top", timeout=2500)

    async def _save(self) -> None:
        if ready := await self._choices.request():
            ui.download.content(ready.file(), f"{ready.scene}.toml", "application/toml")

    def _load(self) -> None:
        self._upload.run_method("pickFiles")

    async def _loaded(self, event: UploadEventArguments) -> None:
        self._upload.reset()
        self._tell("")
        try:
            await self._session.open(await event.file.read())
        except Failed as error:
            self._tell(error.failure.why)

    def _too_large(self) -> None:
        self._tell("That is no parameter file: it is larger than half a megabyte.")

    def _tell(self, fault: str) -> None:
        self._fault.text = fault
        self._fault.set_visibility(bool(fault))
