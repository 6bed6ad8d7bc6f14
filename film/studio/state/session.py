"""State of one browser tab: scene, form values, position and messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attention_scenes.film.studio.state.first_moment import opening_frame
from attention_scenes.film.studio.state.form_schema import about
from attention_scenes.film.studio.state.frame_cache import RATE, STEP, FrameRequest, SceneFrames, frame_number
from attention_scenes.film.studio.state.history import FormState, History
from attention_scenes.film.studio.state.preview import InvalidValues
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.studio.state.worker_client import Failed

PAUSE = 0.12  # seconds without another move after which the exact frame is drawn


class Session:
    """State of one tab. It outlives the page: a reload finds it again.

    Attributes
    ----------
    refresh
        Called when something has changed that a page shows.
    fields, values
        Of the form, as :func:`film.studio.state.form_schema.describe` has them.
    faults
        Messages by field; ``""`` for those about several fields or none.
    most_tokens
        Of the scene's sentence, the model's first one included; None where the scene has no bound of its own.
    at
        The current frame's number; None until the scene's opening frame is known.
    scene_frames, played
        The frames of the form's values, and the last ones whose beats are known.
    shown
        The number of the request and of the frame to show.
    edition
        Another number when the form must be built anew.
    """

    def __init__(self, studio: Studio, scene: str) -> None:
        self.studio, self.scene = studio, scene
        self.refresh: Callable[[], None] = lambda: None
        self.fields: list[dict[str, Any]] = []
        self.values: FormState = {}
        self.faults: dict[str, list[str]] = {}
        self.status = ""
        self.most_tokens: int | None = None
        self.at: int | None = None
        self.scene_frames = self.played = SceneFrames()
        self.shown: tuple[int, int] | None = None
        self.edition = 0
        self._forms: dict[str, tuple[FormState, int | None]] = {}
        self._histories: dict[str, History] = {}
        self._task: asyncio.Task[None] | None = None
        self._wanted = object()  # another for each switch of scenes

    async def choose(self, scene: str, values: FormState | None = None) -> None:
        """Switch to another scene, with its form's last values, or with these values over the defaults.

        Where another one is chosen before this one is there, that one stays.
        """
        wanted = self._wanted = object()
        form = await self.studio.form(scene)
        if self._wanted is not wanted:
            return
        if self.fields:
            self._forms[self.scene] = self.values, self.at
        kept, at = self._forms.get(scene, ({}, None))
        self.scene, self.fields, self.most_tokens = scene, form["fields"], form["most_tokens"]
        self.values = self.defaults() | (kept if values is None else values)
        self.at, self.faults, self.scene_frames, self.played = at, {}, SceneFrames(), SceneFrames()
        self.edition += 1
        self.show_frame()

    async def open(self, data: bytes) -> None:
        """Load the values of a parameter file; Failed if it cannot be read."""
        wanted = self._wanted = object()
        found = await self.studio.open(self.scene, data)
        if self._wanted is wanted:
            await self.choose(found["scene"], found["values"])
            self.refresh()

    def problem(self) -> str:
        """Return in one line why the form's values cannot be drawn; ``""`` if they can."""
        return next((line for lines in self.faults.values() for line in lines), "")

    def defaults(self) -> FormState:
        """Return the form's default values."""
        return {field["name"]: field["value"] for field in self.fields}

    @property
    def history(self) -> History:
        """The undo history of the scene's form."""
        return self._histories.setdefault(self.scene, History())

    def undo(self) -> None:
        """Undo: go back to the values of the picture before."""
        self._turn_to(self.history.go(self.history.before(self.values)))

    def redo(self) -> None:
        """Redo what was undone."""
        self._turn_to(self.history.go(self.history.after(self.values)))

    def reset(self) -> None:
        """Set every field to its default; can be undone."""
        self._turn_to(self.defaults())

    def _turn_to(self, state: FormState | None) -> None:
        if state is not None:
            self.values = state
            self.edition += 1
            self.show_frame()

    def set(self, name: str, value: Any) -> None:
        """Set the value of a field."""
        if self.values.get(name) != value:
            if name == "pace":
                self._keep_place(self.values[name], value)
            self.values = self.values | {name: value}
            self.show_frame()

    def seek(self, number: int) -> None:
        """Go to another frame."""
        last = frame_number(self.played.seconds) - 1 if self.played.seconds else number
        self.at = max(0, min(number, last))
        self.show_frame(PAUSE)

    def moment(self) -> int:
        """Return the current frame's number, 0 if it is not known yet."""
        return self.at or 0

    def beat(self) -> dict[str, Any] | None:
        """Return the beat at the current frame."""
        now = self.moment() / RATE
        return next((beat for beat in self.played.beats if beat["start"] <= now + 1e-6 < beat["end"]), None)

    def show_frame(self, after: float = 0.0) -> None:
        """Show the current frame: at once the nearest one kept, then the exact one, then draw the others."""
        request = self.frame_request()
        self.scene_frames = self.studio.frame_cache.of(request)
        near = None if self.at is None else self.scene_frames.nearest(self.at, STEP if self.scene_frames.seconds else 0)
        if near is not None:
            self.shown = self.scene_frames.number, near
        if self._task:
            self._task.cancel()
        self._task = self.studio.begin(self._draw_all(request, self.scene_frames, after))
        self.refresh()

    async def _draw_all(self, request: FrameRequest, scene_frames: SceneFrames, after: float) -> None:
        await asyncio.sleep(after)
        try:
            if scene_frames.seconds is None or self.at not in scene_frames.frames:
                await self._draw(request, scene_frames)
            self.played = scene_frames
            self.history.note(request.values)
            self._show(self.moment())
            await self.studio.preview.fill(request, scene_frames)
        except InvalidValues as error:
            self.refuse(error.faults)
        except Failed as error:
            self.refuse([("", error.failure.why)])

    async def _draw(self, request: FrameRequest, scene_frames: SceneFrames) -> None:
        self._say("drawing")
        opened = self.at is None or (self.played.beats and self.at == opening_frame(self.played))
        if self.at is None:
            await self.studio.preview.learn(request, scene_frames, self._say)
        else:
            await self.studio.preview.draw(request, scene_frames, self.at, self._show, self._say)
        # An opening frame that was not left moves with the scene.
        if opened and (at := opening_frame(scene_frames)) != self.at:
            self.at = at
            await self.studio.preview.draw(request, scene_frames, at, self._show, self._say)

    def _show(self, number: int) -> None:
        self.shown, self.status, self.faults = (self.scene_frames.number, number), "", {}
        self.refresh()

    def _say(self, words: str) -> None:
        self.status = words
        self.refresh()

    def refuse(self, faults: list[tuple[str, str]]) -> None:
        """Show messages about invalid values: pairs of a field and a line."""
        self.status, self.faults = "", {}
        for field, words in faults:
            self.faults.setdefault(field or about(words, self.scene, self.fields), []).append(words)
        self.refresh()

    def frame_request(self) -> FrameRequest:
        """Return the request for frames of the scene with the form's values."""
        return FrameRequest(self.studio.catalog[self.scene], self.values, self.studio.settings.model)

    def _keep_place(self, before: Any, after: Any) -> None:
        """Stay at the same picture when the pace changes."""
        with suppress(ValueError, ZeroDivisionError, OverflowError, TypeError):
            self.at = self.at and round(self.at * float(before) / float(after))
