"""The benchmark of several clips at once runs, at a tiny size, and its figures make sense."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import arguments
from benchmarks.parts import suite
from benchmarks.work import ROOT


def test_a_run_and_a_second_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "RENDER", [sys.executable, "-m", "tests.helpers.tiny_scene"])
    monkeypatch.setattr(suite, "usable_cores", lambda: 2)
    monkeypatch.setattr(suite, "_ways", lambda cores, clips: [(None, None)])
    given = arguments(["suite", "--size=96x64", "--fps=4", "--repeats=1", "--encoder=crf=30"])
    given.scenes = ["tiny", "other"]
    results = suite.measure(given, tmp_path)
    assert [(one["jobs"], one["threads"]) for one in results] == [(None, None), (0, 0)]
    for [one] in (result["runs"] for result in results):
        assert one["wall"] > 0 and one["cpu"] > 0 and one["busy"] == pytest.approx(one["cpu"] / one["wall"] / 2)
        assert one["memory"] > 20_000_000, "Python and Manim hold more than this"
    rendered, again = (result["runs"][0] for result in results)
    assert again["cpu"] < rendered["cpu"], "nothing was rendered"
    table = suite.table(results)
    assert "as render.py chooses" in table and "all up to date" in table


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
