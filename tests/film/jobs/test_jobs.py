"""Several clips at once: the processes that make them, how they share the machine, and what a person sees of it."""

from __future__ import annotations

import errno
import io
import json
import signal
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from attention_scenes.film.cli import main as cli
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs import resources
from attention_scenes.film.jobs import run as several
from attention_scenes.film.jobs.processes import Failure, Job, Report, run_all
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.progress_table import ClipTable
from attention_scenes.film.jobs.requests import RenderRequest
from attention_scenes.film.jobs.resources import MEMORY_A_JOB, MEMORY_OF_THE_MODEL, share
from attention_scenes.film.jobs.tasks import ANY_TASK, ClipTask, Task
from attention_scenes.model.errors import UserError
from tests.helpers.tiny_scene import CATALOG, Other, Tiny

# A process that does what its task's "code" says; `send` tells an event.
CHILD = """
import json, os, signal, sys, time
task = json.load(sys.stdin)
def send(event, **what):
    print(json.dumps({"event": event, **what}), flush=True)
exec(task["code"])
"""
WELL = "send('result', result={'path': 'p', 'frames': 1, 'bytes': 9, 'skipped': False})"
Reports = list[tuple[str, dict[str, Any]]]


class Coded(Task):
    """A task for :data:`CHILD`."""

    code: str


def job(name: str, code: str = WELL, seconds: float = 1, bundle: str = "") -> Job:
    steps = [Coded(task="bundle", code=bundle)] if bundle else []
    return Job(name, [*steps, Coded(task="clip", code=code)], seconds)


def run(*jobs: Job, at_once: int = 2, command: tuple[str, ...] = (sys.executable, "-c", CHILD)) -> Reports:
    reports: Reports = []
    run_all(list(jobs), list(command), at_once, lambda job, event: reports.append((job.name, event)))
    return reports


def moments(reports: Reports, *kinds: str) -> list[str]:
    """Whose start and end came in which order: ``+a`` and ``-a``, tasks of the model in capitals."""
    marks = []
    for name, event in reports:
        if event["event"] == "start" and "start" in kinds:
            marks.append("+" + (name.upper() if event["task"] == "bundle" else name))
        elif event["event"] == "end" and "end" in kinds:
            marks.append("-" + name)
    return marks


# Processes


def test_the_longest_go_first_and_no_more_at_once_than_asked(tmp_path: Path) -> None:
    jobs = [job(name, seconds=seconds) for name, seconds in (("a", 1), ("b", 3), ("c", 2))]
    assert moments(run(*jobs, at_once=1), "start", "end") == ["+b", "-b", "+c", "-c", "+a", "-a"]
    assert all(j.result and not j.failure for j in jobs)
    came = str(tmp_path)
    waits = f"open(f'{came}/{{os.getpid()}}', 'w')\nwhile len(os.listdir({came!r})) < 2: time.sleep(0.01)\n{WELL}"
    marks = moments(run(*(job(name, waits) for name in "abcd"), at_once=2), "start", "end")
    running = [sum(1 if mark[0] == "+" else -1 for mark in marks[: n + 1]) for n in range(len(marks))]
    assert max(running) == 2


def test_events_and_what_is_written_to_stderr_are_told() -> None:
    reports = run(job("a", "send('frame', done=1, total=2, beat='x'); print('hm', file=sys.stderr);" + WELL))
    assert ("a", {"event": "frame", "done": 1, "total": 2, "beat": "x"}) in reports
    assert ("a", {"event": "line", "line": "hm"}) in reports


def test_one_model_at_a_time_and_each_clip_as_soon_as_its_own_bundle_is_there(tmp_path: Path) -> None:
    over = tmp_path / "b is over"
    slow = f"while not os.path.exists({str(over)!r}): time.sleep(0.01)\n{WELL}"
    jobs = [job("a", slow, 3, bundle=WELL), job("b", WELL, 2, bundle=WELL), job("c", WELL, 1, bundle="1/0")]
    reports: Reports = []

    def report(job: Job, event: dict[str, Any]) -> None:
        reports.append((job.name, event))
        if (job.name, event["event"]) == ("b", "end"):
            over.touch()

    run_all(jobs, [sys.executable, "-c", CHILD], 2, report)
    marks = moments(reports, "start", "end")
    assert [mark for mark in marks if mark.isupper()] == ["+A", "+B", "+C"]
    assert marks.index("+a") < marks.index("-b") < marks.index("-a"), "b was computed while a was drawn"
    assert "+c" not in marks and jobs[2].failure and jobs[0].result and jobs[1].result


