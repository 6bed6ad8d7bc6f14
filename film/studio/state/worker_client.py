"""Client of a worker process, which stays warm, answers one question at a time, and may die."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attention_scenes.film.jobs.processes import LONGEST_LINE, Failure, how_it_ended
from attention_scenes.film.system.program import child_environment

Event = dict[str, Any]
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
        self._process: Process | None = None
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
        process = self._process
        if process and process.returncode is None:
            assert process.stdin
            process.stdin.close()
            await _ended(process)

    async def _ask(self, question: dict[str, Any], hear: Callable[[Event], None]) -> Event:
        process = await self._running()
        assert process.stdin and process.stdout
        self._number = number = self._number + 1
        try:
            process.stdin.write(json.dumps(question | {"number": number}).encode() + b"\n")
            await process.stdin.drain()
            while True:
                line = await process.stdout.readline()
                if not line.endswith(b"\n"):
                    raise EOFError
                event = json.loads(line)
                if event["number"] != number:
                    continue  # the rest of an answer that was taken back
                if event["event"] == "done":
                    return event
                if event["event"] == "failed":
                    raise Failed(Failure(**event["failure"]))
                hear(event)
        except asyncio.CancelledError:
            if not process.stdin.is_closing():
                process.stdin.write(json.dumps({"stop": number}).encode() + b"\n")
            raise

    async def _running(self) -> Process:
        if self._process is None and not self._closed:
            # A session of its own: Ctrl-C reaches the studio alone, which then lets its workers end.
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                limit=LONGEST_LINE,
                start_new_session=True,
                env=child_environment(),
            )
        if self._closed:  # perhaps while the process was being started
            await self.close()
            raise self._leaving()
        assert self._process
        return self._process

    async def _end(self) -> str:
        """See a dead or dying process off and say how it ended."""
        assert self._process
        process, self._process = self._process, None
        return how_it_ended(await _ended(process))

    def _leaving(self) -> Failed:
        return Failed(Failure(f"The {self._name} is not there any more: the studio is being closed.", False))


async def _ended(process: Process) -> int:
    """The exit code of a process that is to end; one that does not is killed."""
    try:
        return await asyncio.wait_for(process.wait(), PATIENCE)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        return await process.wait()
