"""Do errands on the workers of a Dask scheduler: each is watched, tried again elsewhere, doubled where it is slow."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from distributed import Client

from attention_scenes.film.cluster.attempt import LOST, Link, Refused, Waiting, make_attempt
from attention_scenes.film.cluster.errands import Errand, Outcome
from attention_scenes.film.cluster.places import ANSWER
from attention_scenes.film.cluster.same_program import program_digest
from attention_scenes.film.cluster.schedule import MOST_TRIES, Attempt, Schedule
from attention_scenes.film.cluster.transfer import WorkerFault
from attention_scenes.film.cluster.worker_side import OTHER_PROGRAM
from attention_scenes.film.system.errors import in_a_line
from attention_scenes.model.errors import UserError

ALONE = 10.0  # seconds without a worker that will do before that is told
IDENTIFY = 60.0  # seconds: a worker that has just started reads the whole program first
LOOK = 1.0  # seconds between two looks at the workers

OnEvent = Callable[[Mapping[str, Any]], None]
Tell = Callable[[str], None]


class Dispatcher:
    """Errands of one client; use it as :func:`dispatching` makes it."""

    def __init__(self, client: Client, where: str, tell: Tell) -> None:
        self._link = Link(client, program_digest(), f"errands-{secrets.token_hex(8)}")
        self.topic = self._link.topic
        self._where, self._tell = where, tell
        self._schedule = Schedule()
        self._waiting: dict[Errand, Waiting] = {}
        self._attempts: dict[Attempt, asyncio.Task[None]] = {}
        self._workers: dict[str, asyncio.Task[bool]] = {}  # whether each will do
        self._wake = asyncio.Event()
        self._alone, self._told = time.monotonic(), False  # since when no worker will do, and whether that was told

    async def do(self, errand: Errand, on_event: OnEvent) -> Outcome:
        """Do an errand on some worker; UserError where none can, or the scheduler answers no more."""
        if self._link.broken:
            raise self._link.broken
        waiting = self._waiting[errand] = Waiting(asyncio.get_running_loop().create_future(), on_event)
        self._schedule.add(errand)
        self._wake.set()
        try:
            return await waiting.end
        finally:
            del self._waiting[errand]
            await self._end(attempt for attempt in self._schedule.drop(errand) if attempt is not waiting.winner)

    # -- the workers -----------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Look at the workers again and again, and give them what waits; ends where the scheduler is silent."""
        while not self._link.broken:
            try:
                async with asyncio.timeout(ANSWER):
                    there = await self._link.client.nthreads()
            except Exception:
                return self.break_off(f"{self._where} answers no more: what is done is kept. Type the same again.")
            try:
                self._look_at(there)
                self._begin_what_waits()
                self._give_up_stranded()
            except Exception as error:  # else all would wait for ever
                return self.break_off(f"Nothing more is given to {self._where}: {in_a_line(error)}.")
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):  # wait_for may lose that it is cancelled
                    await self._wake.wait()
            self._wake.clear()

    def _look_at(self, there: Mapping[str, int]) -> None:
        self._link.there.clear()
        self._link.there.update(there)
        for worker in self._workers.keys() - there.keys():
            self._workers.pop(worker).cancel()
        for worker in there.keys() - self._workers.keys():
            self._workers[worker] = asyncio.create_task(self._will_do(worker))
        good = {worker: there[worker] for worker, asked in self._workers.items() if asked.done() and asked.result()}
        for attempt in self._schedule.set_workers(good):
            self._cancel(attempt)
            self._failed(attempt, LOST)
        if good:
            self._alone, self._told = time.monotonic(), False
        elif time.monotonic() - self._alone > ALONE:
            self._be_alone(there)

    def _be_alone(self, there: Mapping[str, int]) -> None:
        """Say that no worker will do; give up where all have been refused and no other came for a while."""
        if there and all(asked.done() for asked in self._workers.values()):
            self.break_off(f"No worker of {self._where} will do: each is refused, see above.")
        elif not self._told:
            self._told = True
            no_worker = "no worker that answers" if there else "no worker"
            self._tell(f"{self._where} has {no_worker}: waiting for one. Ctrl-C ends this.")

    def _begin_what_waits(self) -> None:
        while attempt := self._schedule.begin_next(time.monotonic()):
            task = self._try(attempt, self._waiting[attempt.errand])
            self._attempts[attempt] = asyncio.create_task(task)

    async def _will_do(self, worker: str) -> bool:
        """Ask a worker for its program, and return whether it is this one; one that does not answer is asked again."""
        try:
            if await self._link.call(worker, "identify", within=IDENTIFY) != self._link.program:
                raise Refused(OTHER_PROGRAM)
        except WorkerFault:
            self._workers.pop(worker, None)
            return False
        except Exception as error:
            self._tell(f"{worker} is refused: {error}.")
            self._alone = time.monotonic()  # others may come
            return False
        self._wake.set()
        return True

    # -- attempts --------------------------------------------------------------------------------------

    async def _try(self, attempt: Attempt, waiting: Waiting) -> None:
        """Make an attempt and note how it ended."""
        try:
            if self._schedule.is_first(attempt):
                waiting.on_event({"event": "begin"})
            await make_attempt(self._link, attempt, waiting)
            if waiting.winner is attempt:
                made = waiting.end.result().result is not None
                for double in self._schedule.done(attempt, time.monotonic(), made):
                    self._cancel(double)
        except (WorkerFault, Refused) as error:
            self._failed(attempt, str(error))
        except Exception as error:
            if not waiting.end.done():
                waiting.end.set_exception(error)
        finally:
            self._attempts.pop(attempt, None)
            self._wake.set()

    def _failed(self, attempt: Attempt, why: str) -> None:
        """Note that a worker could not do an errand, and give up those that no worker can."""
        if (waiting := self._waiting.get(attempt.errand)) is None or waiting.end.done():
            return
        line = f"{attempt.worker}: {why.rstrip('.')}"
        if self._schedule.fail(attempt, line):
            return _give_up(waiting, f"{MOST_TRIES} workers could not do it. The last, {line}.")
        self._tell(f"{attempt.errand.name}: {line}. It is tried again elsewhere.")

    def _give_up_stranded(self) -> None:
        for errand in self._schedule.stranded():
            _give_up(
                self._waiting[errand], f"No worker is left that could do it. The last, {self._schedule.why(errand)}."
            )

    def hear(self, event: tuple[float, Mapping[str, Any]]) -> None:
        """Take an event of a worker: of an attempt that goes first it is passed on."""
        told = event[1]
        if told["event"] == "made":
            if (made := self._link.made.get(told["token"])) and not made.done():
                made.set_result(told)
            return
        for attempt in self._attempts:
            if attempt.token == told["token"] and self._schedule.is_first(attempt):
                self._waiting[attempt.errand].on_event(told)

    # -- ends ------------------------------------------------------------------------------------------

    def _cancel(self, attempt: Attempt) -> None:
        if task := self._attempts.get(attempt):
            task.cancel()

    async def _end(self, attempts: Iterable[Attempt]) -> None:
        """Stop attempts and wait until their workers have, too."""
        tasks = [self._attempts[attempt] for attempt in attempts if attempt in self._attempts]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def break_off(self, why: str) -> None:
        """Give up all that waits, and all that will, without a word to workers that may not answer."""
        self._link.broken = self._link.broken or UserError(why)
        for waiting in self._waiting.values():
            _give_up(waiting, why)
        for attempt in self._attempts:
            self._cancel(attempt)

    async def close(self) -> None:
        """Wait until the last attempts have told their workers to end."""
        await asyncio.gather(*self._attempts.values(), return_exceptions=True)


def _give_up(waiting: Waiting, why: str) -> None:
    if not waiting.end.done():
        waiting.end.set_exception(UserError(why))


@asynccontextmanager
async def dispatching(client: Client, where: str, tell: Tell) -> AsyncIterator[Dispatcher]:
    """Yield what does errands on the workers of a client's scheduler.

    Parameters
    ----------
    client
        An asynchronous one.
    where
        What the scheduler is called in messages.
    tell
        Called with each line about the workers.
    """
    dispatcher = Dispatcher(client, where, tell)
    client.subscribe_topic(dispatcher.topic, dispatcher.hear)
    watch = asyncio.create_task(dispatcher.watch())
    try:
        yield dispatcher
        await dispatcher.close()
    finally:
        watch.cancel()
        client.unsubscribe_topic(dispatcher.topic)
        await asyncio.gather(watch, return_exceptions=True)
