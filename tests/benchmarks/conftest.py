"""What tests of benchmarks share: tasks that run in this process, where no other is what is measured."""

from __future__ import annotations

import json
from typing import Any

import pytest

from attention_scenes.film.clip import render as clips
from attention_scenes.film.playback import play_scene
from benchmarks import scenes
from benchmarks.parts import frames, growth, peers, presets

# What a task puts its own in place of, in the process that it thinks is its own.
REPLACED = (
    (play_scene, "SkiaRenderer"),
    (play_scene, "open_exporter"),
    (clips, "replace"),
    (clips.sidecars, "clip_facts"),
)
RUN = scenes.run


def run_here(task: Any, spec: dict[str, Any], about: str = "", **python: str) -> Any:
    """Run a task in this process and put everything back; a task of another library runs in a process of its own."""
    if python:
        return RUN(task, spec, about, **python)
    with pytest.MonkeyPatch.context() as patch:
        for where, name in REPLACED:
            patch.setattr(where, name, getattr(where, name))
        return json.loads(json.dumps(task(json.loads(json.dumps(spec)))))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run tasks in this process: a new one spends two seconds on its imports."""
    for part in (scenes, frames, growth, peers, presets):
        monkeypatch.setattr(part, "run", run_here)
