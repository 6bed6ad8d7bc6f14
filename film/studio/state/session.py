"""What one tab has before it: a scene, what its form says, a moment, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attention_scenes.film.studio.state.first_moment import opening_frame
from attention_scenes.film.studio.state.form_schema import about
from attention_scenes.film.studio.state.frame_cache import RATE, STEP, Look, SceneFrames, frame_number
from attention_scenes.film.studio.state.history import FormState, History
from attention_scenes.film.studio.state.preview import Faulty
from attention_scenes.film.studio.state.shared import Studio
from attention_scenes.film.studio.state.worker_client import Failed

PAUSE = 0.12  # seconds without another move after which the exact frame is drawn


class Session:
    """A tab's own state, which outlives its page: a reload finds it again.

    Attributes
    ----------
    refresh
        Called when something has changed that a page shows.
    fields, values
        Of the form, as :func:`film.studio.state.form_schema.describe` has them.
    faults
        Lines by field; ``""`` for what is about several or about none.
    most_tokens
        Of the scene's sentence, the model's first one included; None where the scene has no bound of its own.
    at
        The moment looked at, as a frame's number; None until it is known with which one the scene opens.
    strip, played
        The frames of what the form says, and the last ones whose beats are known.
    shown
        The strip and the number of the frame to show.
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
        self.strip = self.played = SceneFrames()
        self.shown: tuple[int, int] | None = None
        self.edition = 0
        self._forms: dict[str, tuple[FormState, int | None]] = {}
        self._histories: dict[str, History] = {}
        self._task: asyncio.Task[None] | None = None
        self._wanted = object()  # another for each scene that is turned to

    async def choose(self, scene: str, values: FormState | None = None) -> None:
        """Turn to another scene, with what its form said last, or with these values over the defaults.

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
        self.at, self.faults, self.strip, self.played = at, {}, SceneFrames(), SceneFrames()
        self.edition += 1
        self.look()

    async def open(self, data: bytes) -> None:
        """Take over what a parameter file says; Failed where it cannot be read."""
        wanted = self._wanted = object()
        found = await self.studio.open(self.scene, data)
        if self._wanted is wanted:
            await self.choose(found["scene"], found["values"])
            self.refresh()

    def problem(self) -> str:
        """Why what the form says cannot be drawn, in one line; ``""`` where it can."""
        return next((line for lines in self.faults.values() for line in lines), "")

    def defaults(self) -> FormState:
        """What the form says before anything is typed."""
        return {field["name"]: field["value"] for field in self.fields}

    @property
    def history(self) -> History:
        """Of the scene's form."""
        return self._histories.setdefault(self.scene, History())

    def undo(self) -> None:
        """Go back to what the form said at the picture before this one."""
        self._turn_to(self.history.go(self.history.before(self.values)))

    def redo(self) -> None:
        """Take back an undo."""
        self._turn_to(self.history.go(self.history.after(self.values)))

    def reset(self) -> None:
        """Have every field say its default again; can be undone."""
        self._turn_to(self.defaults())

    def _turn_to(self, state: FormState | None) -> None:
        if state is not None:
            self.values = state
            self.edition += 1
            self.look()

    def set(self, name: str, value: Any) -> None:
        """Take what was typed into a field."""
        if self.values.get(name) != value:
            if name == "pace":
                self._keep_place(self.values[name], value)
            self.values = self.values | {name: value}
            self.look()

    def seek(self, number: int) -> None:
        """Look at another frame."""
        last = frame_number(self.played.seconds) - 1 if self.played.seconds else number
        self.at = max(0, min(number, last))
        self.look(PAUSE)

    def moment(self) -> int:
        """The number of the frame that is looked at, 0 where it is not known yet."""
        return self.at or 0

    def beat(self) -> dict[str, Any] | None:
        """The beat of this moment."""
        now = self.moment() / RATE
        return next((beat for beat in self.played.beats if beat["start"] <= now + 1e-6 < beat["end"]), None)

    def look(self, after: float = 0.0) -> None:
        """Show this moment: at once what is nearest, then the very frame, then draw the others."""
        look = self.asked()
        self.strip = self.studio.strips.of(look)
        near = None if self.at is None else self.strip.nearest(self.at, STEP if self.strip.seconds else 0)
        if near is not None:
            self.shown = self.strip.number, near
        if self._task:
            self._task.cancel()
        self._task = self.studio.begin(self._look(look, self.strip, after))
        self.refresh()

    async def _look(self, look: Look, strip: SceneFrames, after: float) -> None:
        await asyncio.sleep(after)
        try:
            if strip.seconds is None or self.at not in strip.frames:
                await self._draw(look, strip)
            self.played = strip
            self.history.note(look.values)
            self._show(self.moment())
            await self.studio.preview.fill(look, strip)
        except Faulty as error:
            self.refuse(error.faults)
        except Failed as error:
            self.refuse([("", error.failure.why)])

    async def _draw(self, look: Look, strip: SceneFrames) -> None:
        self._say("drawing")
        opened = self.at is None or (self.played.beats and self.at == opening_frame(self.played))
        if self.at is None:
            await self.studio.preview.learn(look, strip, self._say)
        else:
            await self.studio.preview.draw(look, strip, self.at, self._show, self._say)
        if opened and (at := opening_frame(strip)) != self.at:  # where nobody has moved it goes with the scene
            self.at = at
            await self.studio.preview.draw(look, strip, at, self._show, self._say)

    def _show(self, number: int) -> None:
        self.shown, self.status, self.faults = (self.strip.number, number), "", {}
        self.refresh()

    def _say(self, words: str) -> None:
        self.status = words
        self.refresh()

    def refuse(self, faults: list[tuple[str, str]]) -> None:
        """Say what will not do: pairs of a field and a line."""
        self.status, self.faults = "", {}
        for field, words in faults:
            self.faults.setdefault(field or about(words, self.scene, self.fields), []).append(words)
        self.refresh()

    def asked(self) -> Look:
        """The scene and what its form says, as a worker is asked about it."""
        return Look(self.studio.catalog[self.scene], self.values, self.studio.settings.model)

    def _keep_place(self, before: Any, after: Any) -> None:
        """Stay at the same picture where the pace changes."""
        with suppress(ValueError, ZeroDivisionError, OverflowError, TypeError):
            self.at = self.at and round(self.at * float(before) / float(after))
