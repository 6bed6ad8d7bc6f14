"""The soak: what it draws, what it does to a run, and that it sees what is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.system.files import fingerprint
from benchmarks.soak import clock_back, run_soak, scenarios
from benchmarks.soak.drawn_cases import drawn_case
from benchmarks.soak.forked_run import Run, Sabotage, marked
from benchmarks.soak.scenarios import Stage
from benchmarks.soak.soak_records import Records
from benchmarks.soak.whole_files import contents, faults, hidden
from tests.conftest import ROOT
from tests.helpers.processes import eventually

CATALOG = scenes_in(ROOT / "scenes")


def writes() -> int:
    for name in ("one", "two"):
        Path(f"{name}.part").write_text(name)
        os.replace(f"{name}.part", f"{name}.txt")
    return 0


@pytest.mark.parametrize(
    ("step", "there"), [(1, []), (2, ["one.part"]), (3, ["one.txt"]), (4, ["one.txt", "two.part"])]
)
def test_a_run_is_killed_before_each_step(tmp_path: Path, step: int, there: list[str]) -> None:
    place, told = tmp_path / "place", tmp_path / "told"
    place.mkdir()
    assert Run(writes, place, told, Sabotage(tmp_path)).over(60).steps == 4
    for path in place.iterdir():
        path.unlink()
    ended = Run(writes, place, told, Sabotage(tmp_path, kill_at=step)).over(60)
    assert ended.code == -signal.SIGKILL and sorted(path.name for path in place.iterdir()) == there
    assert ended.faults == [f"exit code {ended.code}"]


def test_a_disk_is_full_from_a_step_on_and_a_traceback_is_a_fault(tmp_path: Path) -> None:
    ended = Run(writes, tmp_path, tmp_path / "told", Sabotage(tmp_path, full_from=3)).over(60)
    assert ended.code == 1 and "No space left" in ended.err and (tmp_path / "one.txt").exists()
    assert ended.faults == ["a traceback", "exit code 1"] and not (tmp_path / "two.part").exists()


def test_processes_that_a_run_leaves_are_found(tmp_path: Path) -> None:
    def leaves() -> int:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        Path("child").write_text(str(child.pid))
        return 0

    run = Run(leaves, tmp_path, tmp_path / "told")
    assert run.over(60).code == 0
    child = int((tmp_path / "child").read_text())
    try:
        assert marked(run.pid) == [child]
    finally:
        os.kill(child, signal.SIGKILL)
    eventually(lambda: not marked(run.pid))


def test_the_same_number_draws_the_same_case(tmp_path: Path) -> None:
    cases = [drawn_case(1, number, CATALOG) for number in range(60)]
    assert cases == [drawn_case(1, number, CATALOG) for number in range(60)]
    assert cases != [drawn_case(2, number, CATALOG) for number in range(60)]
    assert len({scene for scene, _ in cases}) > 20 and all(words[:3] == ["render", s, "-s"] for s, words in cases)


def test_records_go_on_where_they_were_stopped(tmp_path: Path) -> None:
    records = Records(tmp_path / "records.jsonl", 60)
    for number, _ in zip(records.numbers(), range(3), strict=False):
        records.add(number, "clip", ["left: .part"] if number == 2 else [])
    again = Records(tmp_path / "records.jsonl", 60)
    assert next(again.numbers()) == 4 and "1 faulty" in again.summary().splitlines()[-1]
    assert [*Records(tmp_path / "records.jsonl", 0).numbers()] == []


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A stage whose program makes a file of what ``said`` holds."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(
        scenarios, "command", lambda *words, tiny: lambda: shutil.copy(tmp_path / "said", "made.txt") and 0
    )
    (tmp_path / "said").write_text("one\n")
    return Stage(tmp_path)


def test_what_a_second_run_makes_is_compared_with_what_one_left_alone_made(tmp_path: Path, stage: Stage) -> None:
    stage.undisturbed("still")
    assert stage.again("still") == ([], "")
    (tmp_path / "said").write_text("two\n")
    (stage.place / ".made.1.part.txt").touch()
    left = f"left: {stage.place / '.made.1.part.txt'}"
    assert stage.again("still") == ([left, "differs: .made.1.part.txt", "differs: made.txt"], "")
    (tmp_path / "said").unlink()
    assert stage.again("still")[0][0].startswith("again: exit code 1: Traceback")


def test_a_clock_set_back_that_changes_a_second_run_is_seen(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_back, "warm_tiny", lambda: None)
    monkeypatch.setattr(clock_back, "Stage", lambda _: stage)
    monkeypatch.setattr(clock_back, "_jumping", lambda seconds, calls, program: program)
    monkeypatch.setattr(os, "utime", lambda *given: (tmp_path / "said").write_text("of another time\n"))
    records = Records(tmp_path / "records.jsonl", 60)
    monkeypatch.setattr(records, "numbers", lambda: iter([1]))
    clock_back.soak(records, 1, tmp_path)
    assert [case["faults"] for case in records.done] == [["differs: made.txt"]]


@pytest.mark.parametrize(("code", "end"), [(0, "none"), (1, "kills")])
def test_all_kinds_are_soaked_also_after_faults_and_the_status_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int, end: str
) -> None:
    kinds: list[str] = []

    def runs(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        kinds.append(command[3])
        assert command[4:] == ["--seconds", "1.0", "--seed", "1", "--out", "build/soak"]
        return subprocess.CompletedProcess(command, code if command[3] == "kills" else 0)

    monkeypatch.setattr(subprocess, "run", runs)
    monkeypatch.setattr(sys, "argv", ["run_soak", "--seconds", "1"])
    assert run_soak.main() == code and kinds == list(run_soak.KINDS)
    assert capsys.readouterr().out == f"faults in {end}\n"


def test_what_is_not_whole_is_seen(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    clip = {"file": "a.png", **fingerprint(tmp_path / "a.png")}
    (tmp_path / "a.json").write_text(json.dumps({"clip": clip}))
    assert not faults(tmp_path) and not hidden(tmp_path) and set(contents(tmp_path)) == {"a.png", "a.json"}
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:-30])
    (tmp_path / "b.svg").write_text("<svg>")
    (tmp_path / "d.vtt").write_text("WEBVTT\n\n00:00:00.0")
    (tmp_path / "e.srt").touch()  # of a clip without captions
    (tmp_path / ".c.1.part.mp4").touch()
    assert [line.partition(":")[0] for line in faults(tmp_path)] == ["a.json", "a.png", "b.svg", "d.vtt"]
    assert hidden(tmp_path) == [str(tmp_path / ".c.1.part.mp4")]
