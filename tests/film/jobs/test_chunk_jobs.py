"""Chunks of a clip as jobs: side by side, then joined; one that fails ends the others; how far all of them are."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.processes import Job, run_all
from attention_scenes.film.jobs.progress_protocol import FrameCounts
from attention_scenes.film.jobs.requests import RenderRequest
from attention_scenes.film.jobs.tasks import ANY_TASK, ChunkTask, ClipTask, Task
from tests.film.jobs.test_jobs import CHILD, WELL, Coded
from tests.helpers.tiny_scene import CATALOG, Other

OPTIONS = ClipOptions(Path("o"), "other", 64, 48, 2.5, encoder={"crf": "9"})


class CodedChunk(ChunkTask):
    """A chunk for :data:`CHILD`."""

    code: str


def chunk(number: int, code: str) -> CodedChunk:
    what: dict[str, Any] = {"scene": CATALOG["other"], "params": {}, "needs": {}, "options": OPTIONS, "chunks": 3}
    return CodedChunk(**what, number=number, code=code)


def run(*steps: Task | tuple[Task, ...], at_once: int) -> tuple[Job, list[dict[str, Any]]]:
    job, events = Job("a", steps), list[dict[str, Any]]()
    run_all([job], [sys.executable, "-c", CHILD], at_once, lambda _, event: events.append(event))
    return job, events


def test_chunks_are_drawn_side_by_side_and_then_joined(tmp_path: Path) -> None:
    waits = f"""
open({str(tmp_path)!r} + f'/{{task["number"]}}', 'w')
while len(os.listdir({str(tmp_path)!r})) < 2: time.sleep(0.01)
send('frame', done=1, total=2, beat='b')
{WELL}
"""
    joins = f"assert len(os.listdir({str(tmp_path)!r})) == 3\n{WELL}"
    job, events = run(tuple(chunk(n, waits) for n in range(3)), Coded(task="clip", code=joins), at_once=2)
    assert job.result and not job.failure
    assert [event["task"] for event in events if event["event"] == "start"] == ["chunk"] * 3 + ["clip"]
    assert {event["chunk"] for event in events if event["event"] == "frame"} == {0, 1, 2}


def test_a_chunk_that_fails_ends_the_others_and_nothing_is_joined(tmp_path: Path) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    fails = f"while not os.path.exists({str(there)!r}): time.sleep(0.01)\nsys.exit(3)"
    slow = f"try: open({str(there)!r}, 'w'); time.sleep(600)\nfinally: open({str(gone)!r}, 'w')"
    job, events = run((chunk(0, fails), chunk(1, slow)), Coded(task="clip", code=WELL), at_once=2)
    assert job.failure and "code 3" in job.failure.why and job.result is None
    assert gone.exists() and not [event for event in events if event.get("task") == "clip"]


def test_the_tasks_are_plain_and_the_same_on_the_other_side() -> None:
    params = Other.Params()
    request = RenderRequest(CATALOG["other"], Other, params, Other.needs(params), OPTIONS)
    assert request.steps_in_chunks(False, 3, 1) == request.steps(False, 3)
    bundle, chunks, clip = request.steps_in_chunks(False, 3, 2)
    assert isinstance(chunks, tuple) and isinstance(clip, ClipTask) and isinstance(bundle, Task)
    there = [ANY_TASK.validate_json(task.model_dump_json()) for task in chunks]
    assert there == [*chunks] and [(t.number, t.chunks) for t in there if isinstance(t, ChunkTask)] == [(0, 2), (1, 2)]
    assert clip.chunks == 2 and clip.options == replace(OPTIONS, threads=3)


def test_frames_of_all_chunks_are_counted_together() -> None:
    counts = FrameCounts({"a": 100, "b": 9})
    assert not counts.started("a")
    assert counts.count("a", {"chunk": 0, "done": 1, "total": 50, "beat": "x"}) == (1, 100, "in parts")
    assert counts.count("a", {"chunk": 1, "done": 70, "total": 50, "beat": "y"}) == (71, 100, "in parts")
    assert counts.count("a", {"chunk": 0, "done": 60, "total": 50, "beat": "x"}) == (130, 130, "in parts")
    assert counts.count("b", {"done": 4, "total": 8, "beat": "z"}) == (4, 8, "z")
    assert counts.started("a") and counts.started("b")