@pytest.mark.parametrize(
    ("code", "why", "ours"),
    [
        ("send('failed', failure={'why': 'too long', 'ours': False, 'traceback': ''})", "too long", False),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL", True),
        ('sys.stdout.write(\'{"event": "fra\'); sys.stdout.flush(); os.kill(os.getpid(), 9)', "SIGKILL", True),
        ("sys.exit(143)", "SIGTERM", True),
        ("sys.exit(3)", "code 3", True),
        ("", "did not say why", True),
        ("print('no event')", "JSONDecodeError", True),
    ],
)
def test_a_failure_is_told_in_a_line_and_stops_no_other(code: str, why: str, ours: bool) -> None:
    bad, good = job("bad", code, 2), job("good")
    run(bad, good, at_once=1)
    assert bad.failure and why in bad.failure.why and "\n" not in bad.failure.why
    assert bad.failure.ours is ours and bad.result is None
    assert good.result and good.failure is None


@pytest.mark.parametrize(("at_once", "code", "named"), [(2, -9, True), (1, -9, False), (2, -15, False)])
def test_fewer_jobs_are_named_where_memory_may_have_run_out_and_several_draw(
    at_once: int, code: int, named: bool
) -> None:
    run(bad := job("bad", f"os.kill(os.getpid(), {-code})"), at_once=at_once)
    assert bad.failure and ("--jobs" in bad.failure.why) is named
    assert ("out of memory" in bad.failure.why) is (code == -9)


def test_a_process_that_cannot_be_started() -> None:
    bad = job("bad")
    run(bad, command=("/no/such/program",))
    assert bad.failure and bad.failure.ours and "FileNotFoundError" in bad.failure.why


def test_what_killed_runs_left_goes_with_a_clip_that_began_and_failed_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of thousands of clips that wait none looks through the folder, when the first is stopped."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    parts = {name: tmp_path / f".{name}.{dead.pid}.part.mp4" for name in ("tiny", "other")}
    for part in parts.values():
        part.touch()

    def stopped(jobs: list[Job], command: list[str], at_once: int, report: Report, away: object) -> None:
        report(jobs[0], {"event": "start", "task": "clip"})
        jobs[0].failure = Failure("no", False)
        raise KeyboardInterrupt

    monkeypatch.setattr(several, "run_all", stopped)
    requests = [
        RenderRequest(CATALOG[name], scene, params := scene.Params(), scene.needs(params), clip_of(tmp_path, name))
        for name, scene in (("tiny", Tiny), ("other", Other))
    ]
    jobs = {name: Job(name) for name in parts}
    with showing(jobs) as show, pytest.raises(KeyboardInterrupt):
        several.make_apart(requests, jobs, lambda name: nullcontext(), [], 1, show, False)
    assert [name for name, part in parts.items() if part.exists()] == ["other"]


def clip_of(folder: Path, name: str) -> ClipOptions:
    return ClipOptions(folder, name, 64, 48, 2.5)


def test_nothing_to_do_starts_nothing() -> None:
    assert run(Job("a"), Job("b"), command=("/no/such/program",)) == []


