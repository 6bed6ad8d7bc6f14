"""Render clips: one in this process, several side by side, each in a process of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cluster.places import Place, checked_place
from attention_scenes.film.inputs.flags import chunk_count, job_count
from attention_scenes.film.jobs.picture_options import check_chunks, clip_options
from attention_scenes.film.jobs.processes import Away, Event, Failure, Job, run_all
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.progress_protocol import FrameCounts, Show
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest, parse_requests
from attention_scenes.film.jobs.resources import free_memory, share, usable_cores
from attention_scenes.film.jobs.tasks import BundlesTask
from attention_scenes.film.system.console import file_size, note, open_file, say
from attention_scenes.film.system.errors import printable
from attention_scenes.film.system.files import sweep


def render(chosen: list[SceneFile], load: Load, known: list[str], flags: RenderFlags, child: list[str]) -> int:
    """Render the chosen scenes: one in this process, several each in its own.

    Parameters
    ----------
    chosen
        The scenes, in the order of their clips.
    load
        Imports a scene's class.
    known
        The names of all scenes.
    flags
        The flags, as typed.
    child
        The command that does one task which it reads from stdin, see :func:`film.jobs.child.serve`.

    Returns
    -------
    int
        0; where one of several clips failed 1 if any fault is ours, else 2.

    Raises
    ------
    UserError
        If any of the input will not do; then nothing has been written.
    """
    start = time.monotonic()
    options, jobs_wanted, chunks = clip_options(flags), job_count(flags.jobs), chunk_count(flags.chunks)
    check_chunks(options, chunks)
    jobs = {scene.name: Job(scene.name) for scene in chosen}
    try:
        with showing(jobs) as show:
            place = checked_place(flags.on)

            def attempt(name: str) -> AbstractContextManager[Any]:
                return failing(jobs[name], show) if len(jobs) > 1 else nullcontext()

            requests = parse_requests(chosen, load, known, flags, options, attempt)
            for request in requests:
                show.show(request.scene.name, "waiting", total=request.frames)
            if len(jobs) == 1 and chunks == 1 and not place:
                _make_here(requests[0], jobs[chosen[0].name], show, flags.preview)
            else:
                make_apart(requests, jobs, attempt, child, jobs_wanted, show, flags.preview, chunks, place)
    finally:
        say_results(jobs)
    note(f"{time.monotonic() - start:.0f} s")
    return report_failures(jobs)


def say_results(jobs: Mapping[str, Job]) -> None:
    """Print a line on stdout for each clip that is there, with its file."""
    for result in (job.result for job in jobs.values() if job.result):
        frames = "1 frame" if result.frames == 1 else f"{result.frames} frames"
        how = "up to date" if result.skipped else f"{frames}, {file_size(result.bytes)}"
        say(f"{result.path}  ({how})")


def render_for(
    what: str,
    chosen: list[SceneFile],
    load: Load,
    known: list[str],
    flags: RenderFlags,
    child: list[str],
    container: str = "mp4",
) -> int:
    """Render the clips of a product (``what``, such as a film), as :func:`render` does; note if it cannot be made."""
    settings = replace(flags, container=container, transparent=False, save_last_frame=False, preview=False)
    if code := render(chosen, load, known, settings, child):
        note(f"render.py: a {what} needs all of its clips: none was made.")
    return code


@contextmanager
def failing(job: Job, show: Show) -> Iterator[None]:
    """Return a context in which an exception makes this job fail and nothing else."""
    try:
        yield
    except Exception as error:
        job.failure = Failure.of(error)
        show.show(job.name, "failed", job.failure.why)


def _make_here(request: RenderRequest, job: Job, show: Show, preview: bool) -> None:
    from attention_scenes.model.answers.store import ensure

    name = request.scene.name
    bundle = ensure(request.needs, lambda message, part: _show_computing(show, name, message, part))
    request.scene_class.check(request.params, bundle)
    show.show(name, "starting")
    job.result = request.draw(bundle, lambda done, total, beat: _show_frame(show, name, done, total, beat))
    _show_end(job, show, preview)


def compute_together(requests: list[RenderRequest], child: list[str], show: Show) -> None:
    """Ask the model for all clips in one process, which loads it once; what fails is left to the clip's own."""
    from attention_scenes.model.answers.store import find

    needs = {request.scene.name: request.needs.to_json() for request in requests if not find(request.needs)}

    def report(job: Job, event: Event) -> None:
        if event["event"] == "computing":
            _show_computing(show, event["clip"], event["message"], event["fraction"])

    if len(needs) > 1:
        run_all([Job("", [BundlesTask(needs=needs)])], child, 1, report)


