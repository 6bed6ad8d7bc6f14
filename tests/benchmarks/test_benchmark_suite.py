"""The benchmark of several clips at once runs, at a tiny size, and its figures make sense."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.cli.main import program
from benchmarks.__main__ import arguments
from benchmarks.parts import suite
from benchmarks.work import ROOT
from tests.helpers.tiny_scene import CATALOG

# Renders nothing: with --force a process below it works for a while; both hold memory.
IN_ITS_PLACE = r"""
import json, pathlib, subprocess, sys, time
with pathlib.Path(sys.argv[1]).open("a") as told:
    print(json.dumps(sys.argv[2:]), file=told)
held = bytes(b"x" * 30_000_000)
work = "import time; held = b'x' * 30_000_000; time.sleep(0.3)\nwhile time.process_time() < 0.5: pass"
if "--force" in sys.argv:
    subprocess.run([sys.executable, "-c", work], check=True)
time.sleep(0.3)
"""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[list[str]]]:
    """Put a program in the place of render.py; return what reads the command lines it was given."""
    file = tmp_path / "told"
    monkeypatch.setattr(suite, "RENDER", [sys.executable, "-c", IN_ITS_PLACE, str(file)])
    return lambda: [json.loads(line) for line in file.read_text().splitlines()]


def is_understood(words: list[str]) -> bool:
    """Whether render.py takes such a command line; what it does not take is a click error."""
    group = program()
    above = click.Context(group, obj=AppContext(ROOT, (), lambda: CATALOG, lambda scene: scene, lambda _: None, []))
    command = group.get_command(above, "render")
    assert command
    return bool(command.make_context("render", list(words), parent=above).params["scenes"])


def test_a_run_and_a_second_one(
    told: Callable[[], list[list[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "usable_cores", lambda: 2)
    monkeypatch.setattr(suite, "_ways", lambda cores, clips: [(2, 1), (None, None)])
    given = arguments(["suite", "--size=96x64", "--fps=4", "--repeats=1", "--encoder=crf=30"])
    given.scenes = ["tiny", "other"]
    results = suite.measure(given, tmp_path)
    assert [(one["jobs"], one["threads"]) for one in results] == [(2, 1), (None, None), (0, 0)]
    for [one] in (result["runs"] for result in results):
        assert one["wall"] > 0 and one["cpu"] > 0 and one["busy"] == pytest.approx(one["cpu"] / one["wall"] / 2)
        assert one["memory"] > 30_000_000, "what it holds"
    *_, rendered, again = (result["runs"][0] for result in results)
    assert again["cpu"] < rendered["cpu"], "nothing was rendered"
    assert rendered["memory"] > 60_000_000, "what the process below it holds, too"
    table = suite.table(results)
    assert "as render.py chooses" in table and "all up to date" in table
    assert all(map(is_understood, told())), "by the program in whose place ours ran"
    assert [("--force" in words, words[-4:]) for words in told()[1:3]] == [
        (True, ["--jobs", "2", "--encoder", "threads=1"]),
        (True, ["pace=4", "--force", "--encoder", "crf=30"]),
    ]
    assert "-s" in told()[0] and "--force" not in told()[3] and len(told()) == 4


def test_what_render_py_does_not_take_is_not_understood() -> None:
    with pytest.raises(click.UsageError, match="--fsp"):
        is_understood(["tiny", "--fsp", "4"])


def test_a_run_that_fails_is_no_figure() -> None:
    spec = {"command": [sys.executable, "render.py"], "words": ["no-such-scene"], "cores": 1}
    with pytest.raises(SystemExit, match="no-such-scene: exit code 2"):
        suite.side_by_side(spec)
    assert ROOT.joinpath("render.py").exists()


def test_what_is_compared() -> None:
    assert suite._ways(2, 9) == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (None, None)]
    assert suite._words(2, 0) == ["--jobs", "2", "--encoder", "threads=0"]
    assert suite._words(None, None) == []
    assert suite._counts(1, 9) == [1]
    assert suite._counts(6, 9) == [1, 2, 4, 6]
    assert suite._counts(6, 2) == [1, 2]
