"""Do tasks on other machines: what each needs of the cache is sent along, and what it made comes back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attention_scenes.film.cluster.errands import Errand, SentFile
from attention_scenes.film.cluster.places import MOST_JOBS, Place
from attention_scenes.film.jobs.processes import NOT_OURS, Do, Failure, Job, Report, TaskFailed
from attention_scenes.film.jobs.requests import RenderRequest
from attention_scenes.film.jobs.resources import LEAST_THREADS, Share, free_memory, share, usable_cores
from attention_scenes.film.jobs.tasks import ChunkTask, ClipTask, SceneTask
from attention_scenes.film.system.files import fingerprint
from attention_scenes.model.answers.clip_answers import Answers, bundles
from attention_scenes.model.answers.store import file_of, find
from attention_scenes.model.checkpoint.locate import digest, label
from attention_scenes.model.errors import UserError
from attention_scenes.model.files import cache_root
from attention_scenes.model.own_models import is_own
from attention_scenes.model.pictures.kept_pictures import DIGEST, place_of
from attention_scenes.model.request.clip_needs import by_key
from attention_scenes.model.request.needs import DEFAULT_MODEL

ABOUT_WORKERS = Job("--on")  # no clip: the name before lines about workers


@asynccontextmanager
async def elsewhere(
    place: Place, requests: Mapping[str, RenderRequest], clips: int, report: Report
) -> AsyncIterator[Do]:
    """Yield what does tasks at a place; see :data:`film.jobs.processes.Do`.

    Parameters
    ----------
    place
        Where.
    requests
        By the names of their jobs.
    clips
        How many clips, or chunks of them, that makes.
    report
        Called with the events of the tasks, as by :func:`film.jobs.processes.run_all`, and with lines about workers.

    Raises
    ------
    UserError
        If the place cannot be reached.
    """
    from attention_scenes.film.cluster.connect import connected  # here: it imports Dask

    def tell(line: str) -> None:
        report(ABOUT_WORKERS, {"event": "line", "line": line})

    async with connected(place, _workers(place, clips).jobs, tell) as dispatcher:

        async def do(job: Job, task: SceneTask) -> dict[str, Any] | None:
            if isinstance(task, ClipTask) and task.chunks > 1:
                return None  # its chunks came here to be joined
            errand = await asyncio.to_thread(_errand, requests[job.name], task, job.seconds / task.chunks)
            if errand is None:
                return None
            outcome = await dispatcher.do(errand, lambda event: _pass_on(job, task, event, report))
            if outcome.failure is not None:
                raise TaskFailed(Failure(**outcome.failure))
            assert outcome.result is not None
            return dict(outcome.result)

        yield do


def encoder_threads(place: Place, clips: int) -> int:
    """Return how many threads the encoder of each of so many clips gets at a place; 0 lets it choose."""
    return _workers(place, clips).threads


def _workers(place: Place, clips: int) -> Share:
    """Return how many workers to start for so many clips where none run yet, and the threads of each one's encoder."""
    if place.kind == "local":
        return share(usable_cores(), free_memory(), clips, place.workers)
    return Share(min(place.workers or MOST_JOBS, clips), LEAST_THREADS)


def _pass_on(job: Job, task: SceneTask, event: Mapping[str, Any], report: Report) -> None:
    if event["event"] == "begin":
        report(job, {"event": "start", "task": task.task})
    elif event["event"] != "line" or not event["line"].startswith(NOT_OURS.decode()):
        report(job, {**event, **task.mark})


def _errand(request: RenderRequest, task: SceneTask, weight: float) -> Errand | None:
    """Return what a worker is given of a task; None where the clip is there and only files beside it are missing."""
    if (answers := find(request.needs)) is None:
        raise UserError("What the model answered was removed from the cache meanwhile. Type the same line again.")
    if isinstance(task, ClipTask) and request.has_clip(answers):
        return None
    message = task.model_copy(update={"weights": _weights(request)}).model_dump(mode="json")
    message["options"]["out"] = ""
    files = tuple(_sent(path) for path in [*_bundle_files(answers), *_pictures(task)])
    within = request.options.chunk_folder.name if isinstance(task, ChunkTask) else ""
    return Errand(request.scene.name, message, files, request.options.out, request.options.stem, weight, within)


def _weights(request: RenderRequest) -> dict[str, tuple[str, str]]:
    """Return digest and label of the models whose weights a worker cannot be expected to have, by name."""
    names = {needs.model for needs in by_key(request.needs).values()}
    found = {name: digest(name) for name in names if name != DEFAULT_MODEL and not is_own(name)}
    return {name: (weights, label(name)) for name, weights in found.items() if weights}


def _bundle_files(answers: Answers) -> Iterator[Path]:
    for bundle in bundles(answers).values():
        yield file_of(bundle.digest)


def _pictures(task: SceneTask) -> Iterator[Path]:
    """Yield the pictures of the user's that a task names by their digests."""
    for name in sorted(set(re.findall(rf"\b{DIGEST.pattern}\b", task.model_dump_json()))):
        if (path := place_of(name)).is_file():
            yield path


def _sent(path: Path) -> SentFile:
    return SentFile(path.relative_to(cache_root()).as_posix(), path, str(fingerprint(path)["sha256"]))
