"""Clips made by worker processes: some are killed, some have no room, some are slow, some are of another version."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any

import pytest

from attention_scenes.film.cluster import dispatch, schedule
from attention_scenes.film.cluster.dispatch import Dispatcher
from attention_scenes.film.cluster.schedule import Attempt, Schedule
from attention_scenes.film.jobs import processes
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run, clip_files, message, names
from tests.helpers.processes import LISTED, alive, below, eventually

pytestmark = pytest.mark.xdist_group("cluster")
Start = Callable[..., Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start processes of tests.film.cluster.cluster_process; each has printed its address as ``address``."""
    started: list[Popen[str]] = []

    def start(*words: str) -> Popen[str]:
        command = [sys.executable, "-m", "tests.film.cluster.cluster_process", *words]
        started.append(Popen(command, stdout=PIPE, text=True, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def addressed(process: Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def waiting_for(workers: int, errands: int) -> Callable[[Schedule, float], Attempt | None]:
    """In place of Schedule.begin_next: nothing begins before all workers and errands are there."""
    begin_next = Schedule.begin_next
    began = False

    def begin(self: Schedule, now: float) -> Attempt | None:
        nonlocal began
        began = began or (len(self._slots) == workers and len(self._entries) == errands)
        return begin_next(self, now) if began else None

    return begin


def test_whatever_happens_to_workers_each_clip_is_made(
    run: Run, start: Start, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = addressed(start("scheduler"))
    faults = ("good", "dies", "full", "slow", "another")
    there = {fault: start(fault, address, str(tmp_path / fault)) for fault in faults}
    workers = {fault: addressed(process) for fault, process in there.items()}
    monkeypatch.setattr(Schedule, "begin_next", waiting_for(workers=4, errands=4))
    monkeypatch.setattr(schedule, "SLOW", 0.0)  # who has nothing else to do doubles at once
    table = "scene,name,steps\ntiny,a,1\ntiny,b,2\ntiny,c,3\nother,d,\n"
    Path("four.csv").write_text(table)
    code, out, err = run("batch", "four.csv", *SMALL, "--on", address)
    assert code == 0, err
    assert names(elsewhere / "clips") == sorted([*clip_files(*"abcd"), "four.report.csv", "four.report.html"])
    assert there["dies"].wait() == -signal.SIGKILL
    for fault, why in (("dies", "the worker ended"), ("full", "File too large"), ("another", "another version")):
        assert any(workers[fault] in line and why in line for line in err.splitlines()), (fault, err)
    code, out, err = run("batch", "four.csv", *SMALL)
    assert code == 0 and out.count("up to date") == 4, "as if they were made here"
    left = [path for fault in ("good", "full", "slow") for path in (tmp_path / fault).rglob("errands/*")]
    assert left == [], "what was fetched, failed or stopped is removed"


def test_chunks_are_drawn_by_workers_and_joined_here(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, step = [], processes._step

    async def noted(job: Any, task: Any, *rest: Any) -> None:
        here.append(task.task)
        await step(job, task, *rest)

    monkeypatch.setattr(processes, "_step", noted)
    words = ("tiny", "--set", "steps=20", *SMALL)
    code, _, err = run(*words, "--chunks", "2", "--on", "local:2")
    assert code == 0, err
    assert "chunk" not in here and here[-1] == "clip"
    assert names(elsewhere / "clips") == sorted(clip_files("tiny"))
    assert "up to date" in run(*words)[1], "as if it was made here, in one piece"


def test_a_scheduler_that_stops_answering_is_told_in_a_line(
    run: Run, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = start("scheduler")
    address = addressed(process)
    monkeypatch.setattr(dispatch, "ANSWER", 1.0)
    do = Dispatcher.do

    async def stopped(self: Dispatcher, *arguments: Any) -> Any:
        process.send_signal(signal.SIGSTOP)
        return await do(self, *arguments)

    monkeypatch.setattr(Dispatcher, "do", stopped)
    code, out, err = run("other", "-s", *SMALL, "--on", address)
    assert (code, out) == (2, "") and "Traceback" not in err
    assert err.count("answers no more: what is done is kept") == 2, "where it happens, and in the last line"


@pytest.mark.skipif(not LISTED, reason="the system does not list a process's children")
@pytest.mark.parametrize(("by", "away"), [(signal.SIGINT, False), (signal.SIGKILL, False), (signal.SIGKILL, True)])
def test_a_run_that_is_ended_leaves_nothing(by: signal.Signals, away: bool, start: Start, tmp_path: Path) -> None:
    """Workers of its own end with it, and those of others stop, though nobody tells them to where it is killed."""
    scratch, out, log = tmp_path / "scratch", tmp_path / "out", tmp_path / "log"
    scratch.mkdir()
    address, others = "local:1", None
    if away:
        address = addressed(start("scheduler"))
        others = start("good", address, str(tmp_path / "good"))
        addressed(others)
    words = ["tiny", "--set", "steps=900", *SMALL, "-o", str(out), "--on", address]
    with log.open("w") as err:
        process = Popen(
            [sys.executable, "-m", "tests.helpers.tiny_scene", *words],
            stdout=DEVNULL, stderr=err, cwd=ROOT, env=os.environ | {"TMPDIR": str(scratch)},
        )  # fmt: skip
    try:
        eventually(lambda: "tiny: frame" in log.read_text())
        family = [*below(process.pid), *(below(others.pid) if others else [])]
        assert len(family) >= (1 if away else 2), "a child, and a worker where it is ours"
        process.send_signal(by)
        assert process.wait() == (130 if by == signal.SIGINT else -by)
        eventually(lambda: not any(map(alive, family)))
    finally:
        process.kill()
    eventually(lambda: names(scratch) == [] and (not out.exists() or names(out) == []))
    eventually(lambda: not list(tmp_path.glob("good/**/errands/*")))
    assert "Traceback" not in log.read_text()


def test_a_scheduler_that_is_not_there(run: Run) -> None:
    told = message(run("tiny", "other", "--on", "tcp://127.0.0.1:9"))
    assert "There is no scheduler at tcp://127.0.0.1:9" in told and "\n" not in told.strip()
