"""The benchmark of many machines runs with workers that hardly wait, and its figures make sense."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import arguments
from benchmarks.parts import many


def test_workers_that_wait_fetch_what_they_pretend_to_have_made() -> None:
    found = many.workers_that_wait({"workers": 2, "clips": 4, "seconds": 0.01, "bytes": 1000})
    assert found["ideal"] == pytest.approx(0.04) and found["wall"] > found["ideal"]


def test_what_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[list[str]] = []

    def run(task: Any, spec: dict[str, Any], about: str) -> dict[str, float]:
        words.append(spec.get("words", []))
        return {"wall": 2.0, "cpu": 3.0, "ideal": 1.0}

    monkeypatch.setattr(many, "run", run)
    given = arguments(["many", "--size=96x64", "--fps=4", "--repeats=1"])
    given.scenes = ["tiny", "other"]
    results = many.measure(given, tmp_path)
    assert [result["way"] for result in results] == [
        "--jobs 1", "--on local:1", "--jobs 2", "--on local:2", "--jobs 1", "--on local:1", "8 that wait",
    ]  # fmt: skip
    assert [line[-3:] for line in words[1:3]] == [["--force", "--jobs", "1"], ["--force", "--on", "local:1"]]
    table = many.table(results)
    assert "2 clip(s), --on local:2" in table and "1.0 s would be all busy: 50%" in table
