"""JSON lines between a process and its children: messages to a child on its stdin, events from it on its stdout."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TextIO

from attention_scenes.film.system.program import child_environment

LONGEST_LINE = 1 << 24  # bytes of an event; a traceback is one line

Event = dict[str, Any]


class ToParent:
    """The way from a child to its parent: stdout is for events alone from now on, what libraries print is for people.

    That goes to stderr.
    """

    def __init__(self) -> None:
        self._events: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
        os.dup2(2, 1)

    def send(self, event: str, **what: Any) -> None:
        """Tell the parent of an event; BrokenPipeError where it has gone."""
        self._events.write(json.dumps({"event": event, **what}) + "\n")


def messages() -> Iterator[Any]:
    """Yield the messages of the parent, until it closes our stdin or dies."""
    with suppress(ValueError):  # a parent that is killed in the middle of a line leaves the half of it
        for line in sys.stdin:
            yield json.loads(line)


class ToChild:
    """The way to a child that was started, and back."""

    def __init__(self, process: Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, command: list[str], stderr: int | None = None) -> ToChild:
        """Start a process in a session of its own: Ctrl-C reaches us alone, and we end our children."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=stderr,
            limit=LONGEST_LINE,
            start_new_session=True,
            env=child_environment(),
        )
        return cls(process)

    def send(self, message: Any) -> None:
        """Send a message, unless the way is closed."""
        assert self.process.stdin
        if not self.process.stdin.is_closing():
            self.process.stdin.write(json.dumps(message).encode() + b"\n")

    async def drain(self) -> None:
        """Wait until what was sent is under way; ConnectionError where the child has gone."""
        assert self.process.stdin
        await self.process.stdin.drain()

    def close(self) -> None:
        """Close the child's stdin: it may end."""
        assert self.process.stdin
        self.process.stdin.close()

    async def event(self) -> Event | None:
        """Return the next event; None where the child has ended, or was killed in the middle of a line."""
        assert self.process.stdout
        line = await self.process.stdout.readline()
        return json.loads(line) if line.endswith(b"\n") else None
