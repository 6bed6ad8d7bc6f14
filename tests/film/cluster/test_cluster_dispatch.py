"""Errands given out, doubled, given up: with a scheduler that is a dictionary, and with workers that cannot start."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from distributed import KilledWorker

from attention_scenes.film.cluster import attempt as attempts
from attention_scenes.film.cluster import dispatch, local_workers, schedule, worker_side
from attention_scenes.film.cluster.attempt import Link, Waiting
from attention_scenes.film.cluster.connect import connected
from attention_scenes.film.cluster.dispatch import Dispatcher, dispatching
from attention_scenes.film.cluster.errands import Errand, Outcome
from attention_scenes.film.cluster.places import Place
from attention_scenes.film.cluster.schedule import Attempt, Schedule
from attention_scenes.model.errors import UserError

THIS = "this program"
PATIENCE = 30.0  # seconds, where something waits that must not


class FakeFuture:
    """Dask's future of an errand that never ends."""

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        pass


class FakeClient:
    """Client of a scheduler that knows these workers, by what each answers when asked for its program."""

    def __init__(self, **programs: Any) -> None:
        self.programs, self.hangs, self.asked = programs, False, list[str]()

    async def nthreads(self) -> dict[str, int]:
        if self.hangs:
            await asyncio.sleep(PATIENCE)
        return dict.fromkeys(self.programs, 1)

    async def run(self, function: Any, *_: Any, workers: list[str]) -> dict[str, Any]:
        [worker] = workers
        self.asked.append(function.__name__)
        if self.hangs:
            await asyncio.sleep(PATIENCE)
        if function is not worker_side.identify:
            return {worker: []}
        answer = self.programs[worker]
        answer = next(answer) if isinstance(answer, itertools.chain) else answer
        if isinstance(answer, Exception):
            raise answer
        return {worker: answer}

    def submit(self, *_: Any, **__: Any) -> FakeFuture:
        self.asked.append("submit")
        return FakeFuture()

    async def cancel(self, *_: Any, **__: Any) -> None:
        self.asked.append("cancel")
        if self.hangs:
            await asyncio.sleep(PATIENCE)

    def subscribe_topic(self, *_: Any) -> None:
        pass

    def unsubscribe_topic(self, *_: Any) -> None:
        pass


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "program_digest", lambda: THIS)
    monkeypatch.setattr(dispatch, "LOOK", 0.01)


def errand(name: str = "a") -> Errand:
    return Errand(name, {}, (), Path("out"), name)


def during(client: FakeClient, work: Callable[[Dispatcher], Awaitable[None]]) -> list[str]:
    """Work with a client's dispatcher and return the lines told."""
    lines: list[str] = []

    async def main() -> None:
        async with asyncio.timeout(PATIENCE / 2), dispatching(client, "here", lines.append) as dispatcher:  # type: ignore[arg-type]
            await work(dispatcher)

    asyncio.run(main())
    return lines


async def do(dispatcher: Dispatcher, name: str = "a") -> Outcome:
    return await dispatcher.do(errand(name), lambda event: None)


async def made_at_once(link: Link, attempt: Attempt, waiting: Waiting) -> None:
    waiting.deliver(attempt, Outcome(result={"worker": attempt.worker}))


def test_a_double_is_stopped_where_the_errand_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stopped = list[Attempt](), list[Attempt]()
    doubled = asyncio.Event()

    async def make(link: Link, attempt: Attempt, waiting: Waiting) -> None:
        if attempt.errand.name == "quick":
            return await made_at_once(link, attempt, waiting)
        begun.append(attempt)
        try:
            if len(begun) == 2:
                doubled.set()
                await asyncio.sleep(PATIENCE)
            await doubled.wait()
        except asyncio.CancelledError:
            stopped.append(attempt)
            raise
        waiting.deliver(attempt, Outcome(failure={"why": "no such head"}))

    async def work(dispatcher: Dispatcher) -> None:
        await do(dispatcher, "quick")
        outcome = await do(dispatcher, "slow")
        assert outcome.failure
        await dispatcher.close()

    monkeypatch.setattr(dispatch, "make_attempt", make)
    monkeypatch.setattr(schedule, "SLOW", 0.0)
    during(FakeClient(x=THIS, y=THIS), work)
    assert len(begun) == 2 and stopped == begun[1:]


def test_what_goes_wrong_while_errands_are_given_out_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: Schedule, now: float) -> None:
        raise KeyError("gone")

    async def work(dispatcher: Dispatcher) -> None:
        with pytest.raises(UserError, match=r"^Nothing more is given to here: KeyError: 'gone'\.$"):
            await do(dispatcher)

    monkeypatch.setattr(Schedule, "begin_next", wrong)
    during(FakeClient(x=THIS), work)


def test_a_worker_that_does_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(dispatcher: Dispatcher) -> None:
        assert (await do(dispatcher)).result == {"worker": "x"}

    monkeypatch.setattr(dispatch, "make_attempt", made_at_once)
    answers = itertools.chain([TimeoutError(), OSError("closed")], itertools.repeat(THIS))
    assert during(FakeClient(x=answers), work) == [], "it is not refused"


def test_where_a_worker_is_refused_another_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(old="another")

    async def work(dispatcher: Dispatcher) -> None:
        waits = asyncio.create_task(do(dispatcher))
        while "identify" not in client.asked:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        client.programs["new"] = THIS
        assert (await waits).result == {"worker": "new"}

    monkeypatch.setattr(dispatch, "make_attempt", made_at_once)
    [line] = during(client, work)
    assert line.startswith("old is refused")


def test_where_all_are_refused_and_none_comes_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(dispatcher: Dispatcher) -> None:
        with pytest.raises(UserError, match="No worker of here will do"):
            await do(dispatcher)

    monkeypatch.setattr(dispatch, "ALONE", 0.1)
    during(FakeClient(old="another"), work)


def test_nobody_is_waited_for_where_the_scheduler_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    client = FakeClient(x=THIS)

    async def work(dispatcher: Dispatcher) -> None:
        waits = asyncio.create_task(do(dispatcher))
        while "submit" not in client.asked:
            await asyncio.sleep(0.01)
        client.hangs = True
        with pytest.raises(UserError, match="answers no more"):
            await waits

    monkeypatch.setattr(dispatch, "ANSWER", 0.1)
    during(client, work)
    assert "stop" not in client.asked and "cancel" not in client.asked


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (KeyError("made"), {"state": "broken", "why": "KeyError: 'made'"}),
        (ValueError("one\ntwo"), {"state": "broken", "why": "ValueError: one"}),
        (KilledWorker("key", None, 0), {"state": "stopped"}),  # type: ignore[arg-type]
        (attempts.CancelledError("key"), {"state": "stopped"}),
    ],
)
def test_what_goes_wrong_in_an_errands_function_is_said(error: Exception, end: dict[str, str]) -> None:
    async def returned() -> Any:
        future = asyncio.get_running_loop().create_future()
        future.set_exception(error)
        return await attempts._returned(future)

    assert asyncio.run(returned()) == end


def test_workers_that_cannot_start_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[str]()

    def child(task: str) -> list[str]:
        started.append(task)
        return ["false"]

    async def work() -> None:
        async with asyncio.timeout(PATIENCE), connected(Place("local", workers=2), 2, lambda line: None) as dispatcher:
            with pytest.raises(UserError, match="No worker of --on local can start"):
                await do(dispatcher)

    monkeypatch.setattr(local_workers, "child", child)
    monkeypatch.setattr(local_workers, "PAUSE", 0.01)
    asyncio.run(work())
    assert started == ["cluster-worker"] * 2 * local_workers.MOST_STARTS
