"""Frames on demand: what a page waits for is drawn first, the rest of a scene while nobody waits."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from attention_scenes.film.studio.state.frame_cache import RATE, Look, SceneFrames
from attention_scenes.film.studio.state.worker_client import Event, Failed, Worker

Said = Callable[[str], None]
Drawn = Callable[[int], None]
Answer = TypeVar("Answer")


class Faulty(Exception):
    """What stands in a form will not do: pairs of a field (``""``: several) and a line."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = [(field, words) for field, words in faults]


class Preview:
    """Draws frames into strips with two warm workers.

    Parameters
    ----------
    stage
        Plays scenes, see :class:`film.studio.workers.scene_worker.SceneWorker`.
    thinker
        Asks the model, see :mod:`film.studio.workers.model_worker`.
    """

    def __init__(self, stage: Worker, thinker: Worker) -> None:
        self._stage, self._thinker = stage, thinker
        self._idle = set[asyncio.Task[Any]]()
        self._waiting = 0
        self._calm = asyncio.Event()
        self._calm.set()

    async def draw(self, look: Look, strip: SceneFrames, number: int, drawn: Drawn, say: Said) -> None:
        """Draw the frame of this number, and learn the strip's beats where they are not known yet.

        Parameters
        ----------
        drawn
            Called with the frame's number as soon as it is in the strip.
        say
            Called with what is being done, where it takes longer.

        Raises
        ------
        Faulty
            If the form's values will not do.
        Failed
            If a worker cannot.
        """
        with self._first():
            await self._look(look, strip, [number / RATE], strip.seconds is not None, drawn, say)

    async def learn(self, look: Look, strip: SceneFrames, say: Said) -> None:
        """Learn a strip's length and beats without drawing any of it; arguments and errors as for :meth:`draw`."""
        with self._first():
            await self._look(look, strip, [], False, lambda number: None, say)

    async def ask(self, question: dict[str, Any]) -> Event:
        """Ask the stage something else before strips are filled; Failed as :meth:`Worker.ask`."""
        with self._first():
            return await self._stage.ask(question)

    async def fill(self, look: Look, strip: SceneFrames) -> None:
        """Draw what a whole strip has, giving way to whoever waits for a frame."""

        async def rest() -> None:
            await self._look(look, strip, strip.missing(), True, lambda number: None, lambda words: None)

        with suppress(Faulty, Failed):  # whoever asks for one of these frames is told why
            while strip.missing():
                await self._while_calm(rest)

    async def think(self, question: dict[str, Any]) -> Event:
        """Ask the thinker something that is waited for; Failed as :meth:`Worker.ask`."""
        with self._first():
            return await self._thinker.ask(question)

    async def think_idly(self, question: dict[str, Any]) -> Event:
        """The same for what takes long and can wait: whoever asks anything meanwhile is answered first."""
        return await self._while_calm(lambda: self._thinker.ask(question))

    async def _while_calm(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Do what nobody waits for; it is given up for whoever does wait, and begun anew afterwards."""
        while True:
            await self._calm.wait()
            task = asyncio.create_task(work())
            self._idle.add(task)
            try:
                await asyncio.wait({task})
            finally:
                self._idle.discard(task)
                task.cancel()
            if not task.cancelled():
                return task.result()

    @contextmanager
    def _first(self) -> Iterator[None]:
        """A context in which nothing is drawn that nobody waits for."""
        self._waiting += 1
        self._calm.clear()
        for task in self._idle:
            task.cancel()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._calm.set()

    async def _look(
        self, look: Look, strip: SceneFrames, moments: list[float], only: bool, drawn: Drawn, say: Said
    ) -> None:
        def hear(event: Event) -> None:
            drawn(strip.add(event["at"], base64.b64decode(event["jpeg"])))

        question = {"do": "look", "moments": moments, "only": only, **look.question()}
        answer = await self._stage.ask(question, hear)
        if "needs" in answer:
            await self._think(answer["needs"], say)
            answer = await self._stage.ask(question, hear)
        if "faults" in answer:
            raise Faulty(answer["faults"])
        if "beats" in answer:
            strip.learn(answer)

    async def _think(self, needs: dict[str, Any], say: Said) -> None:
        say("asking the model")
        try:
            await self._thinker.ask({"do": "bundle", "needs": needs}, lambda event: say(_how_far(event)))
        except Failed as error:
            if error.failure.ours:
                raise
            raise Faulty([("", error.failure.why)]) from None


def _how_far(event: Event) -> str:
    """What is being done, and how much of it is, where that is known."""
    return event["message"] if event["fraction"] is None else f"{event['message']}, {event['fraction']:.0%}"
