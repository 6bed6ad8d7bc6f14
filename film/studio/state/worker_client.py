"""Client of a worker process, which stays warm, answers one question at a time, and may die."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from attention_scenes.film.jobs.json_lines import Event, ToChild
from attention_scenes.film.jobs.processes import Failure
from attention_scenes.film.system.child_processes import ended, how_it_ended

PATIENCE = 5.0  # seconds that a worker gets to leave


class Failed(Exception):
    """The worker could not answer; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


class Worker:
    """A process that answers questions (see :func:`film.studio.workers.loop.listen`), started when it is first asked.

    Parameters
    ----------
    command
        Starts the process.
    name
        What people call it, for messages.
    died
        Called with a sentence when the process ended by itself and is started again.
    """

    def __init__(self, command: list[str], name: str, died: Callable[[str], None]) -> None:
        self._command, self._name, self._died = command, name, died
        self._turn = asyncio.Lock()
        self._child: ToChild | None = None
        self._closed = False
        self._number = 0

    async def ask(self, question: dict[str, Any], hear: Callable[[Event], None] = lambda event: None) -> Event:
        """Return the answer; ``hear`` gets the events before it. If the process dies, it is asked once more.

        Raises
        ------
        Failed
            If the question cannot be answered, the process died twice, or the worker has been closed.
        """
        async with self._turn:
            for last in (False, True):
                try:
                    return await self._ask(question, hear)
                except (ConnectionError, EOFError):
                    why = await self._end()
                    if self._closed:
                        raise self._leaving() from None
                    if last:
                        raise Failed(Failure(f"The {self._name} ended twice over this: {why}.", True)) from None
                    self._died(f"The {self._name} had ended ({why}) and was started again.")
        raise AssertionError("unreachable")

    async def start(self) -> None:
        """Start the process now, so that the first question finds it warm."""
        async with self._turn:
            await self._running()

    async def close(self) -> None:
        """Let the process end; no other is started."""
        self._closed = True
        child = self._child
        if child and child.process.returncode is None:
            child.close()
            await ended(child.process, PATIENCE)

    async def _ask(self, question: dict[str, Any], hear: Callable[[Event], None]) -> Event:
        child = await self._running()
        self._number = number = self._number + 1
        try:
            child.send(question | {"number": number})
            await child.drain()
            while True:
                if (event := await child.event()) is None:
                    raise EOFError
                if event["number"] != number:
                    continue  # the rest of an answer that was taken back
                if event["event"] == "done":
                    return event
                if event["event"] == "failed":
                    raise Failed(Failure(**event["failure"]))
                hear(event)
        except asyncio.CancelledError:
            child.send({"stop": number})
            raise

    async def _running(self) -> ToChild:
        if self._child is None and not self._closed:
            self._child = await ToChild.start(self._command)
        if self._closed:  # perhaps while the process was being started
            await self.close()
            raise self._leaving()
        assert self._child
        return self._child

    async def _end(self) -> str:
        """See a dead or dying process off and say how it ended."""
        assert self._child
        child, self._child = self._child, None
        return how_it_ended(await ended(child.process, PATIENCE))

    def _leaving(self) -> Failed:
        return Failed(Failure(f"The {self._name} is not there any more: the studio is being closed.", False))
