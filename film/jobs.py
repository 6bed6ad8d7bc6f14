"""Several clips, each in a process of its own: Manim's settings are global, and two scenes would share them."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from film.console import note
from model.errors import UserError

PATIENCE = 15.0  # seconds that an interrupted clip gets to remove its unfinished file


class ClipFailed(Exception):
    """A clip's own process failed and has said why on stderr."""


@dataclass
class Job:
    """A clip to render by ``command``, which reads ``order`` as JSON and writes a line of JSON for each event."""

    name: str
    command: list[str]
    order: dict[str, Any]
    process: subprocess.Popen[str] | None = field(default=None, repr=False)
    result: dict[str, Any] | None = None


def run_all(jobs: list[Job], on_event: Callable[[str, dict[str, Any]], None], at_once: int | None = None) -> None:
    """Run all jobs, ``at_once`` of them at a time, and fill in each one's ``result``.

    Parameters
    ----------
    jobs
        What to render.
    on_event
        Called in this thread with a job's name and each of its events.
    at_once
        Where None, one for each eight cores: drawing takes one, the encoder the rest.

    Raises
    ------
    UserError
        If a clip failed on bad input; the message is the clip's. All others have been stopped or are done.
    ClipFailed
        If a clip failed otherwise; its traceback is on stderr already.
    """
    at_once = at_once or max(1, (os.cpu_count() or 1) // 8)
    waiting, running = list(jobs), list[Job]()
    events: queue.Queue[tuple[Job, dict[str, Any] | None]] = queue.Queue()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                running.append(_start(waiting.pop(0), events))
            job, event = events.get()
            if event is None:
                running.remove(job)
                _conclude(job)
            elif "error" in event:
                raise UserError(event["error"])
            else:
                job.result = event["result"]
                on_event(job.name, event)
    finally:
        _stop([job for job in running if job.process])


def _start(job: Job, events: queue.Queue[tuple[Job, dict[str, Any] | None]]) -> Job:
    # A session of its own: Ctrl-C reaches this process alone, which then stops each clip once.
    job.process = subprocess.Popen(
        job.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )
    assert job.process.stdin is not None
    try:
        with job.process.stdin as stdin:
            json.dump(job.order, stdin)
    except BrokenPipeError:
        note(f"{job.name} ended before it began")

    def listen() -> None:
        assert job.process is not None and job.process.stdout is not None
        with job.process.stdout as lines:
            for line in lines:
                events.put((job, json.loads(line)))
        job.process.wait()
        events.put((job, None))

    threading.Thread(target=listen, daemon=True).start()
    return job


def _conclude(job: Job) -> None:
    assert job.process is not None
    if job.process.returncode or job.result is None:
        raise ClipFailed(f"{job.name} was not rendered: its process ended with code {job.process.returncode}.")


def _stop(jobs: list[Job]) -> None:
    for job in jobs:
        if job.process and job.process.poll() is None:
            job.process.send_signal(signal.SIGINT)
    for job in jobs:
        if job.process:
            try:
                job.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                job.process.kill()
                job.process.wait()
