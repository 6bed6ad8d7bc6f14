"""One attempt at an errand: a worker is sent what it lacks, does it, and its files are fetched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, KilledWorker
from distributed.client import CancelledError
from distributed.scheduler import NoValidWorkerError

from attention_scenes.film.cluster import worker_side
from attention_scenes.film.cluster.errands import Errand, Outcome
from attention_scenes.film.cluster.places import ANSWER
from attention_scenes.film.cluster.schedule import Attempt
from attention_scenes.film.cluster.transfer import WorkerFault, fetch, send
from attention_scenes.film.system.child_processes import how_it_ended
from attention_scenes.film.system.errors import in_a_line
from attention_scenes.model.errors import UserError

LOST = "the worker ended, or is out of reach"


class Refused(Exception):
    """Why no errand is given to a worker."""


@dataclass(eq=False)
class Link:
    """Link to a cluster: the client, the digest of the program here, and where events of the errands come in.

    Attributes
    ----------
    made
        By token the event with which a worker says that files wait for being fetched.
    there
        The workers that the scheduler knows.
    broken
        Why nothing is asked of anybody any more, for no answer would be waited for.
    """

    client: Client
    program: str
    topic: str
    made: dict[str, asyncio.Future[Mapping[str, Any]]] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    broken: UserError | None = None

    async def call(self, worker: str, function: str, *arguments: Any, within: float | None = None) -> Any:
        """Call a function of :mod:`film.cluster.worker_side` on a worker; WorkerFault where there is no answer."""
        if worker not in self.there:
            raise WorkerFault(LOST)
        try:
            async with asyncio.timeout(within):
                return (await self.client.run(getattr(worker_side, function), *arguments, workers=[worker]))[worker]
        except ModuleNotFoundError as error:
            raise Refused(f"its Python has no {error.name}: install this program there, the same version") from None
        except OSError:  # Dask's errors of connections, too, and that time is over
            raise WorkerFault(LOST) from None


@dataclass(eq=False)
class Waiting:
    """Errand that somebody waits for.

    Attributes
    ----------
    end
        Its outcome.
    on_event
        Hears the events of its child.
    winner
        The attempt that delivered the outcome.
    lock
        Held while files are fetched: of two attempts that end at once one fetches.
    """

    end: asyncio.Future[Outcome]
    on_event: Callable[[Mapping[str, Any]], None]
    winner: Attempt | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def deliver(self, attempt: Attempt, outcome: Outcome) -> None:
        """Set the outcome, unless there is one."""
        if not self.end.done():
            self.winner = attempt
            self.end.set_result(outcome)


async def make_attempt(link: Link, attempt: Attempt, waiting: Waiting) -> None:
    """Let a worker do an errand, fetch its files, and deliver the outcome.

    Raises
    ------
    WorkerFault
        If this worker cannot; another may.
    Refused
        If the worker is of no use at all.
    UserError
        If the files cannot be written here.
    """
    errand, token = attempt.errand, attempt.token

    async def call(function: str, *arguments: Any) -> Any:
        return await link.call(attempt.worker, function, *arguments)

    await send(call, token, errand.files)
    async with _submitted(link, attempt) as end:
        if end["state"] == "made":
            async with waiting.lock:
                if not waiting.end.done():
                    await fetch(call, token, errand, end["files"])
                    waiting.deliver(attempt, Outcome(result=_placed(end, errand)))
            return
    match end:
        case {"state": "failed", "failure": failure} if not failure["elsewhere"]:
            waiting.deliver(attempt, Outcome(failure=failure))
        case {"state": "failed", "failure": failure}:
            raise WorkerFault(failure["why"])
        case {"state": "refused", "why": why}:
            raise Refused(why)
        case {"state": "ended", "code": code}:
            raise WorkerFault(how_it_ended(code))
        case {"state": "broken", "why": why}:
            raise WorkerFault(why)
        case _:
            raise WorkerFault(LOST)


@asynccontextmanager
async def _submitted(link: Link, attempt: Attempt) -> AsyncIterator[Mapping[str, Any]]:
    """Give a worker an errand and wait until its files wait, or it has ended; stop it when the context is left."""
    token = attempt.token
    parcel = {"token": token, "topic": link.topic, "program": link.program, "task": dict(attempt.errand.task)}
    made = link.made[token] = asyncio.get_running_loop().create_future()
    future = link.client.submit(
        worker_side.do_errand, parcel, key=f"errand-{token}", workers=[attempt.worker], allow_other_workers=False,
        pure=False, retries=0,
    )  # fmt: skip
    ended = _ended(future)
    try:
        await asyncio.wait({made, ended}, return_when=asyncio.FIRST_COMPLETED)
        yield made.result() if made.done() else await _returned(future)
    finally:
        del link.made[token]
        if not ended.done() and not link.broken:
            with suppress(WorkerFault, Refused):
                await link.call(attempt.worker, "stop", [token], within=worker_side.PATIENCE)
        if not link.broken:
            with suppress(Exception):
                async with asyncio.timeout(ANSWER):
                    await link.client.cancel([future], force=True)


def _ended(future: Any) -> asyncio.Future[None]:
    """Return what is done when a task of Dask's has ended, however: one that awaits it and is cancelled makes noise."""
    loop = asyncio.get_running_loop()
    ended = loop.create_future()

    def note() -> None:
        if not ended.done():
            ended.set_result(None)

    def tell(_: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(note)

    future.add_done_callback(tell)
    return ended


async def _returned(future: Any) -> Mapping[str, Any]:
    """Return what an errand's function returned; where Dask could not let it end, it is as if it was stopped."""
    try:
        return await future
    except (CancelledError, KilledWorker, NoValidWorkerError):
        return {"state": "stopped"}
    except Exception as error:  # of the function itself
        return {"state": "broken", "why": in_a_line(error)}


def _placed(end: Mapping[str, Any], errand: Errand) -> dict[str, Any]:
    """Return a child's result with the paths that its files have here."""

    def here(value: Any) -> Any:
        inside = isinstance(value, str) and value.startswith(end["folder"])
        return str(errand.out / value.removeprefix(end["folder"]).lstrip("/\\")) if inside else value

    return {key: here(value) for key, value in end["result"].items()}