def make_apart(
    requests: list[RenderRequest],
    jobs: dict[str, Job],
    attempt: Callable[[str], AbstractContextManager[Any]],
    child: list[str],
    jobs_wanted: int | None,
    show: Show,
    preview: bool,
    chunks: int = 1,
    place: Place | None = None,
) -> None:
    """Fill in every job: find clips that are up to date; render others in processes, in ``chunks``, maybe elsewhere."""
    from attention_scenes.model.answers.store import find

    left: dict[str, bool] = {}
    parts: dict[str, int] = {}
    for request in requests:
        job = jobs[request.scene.name]
        with attempt(job.name):
            if bundle := find(request.needs):
                request.scene_class.check(request.params, bundle)
                job.result = request.find(bundle)
            left[job.name] = bundle is not None
            only_beside = chunks > 1 and bundle is not None and not job.result and request.has_clip(bundle)
            parts[job.name] = 1 if only_beside else chunks  # files beside a clip are made in one piece
        if job.result:
            _show_end(job, show, preview)
    to_do = [request for request in requests if request.scene.name in left and not jobs[request.scene.name].result]
    at_most = sum(parts[request.scene.name] for request in to_do)
    at_once, threads = share(usable_cores(), free_memory(), at_most, jobs_wanted)
    away: Away | None = None
    if place and to_do:
        from attention_scenes.film.jobs.elsewhere import elsewhere, encoder_threads

        away = partial(elsewhere, place, {request.scene.name: request for request in to_do}, at_most)
        threads = encoder_threads(place, at_most)
    for request in to_do:
        job = jobs[request.scene.name]
        job.steps = request.steps_in_chunks(left[job.name], threads, parts[job.name])
        job.seconds = request.scene_class.seconds
    counts = FrameCounts({request.scene.name: request.frames for request in to_do})

    began: set[str] = set()  # here or on a worker: an errand that begins sends a start, too

    def report(job: Job, event: Event) -> None:
        match event["event"]:
            case "start" if not counts.started(job.name):
                began.add(job.name)
                show.show(job.name, "computing" if event["task"] == "bundle" else "starting")
            case "computing":
                _show_computing(show, job.name, event["message"], event["fraction"])
            case "frame":
                _show_frame(show, job.name, *counts.count(job.name, event))
            case "line":
                show.line(f"{job.name}: {event['line']}")
            case "end":
                _show_end(job, show, preview)

    try:
        run_all(list(jobs.values()), child, at_once, report, away)
    finally:
        for request in to_do:
            name, out = request.scene.name, request.options.out
            if name in began and not jobs[name].result and out.is_dir():  # thousands that wait left nothing
                sweep(out, request.options.stem)


def _show_computing(show: Show, name: str, message: str, part: float | None) -> None:
    show.show(name, "computing", message, part or 0, 1 if part else 0)


def _show_frame(show: Show, name: str, done: int, total: int, beat: str) -> None:
    show.show(name, "drawing", beat, done, max(total, done + 1))  # a bar is full when the clip is, not its estimate


def _show_end(job: Job, show: Show, preview: bool) -> None:
    if job.failure:
        show.show(job.name, "failed", job.failure.why)
    elif job.result:
        frames = job.result.frames
        show.show(job.name, "up to date" if job.result.skipped else "done", "", frames, frames)
        if preview:
            open_file(Path(job.result.path))


def report_failures(jobs: Mapping[str, Job]) -> int:
    """Print which clips failed and why, with tracebacks above; return the exit code."""
    failures = {job.name: job.failure for job in jobs.values() if job.failure}
    if not failures:
        return 0
    for name, failure in failures.items():
        if failure.traceback:
            note(f"\n{name}:\n{failure.traceback.rstrip()}")
    note(f"\nrender.py: {len(failures)} of {len(jobs)} clips failed.")
    for name, failure in failures.items():
        note(f"  {name}: {' '.join(printable(failure.why).split())[:500]}")
    return 1 if any(failure.ours for failure in failures.values()) else 2