def test_ctrl_c_ends_every_process_before_it_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower ones too: each gets its time to clean up."""
    monkeypatch.setattr("attention_scenes.film.jobs.processes.PATIENCE", 300.0)  # that a busy machine may need
    code = "try: open({!r}, 'w'); send('frame'); time.sleep(600)\nfinally: time.sleep({}); os.remove({!r})"
    files = [str(tmp_path / name) for name in "abc"]
    jobs = [job(path[-1], code.format(path, wait, path)) for path, wait in zip(files, (0.1, 1, 0.5), strict=True)]
    drawing = 0

    def report(job: Job, event: dict[str, Any]) -> None:
        nonlocal drawing
        drawing += event["event"] == "frame"
        if drawing == 3:
            drawing = 0
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        run_all(jobs, [sys.executable, "-c", CHILD], 3, report)
    assert list(tmp_path.iterdir()) == []


def test_whose_fault_it_is() -> None:
    assert Failure.of(UserError("write less")) == Failure("write less", False)
    assert not Failure.of(OSError(errno.ENOSPC, "No space left on device")).ours
    ours = Failure.of(ValueError("one\ntwo"))
    assert (ours.why, ours.ours) == ("ValueError: one", True) and "two" in ours.traceback


# Sharing the machine


def test_jobs_are_as_many_as_cores_memory_and_clips_allow() -> None:
    for cores in (1, 2, 8, 64):
        jobs, threads = share(cores, None, 1000)
        assert 1 <= jobs <= cores and jobs * threads >= (cores if jobs > 1 else 0)
        assert share(cores, None, 1) == (1, 0), "a clip alone has its encoder to itself"
        assert share(cores, 0, 1000).jobs == 1
        assert share(cores, MEMORY_OF_THE_MODEL + 2 * MEMORY_A_JOB, 1000).jobs <= 2
    assert share(2, None, 5, jobs_wanted=999).jobs == 5
    assert share(2, 0, 5, jobs_wanted=3).jobs == 3
    assert share(2, None, 0).jobs == 1


def test_what_this_machine_says() -> None:
    free = resources.free_memory()
    assert resources.usable_cores() >= 1
    assert free is None or 1 << 20 < free < 1 << 50


def test_a_container_may_allow_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_CGROUP", tmp_path)
    unlimited = resources.usable_cores()
    tmp_path.joinpath("cpu.max").write_text("100000 100000\n")
    assert resources.usable_cores() == 1
    tmp_path.joinpath("cpu.max").write_text("max 100000\n")
    assert resources.usable_cores() == unlimited
    tmp_path.joinpath("memory.max").write_text("1000000\n")
    assert resources.free_memory() in (None, 1_000_000)


# What a person sees


def drawn(table: ClipTable, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, file=io.StringIO(), force_terminal=True, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


@pytest.mark.parametrize(("width", "height"), [(100, 30), (80, 24), (60, 6), (30, 3), (20, 1)])
def test_the_table_fits_the_terminal(width: int, height: int) -> None:
    table = ClipTable(f"clip-{n}" for n in range(20))
    for n in range(20):
        table.show(f"clip-{n}", "waiting", total=600)
    table.show("clip-7", "drawing", "a beat with a long name" * 4, 40, 600)
    table.show("clip-9", "failed", "why " * 50)
    table.show("clip-1", "up to date", done=600, total=600)
    table.show("clip-12", "computing", "loading the model", 0.5, 1)
    lines = drawn(table, width, height)
    assert len(lines) <= max(height - 1, 2)
    assert all(len(line) <= width for line in lines)
    if width >= 60:
        assert any(line.startswith("clip-7") and "40/600 frames" in line for line in lines)
        assert lines[-1].startswith("20 clips") and "1 failed" in lines[-1]
    if height < 20:
        assert not any(line.startswith("clip-1 ") for line in lines), "what is done gives way"


def test_the_table_says_what_each_clip_is_at() -> None:
    table = ClipTable(["a", "b", "c"])
    assert [line.split() for line in drawn(table, 100, 30)][0] == ["a", "loading"]
    for name in "abc":
        table.show(name, "waiting", total=100)
    table.show("a", "computing", "measuring the sense probe", 0.5, 1)
    table.show("b", "done", done=90)
    a, b, c, together = drawn(table, 120, 30)
    assert "computing: measuring the sense probe" in a and "frames" not in a
    assert "90/90 frames" in b and b.endswith("done")
    assert c.split() == ["c", "waiting"]
    assert "90/290 frames" in together and "1 done, 1 waiting" in together


def test_a_clip_alone_has_no_row_for_all() -> None:
    assert len(drawn(ClipTable(["a"]), 80, 24)) == 1


def test_plain_lines_where_nothing_can_be_redrawn(capsys: pytest.CaptureFixture[str]) -> None:
    with showing(["a", "b"]) as show:
        assert capsys.readouterr().err == "loading a, b\n", "before anything else"
        show.show("a", "waiting", total=9)
        show.show("a", "computing")
        show.show("a", "computing", "loading the model")
        show.show("a", "drawing", "first", 1, 9)
        show.show("a", "drawing", "first", 2, 9)
        show.show("a", "done", done=9)
        show.show("b", "failed", "no such head")
        show.line("said by a library")
    assert capsys.readouterr().err.splitlines() == [
        "a: computing: loading the model",
        "a: frame 1 of 9, first",
        "a: done",
        "b: failed: no such head",
        "said by a library",
    ]


def test_a_child_tells_json_only() -> None:
    """What libraries print must not stand among the events."""
    params = Other.Params()
    options = ClipOptions(Path("o"), "other", width=64, height=48, fps=2, still=True)
    scene = replace(CATALOG["other"], module="this")  # prints a poem and has no such class
    [task] = RenderRequest(scene, Other, params, Other.needs(params), options).steps(True, 0)
    done = subprocess.run(
        [sys.executable, str(cli.ROOT / "render.py"), "one-clip"],
        input=task.model_dump_json(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    [event] = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, event["event"]) == (1, "failed")
    assert "AttributeError" in event["failure"]["why"] and "Traceback" in event["failure"]["traceback"]
    assert "Zen of Python" in done.stderr


def test_a_task_is_the_same_on_the_other_side() -> None:
    params = Other.Params()
    options = ClipOptions(Path("o"), "other", 64, 48, 2.5, at=0.5, still=True, beats=("a", "b"), encoder={"crf": "9"})
    request = RenderRequest(CATALOG["other"], Other, params, Other.needs(params), options)
    steps = request.steps(False, 3)
    there = [ANY_TASK.validate_json(task.model_dump_json()) for task in steps]
    assert there == steps and [task.task for task in there] == ["bundle", "clip"]
    assert isinstance(there[1], ClipTask) and there[1].options == replace(options, threads=3)
