"""Draw preview frames on demand: those that a page waits for first, the rest of a scene in the background."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from attention_scenes.film.studio.state.frame_cache import RATE, FrameRequest, SceneFrames
from attention_scenes.film.studio.state.worker_client import Event, Failed, Worker

Say = Callable[[str], None]
Drawn = Callable[[int], None]
Answer = TypeVar("Answer")


class InvalidValues(Exception):
    """Invalid values in a form: pairs of a field (``""``: several) and a message."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(faults)
        self.faults = [(field, words) for field, words in faults]


class Preview:
    """Draw a scene's frames with two warm workers.

    Parameters
    ----------
    scene_worker
        Plays scenes, see :class:`film.studio.workers.scene_worker.SceneWorker`.
    model_worker
        Asks the model, see :mod:`film.studio.workers.model_worker`.
    """

    def __init__(self, scene_worker: Worker, model_worker: Worker) -> None:
        self._scene_worker, self._model_worker = scene_worker, model_worker
        self._idle = set[asyncio.Task[Any]]()
        self._waiting = 0
        self._calm = asyncio.Event()
        self._calm.set()

    async def draw(self, request: FrameRequest, scene_frames: SceneFrames, number: int, drawn: Drawn, say: Say) -> None:
        """Draw the frame of this number, and learn the scene's beats where they are not known yet.

        Parameters
        ----------
        drawn
            Called with the frame's number as soon as it is kept.
        say
            Called with what is being done, where it takes longer.

        Raises
        ------
        InvalidValues
            If the form's values are invalid.
        Failed
            If a worker cannot.
        """
        with self._first():
            await self._request(request, scene_frames, [number / RATE], scene_frames.seconds is not None, drawn, say)

    async def learn(self, request: FrameRequest, scene_frames: SceneFrames, say: Say) -> None:
        """Learn a scene's length and beats without drawing any of it; arguments and errors as for :meth:`draw`."""
        with self._first():
            await self._request(request, scene_frames, [], False, lambda number: None, say)

    async def ask(self, question: dict[str, Any]) -> Event:
        """Ask the scene worker something else before more frames are drawn; Failed as :meth:`Worker.ask`."""
        with self._first():
            return await self._scene_worker.ask(question)

    async def fill(self, request: FrameRequest, scene_frames: SceneFrames) -> None:
        """Draw every frame that is kept of a scene, after all frames that a page waits for."""

        async def rest() -> None:
            await self._request(
                request, scene_frames, scene_frames.missing(), True, lambda number: None, lambda words: None
            )

        with suppress(InvalidValues, Failed):  # a page that asks for one of these frames gets the reason
            while scene_frames.missing():
                await self._while_calm(rest)

    async def ask_model(self, question: dict[str, Any]) -> Event:
        """Ask the model worker something that a page waits for; Failed as :meth:`Worker.ask`."""
        with self._first():
            return await self._model_worker.ask(question)

    async def ask_model_idly(self, question: dict[str, Any]) -> Event:
        """Ask the model worker something that can wait: other questions are answered first."""
        return await self._while_calm(lambda: self._model_worker.ask(question))

    async def _while_calm(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Do work in the background; it is given up when a page waits for something, and begun anew afterwards."""
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
        """Stop work in the background inside this context."""
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

    async def _request(
        self,
        request: FrameRequest,
        scene_frames: SceneFrames,
        timestamps: list[float],
        only: bool,
        drawn: Drawn,
        say: Say,
    ) -> None:
        def hear(event: Event) -> None:
            drawn(scene_frames.add(event["at"], base64.b64decode(event["jpeg"])))

        question = {"do": "frames", "timestamps": timestamps, "only": only, **request.question()}
        answer = await self._scene_worker.ask(question, hear)
        if "needs" in answer:
            await self._ask_model(answer["needs"], say)
            answer = await self._scene_worker.ask(question, hear)
        if "faults" in answer:
            raise InvalidValues(answer["faults"])
        if "beats" in answer:
            scene_frames.learn(answer)

    async def _ask_model(self, needs: dict[str, Any], say: Say) -> None:
        say("asking the model")
        try:
            await self._model_worker.ask({"do": "bundle", "needs": needs}, lambda event: say(_how_far(event)))
        except Failed as error:
            if error.failure.ours:
                raise
            raise InvalidValues([("", error.failure.why)]) from None


def _how_far(event: Event) -> str:
    """Return the progress of a computation in words, with its share where that is known."""
    return event["message"] if event["fraction"] is None else f"{event['message']}, {event['fraction']:.0%}"
