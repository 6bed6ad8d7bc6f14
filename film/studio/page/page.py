"""Layout of the page: scenes on the left, sentence and frame in the middle, form on the right."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from nicegui import ui

from attention_scenes.film.studio.page.export import Export
from attention_scenes.film.studio.page.form import Form
from attention_scenes.film.studio.page.frame_view import FrameView
from attention_scenes.film.studio.page.scene_list import SceneList
from attention_scenes.film.studio.page.scrubber import Scrubber
from attention_scenes.film.studio.page.sentence import SentenceBar
from attention_scenes.film.studio.state.export_choices import ExportChoices
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.studio.state.worker_client import Failed

LOOKS = Path(__file__).with_name("studio.css")
MOST_TABS = 50


class Pages:
    """Makes the page for each tab; a tab that is loaded again finds its session."""

    def __init__(self, studios: Sequence[Studio]) -> None:
        self._studios = studios
        self._tabs = OrderedDict[str, ExportChoices]()

    async def page(self) -> None:
        """Build the page, once the tab's identity is known."""
        ui.add_css(LOOKS)
        client = ui.context.client
        await client.connected()
        if client.tab_id is None:
            return  # asked for without a browser behind it: no tab ever came
        studio = self._studios[0]
        tab = self._tabs.setdefault(client.tab_id, ExportChoices(Session(studio, studio.first)))
        self._tabs.move_to_end(client.tab_id)
        while len(self._tabs) > MOST_TABS:
            self._tabs.popitem(last=False)
        page = Page(studio, tab)
        client.on_delete(page.close)
        await page.open()


class Page:
    """The page of one tab, a view of its session."""

    def __init__(self, studio: Studio, choices: ExportChoices) -> None:
        self._studio, self._session = studio, choices.session
        session = self._session
        self._told = len(studio.notices)
        self._dark = ui.dark_mode(True)
        self._scenes = SceneList(studio.catalog.values(), self._choose)
        with ui.element("div").classes("studio"):
            with ui.element("header"):
                ui.html("Studio", tag="h1", sanitize=False)
                self._scenes.add_box()
                self._where = ui.label().classes("where")
                self._status = ui.label().classes("status").props('role="status"')
            self._scenes.add_list()
            with ui.element("div").classes("stage"):
                with ui.element("div").classes("above"):
                    self._sentence = SentenceBar(session)
                    self._frame = FrameView(session)
                    self._scrubber = Scrubber(session)
                with ui.element("div").classes("below"):
                    self._export = Export(choices)
            with ui.element("aside").props('aria-label="Parameters"'):
                self._form = Form(session, choices)
        session.refresh = self.refresh
        ui.timer(0.3, self._look_around)

    async def open(self) -> None:
        """Show the session as it is, or its first scene."""
        if self._session.fields:
            self.refresh()
        else:
            await self._choose(self._session.scene)

    def close(self) -> None:
        """The page has gone; its session stays."""
        if self._session.refresh == self.refresh:
            self._session.refresh = lambda: None

    def refresh(self) -> None:
        """Show what has changed."""
        session = self._session
        self._scenes.show(session.scene)
        self._where.text = self._studio.catalog[session.scene].summary
        self._status.text = f"{session.status} …" if session.status else ""
        self._dark.value = not session.played.light
        for part in (self._sentence, self._frame, self._scrubber, self._form, self._export):
            part.refresh()

    async def _choose(self, scene: str) -> None:
        self._status.text = "loading the scene …"
        try:
            await self._session.choose(scene)
        except Failed as error:
            ui.notify(error.failure.why, type="negative", timeout=0, close_button=True, position="top")
        self.refresh()

    def _look_around(self) -> None:
        """Show notices that concern every tab."""
        for words in self._studio.notices[self._told :]:
            ui.notify(words, type="warning", timeout=15000, close_button=True, position="top")
        self._told = len(self._studio.notices)
        self._export.refresh()
