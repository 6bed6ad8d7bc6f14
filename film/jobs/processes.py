"""Run jobs in child processes: Manim's settings are global, and two scenes would share them."""

from __future__ import annotations

import asyncio
import signal
import traceback
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from attention_scenes.film.jobs import asyncio_bridge
from attention_scenes.film.jobs.json_lines import Event, ToChild
from attention_scenes.film.jobs.tasks import RenderResult, Task
from attention_scenes.film.system.errors import refusal

PATIENCE = 15.0  # seconds that an interrupted process gets to remove its unfinished file
NOT_OURS = b"Fontconfig warning: "  # of the system's settings, which nobody who renders can mend


@dataclass(frozen=True)
class Failure:
    """Why there is no clip, whether the fault is ours, and where it happened, if that is known."""

    why: str
    ours: bool
    traceback: str = ""

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """Return what an exception says; one that is ours keeps its traceback."""
        if (why := refusal(error)) is not None:
            return cls(why, False)
        said = str(error).strip().partition("\n")[0]
        whole = "".join(traceback.format_exception(error))
        return cls(": ".join(filter(None, [type(error).__name__, said])), True, whole)


@dataclass
class Job:
    """A clip to make, by processes that run one after the other.

    Attributes
    ----------
    name
        The clip's.
    steps
        A task for each process.
    seconds
        About how long the clip is; long ones go first, so that none is left alone at the end.
    result, failure
        One of the two is filled in. The result is that of the last step.
    """

    name: str
    steps: list[Task] = field(default_factory=list)
    seconds: float = 0.0
    result: RenderResult | None = None
    failure: Failure | None = None


Tell = Callable[[Job, Event], None]


class _Failed(Exception):
    """A process reported its failure, or ended without a report."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.why)
        self.failure = failure


def run_all(jobs: list[Job], command: list[str], at_once: int, tell: Tell) -> None:
    """Do all steps of all jobs and fill in each one's ``result`` or ``failure``; no failure stops another job.

    ``at_once`` clips are drawn at a time. Beside them one process at a time asks the model: two would not be faster,
    and would take its memory twice.

    Parameters
    ----------
    jobs
        What to make; one without steps is left alone.
    command
        Starts a process that does one task: see :func:`film.jobs.child.serve`.
    at_once
        Clips that are drawn at a time.
    tell
        Called in this thread with a job and each event of its processes: ``start`` (with the ``task``), what
        ``serve`` sends, ``line`` for what was written to stderr, and ``end`` when the job has its result or failure.

    Raises
    ------
    KeyboardInterrupt
        After every process has been told to stop and has ended.
    """
    asyncio_bridge.run(lambda tell: _run_all(jobs, command, at_once, tell), tell)


async def _run_all(jobs: list[Job], command: list[str], at_once: int, tell: Tell) -> None:
    lanes = {"bundle": asyncio.Semaphore(1), "clip": asyncio.Semaphore(at_once)}
    longest_first = sorted((job for job in jobs if job.steps), key=lambda job: -job.seconds)
    async with asyncio.TaskGroup() as group:  # when it is cancelled it waits for all, as gather does not
        for job in longest_first:
            group.create_task(run_job(job, command, lanes, tell))


async def run_job(job: Job, command: list[str], lanes: dict[str, asyncio.Semaphore], tell: Tell) -> None:
    """Do the steps of one job; ``lanes`` say how many of each task run at a time."""
    try:
        for task in job.steps:
            async with lanes[task.task]:
                tell(job, {"event": "start", "task": task.task})
                await _step(job, task, command, tell)
    except _Failed as error:
        job.failure = error.failure
    except Exception as error:
        job.failure = Failure.of(error)
    tell(job, {"event": "end"})


async def _step(job: Job, task: Task, command: list[str], tell: Tell) -> None:
    """Run one process to its end; the clip's own fills in the result."""
    ends: list[Failure | None] = []

    async def hear() -> None:
        while event := await child.event():
            match event:
                case {"event": "result", "result": result}:
                    ends.append(None)
                    # Noted at once: an interruption now still reports this clip.
                    job.result = RenderResult(**result) if task.task == "clip" else None
                case {"event": "failed", "failure": failure}:
                    ends.append(Failure(**failure))
                case _:
                    tell(job, event)

    async def overhear() -> None:
        assert process.stderr
        async for line in process.stderr:
            if not line.startswith(NOT_OURS):
                tell(job, {"event": "line", "line": line.decode(errors="replace").rstrip()})

    child = await ToChild.start(command, stderr=PIPE)
    process = child.process
    try:
        child.send(task.model_dump(mode="json"))
        child.close()
        await asyncio.gather(hear(), overhear())
        code = await process.wait()
    finally:
        await _stop(process)
    failure = ends[0] if ends else Failure(how_it_ended(code), True)
    if failure:
        raise _Failed(failure)


def how_it_ended(code: int) -> str:
    """Return what to say of a process that left with this exit code and no result."""
    number = -code if code < 0 else code - 128
    if number not in set(signal.Signals):
        return f"its process ended with code {code} and did not say why"
    hint = ", as a system does that runs out of memory: fewer --jobs take less" if number == signal.SIGKILL else ""
    return f"its process was ended by {signal.Signals(number).name}{hint}"


async def _stop(process: Process) -> None:
    """Interrupt a process that still runs, and kill it where it does not listen."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
