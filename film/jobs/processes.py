"""Run jobs in child processes: Manim's settings are global, and two scenes would share them."""

from __future__ import annotations

import asyncio
import signal
import traceback
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from attention_scenes.film.jobs import asyncio_bridge
from attention_scenes.film.jobs.json_lines import Event, ToChild
from attention_scenes.film.jobs.tasks import RenderResult, SceneTask, Step, Task
from attention_scenes.film.system.child_processes import end, how_it_ended
from attention_scenes.film.system.errors import in_a_line, is_of_this_machine, refusal

PATIENCE = 15.0  # seconds that an interrupted process gets to remove its unfinished file
NOT_OURS = b"Fontconfig warning: "  # about the system's settings, nothing of ours
FEWER_JOBS = "fewer --jobs take less"  # memory: only where several processes draw


@dataclass(frozen=True)
class Failure:
    """Failure of a job: why there is no clip, whether the fault is ours, and the traceback if it is.

    ``elsewhere`` says that another machine may do it: the disk or the memory of this one is at fault.
    """

    why: str
    ours: bool
    traceback: str = ""
    elsewhere: bool = False

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """Return the failure that an exception means; one that is ours keeps its traceback."""
        if (why := refusal(error)) is not None:
            return cls(why, False, elsewhere=is_of_this_machine(error))
        whole = "".join(traceback.format_exception(error))
        return cls(in_a_line(error), True, whole, is_of_this_machine(error))


@dataclass
class Job:
    """Job: a clip to render, by processes that run one after the other.

    Attributes
    ----------
    name
        The clip's.
    steps
        A task for each process; those in a tuple are done side by side.
    seconds
        About how long the clip is; long ones go first, so that none is left alone at the end.
    result, failure
        One of the two is filled in. The result is that of the last step.
    """

    name: str
    steps: Sequence[Step] = ()
    seconds: float = 0.0
    result: RenderResult | None = None
    failure: Failure | None = None


Report = Callable[[Job, Event], None]
# Does a task that takes no model on another machine and returns its result; None where this machine has to.
Do = Callable[[Job, SceneTask], Awaitable[dict[str, Any] | None]]
Away = Callable[[Report], AbstractAsyncContextManager[Do]]


class TaskFailed(Exception):
    """A process reported its failure, or ended without a report."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


def run_all(jobs: list[Job], command: list[str], at_once: int, report: Report, away: Away | None = None) -> None:
    """Do all steps of all jobs and fill in each one's ``result`` or ``failure``; no failure stops another job.

    ``at_once`` clips are drawn at a time. Beside them one process at a time runs the model: two would not be faster,
    and would take its memory twice.

    Parameters
    ----------
    jobs
        Clips to render; a job without steps is skipped.
    command
        Starts a process that does one task: see :func:`film.jobs.child.serve`.
    at_once
        Clips that are drawn at a time.
    report
        Called in this thread with a job and each event of its processes: ``start`` (with the ``task``), what
        ``serve`` sends (with the number of the ``chunk``), ``line`` for what was written to stderr, and ``end`` when
        the job has its result or failure.
    away
        Opens the way to other machines, which do all that takes no model, see :mod:`film.jobs.elsewhere`.

    Raises
    ------
    KeyboardInterrupt
        After every process was interrupted and has ended.
    """
    asyncio_bridge.run(lambda report: _run_all(jobs, command, at_once, report, away), report)


async def _run_all(jobs: list[Job], command: list[str], at_once: int, report: Report, away: Away | None) -> None:
    model = asyncio.Semaphore(1)
    drawing = asyncio.Semaphore(at_once)
    lanes = {"bundle": model, "bundles": model, "chunk": drawing, "clip": drawing}
    longest_first = sorted((job for job in jobs if job.steps), key=lambda job: -job.seconds)
    async with (
        away(report) if away else nullcontext() as do,
        asyncio.TaskGroup() as group,  # when it is cancelled it waits for all, as gather does not
    ):
        for job in longest_first:
            group.create_task(run_job(job, command, lanes, report, do, FEWER_JOBS if at_once > 1 else ""))


async def run_job(
    job: Job,
    command: list[str],
    lanes: dict[str, asyncio.Semaphore],
    report: Report,
    do: Do | None = None,
    lighter: str = "",
) -> None:
    """Do the steps of one job; ``lanes`` say how many of each task run at a time, ``do`` may do some elsewhere.

    ``lighter`` says what takes less memory, for a process that was killed.
    """

    async def run(task: Task) -> None:
        if do and isinstance(task, SceneTask) and (result := await do(job, task)) is not None:
            return _note_result(job, task, result)
        async with lanes[task.task]:
            report(job, {"event": "start", "task": task.task})
            await _step(job, task, command, report, lighter)

    try:
        for step in job.steps:
            if isinstance(step, Task):
                await run(step)
            else:
                await _side_by_side([run(task) for task in step])
    except TaskFailed as error:
        job.failure = error.failure
    except Exception as error:
        job.failure = Failure.of(error)
    report(job, {"event": "end"})


async def _side_by_side(works: list[Coroutine[Any, Any, None]]) -> None:
    """Do all of these; where one fails interrupt the others and raise its exception."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


async def _step(job: Job, task: Task, command: list[str], report: Report, lighter: str) -> None:
    """Run one process to its end; the one that renders the clip fills in the result."""
    ends: list[Failure | None] = []

    async def read_events() -> None:
        while event := await child.event():
            match event:
                case {"event": "result", "result": result}:
                    ends.append(None)
                    _note_result(job, task, result)  # at once: an interruption now still reports this clip
                case {"event": "failed", "failure": failure}:
                    ends.append(Failure(**failure))
                case _:
                    report(job, event | task.mark)

    async def read_stderr() -> None:
        assert process.stderr
        async for line in process.stderr:
            if not line.startswith(NOT_OURS):
                report(job, {"event": "line", "line": line.decode(errors="replace").rstrip()})

    child = await ToChild.start(command, stderr=PIPE)
    process = child.process
    try:
        child.send(task.model_dump(mode="json"))
        child.close()
        await asyncio.gather(read_events(), read_stderr())
        code = await process.wait()
    finally:
        await end(process, signal.SIGINT, PATIENCE)
    failure = ends[0] if ends else Failure(how_it_ended(code, lighter), True)
    if failure:
        raise TaskFailed(failure)


def _note_result(job: Job, task: Task, result: dict[str, Any]) -> None:
    job.result = RenderResult(**result) if task.task == "clip" else None
