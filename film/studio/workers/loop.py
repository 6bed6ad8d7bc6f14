"""Worker process: read questions as JSON lines from stdin, write answers as JSON lines to stdout."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from attention_scenes.film.jobs.json_lines import ToParent, messages
from attention_scenes.film.jobs.processes import Failure

LAST_WORDS = 10.0  # seconds that work gets to stop after the parent has gone


class Stopped(Exception):
    """The question was taken back."""


class Reply:
    """Send events and the answer to one question."""

    def __init__(self, number: int, events: ToParent, stopped: set[int]) -> None:
        self._number, self._events, self._stopped = number, events, stopped

    def send(self, event: str, **what: Any) -> None:
        """Send an event; ``done`` and ``failed`` end the answer."""
        self._events.send(event, number=self._number, **what)

    def still_wanted(self) -> None:
        """Raise :class:`Stopped` if the question was taken back."""
        if self._number in self._stopped or EVERYTHING in self._stopped:
            raise Stopped


Answer = Callable[[dict[str, Any], Reply], dict[str, Any]]
EVERYTHING = -1


def listen(answer: Answer) -> int:
    """Answer the questions on stdin until it is closed, one after the other; return an exit code.

    A question is an object with a ``number``; ``{"stop": number}`` takes one back. What ``answer`` returns is sent as
    ``done``, an exception as ``failed`` with a :class:`~film.jobs.processes.Failure`. When the parent dies
    stdin is closed, too: no worker is left behind.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops us by closing stdin
    events, questions, stopped = ToParent(), queue.Queue[dict[str, Any] | None](), set[int]()
    threading.Thread(target=_hear, args=(questions, stopped), daemon=True).start()
    while (question := questions.get()) is not None:
        reply = Reply(question["number"], events, stopped)
        try:
            reply.send("done", **answer(question, reply))
        except Stopped:
            reply.send("done", stopped=True)
        except BrokenPipeError:
            break
        except Exception as error:
            reply.send("failed", failure=asdict(Failure.of(error)))
    return 0


def _hear(questions: queue.Queue[dict[str, Any] | None], stopped: set[int]) -> None:
    try:
        for message in messages():
            if "stop" in message:
                stopped.add(message["stop"])
            else:
                questions.put(message)
    finally:
        stopped.add(EVERYTHING)
        questions.put(None)
        patience = threading.Timer(LAST_WORDS, os._exit, [1])
        patience.daemon = True
        patience.start()
