"""Benchmark of many machines: Dask's workers beside jobs of one run, and eight that wait as long as a clip takes."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

from ..work import Result, Spec, median, run
from .suite import PACE, RENDER, side_by_side

GOAL = (
    "Two workers within 5 % of two jobs; eight that wait at least 90 % busy; a clip alone costs a worker's start more."
)
AT_ONCE = (1, 2)
WAITING, CLIPS = 8, 36
SECONDS = 3.0  # that the shortest of the waiting clips takes; the longest takes three times as long
BYTES = 2_000_000  # of a clip that is fetched


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure all of ``given.scenes`` by jobs and by workers, the first alone likewise, then workers that wait."""
    words = ["-o", str(folder / "many"), "-r", f"{given.width},{given.height}", "--fps", f"{given.fps:g}"]
    words += ["--device", given.device, "--set", f"pace={PACE}"]

    def once(scenes: list[str], about: str, *more: str) -> Result:
        return run(side_by_side, {"command": RENDER, "cores": os.cpu_count(), "words": [*scenes, *words, *more]}, about)

    once(given.scenes, "once, for bundles and labels", "-s")
    ways = [(given.scenes, way) for n in AT_ONCE for way in (("--jobs", f"{n}"), ("--on", f"local:{n}"))]
    ways += [(given.scenes[:1], way) for way in (("--jobs", "1"), ("--on", "local:1"))]
    runs: list[list[Result]] = [[] for _ in ways]
    for _ in range(given.repeats):
        for (scenes, way), some in zip(ways, runs, strict=True):
            some.append(once(scenes, f"{len(scenes)}: {' '.join(way)}", "--force", *way))
    spec = {"workers": WAITING, "clips": CLIPS, "seconds": SECONDS, "bytes": BYTES}
    waiting = [run(workers_that_wait, spec, f"{WAITING} workers") for _ in range(given.repeats)]
    results = [
        {"clips": scenes, "way": " ".join(way), "runs": some} for (scenes, way), some in zip(ways, runs, strict=True)
    ]
    return [*results, {"clips": [], "way": f"{WAITING} that wait", "runs": waiting}]


def table(results: list[Result]) -> str:
    *made, waiting = results
    lines = [f"{'':28} {'wall s':>8} {'CPU s':>8}"]
    for result in made:
        wall, cpu = (median(result["runs"], what) for what in ("wall", "cpu"))
        lines.append(f"{len(result['clips'])} clip(s), {result['way']:16} {wall:8.1f} {cpu:8.1f}")
    ideal, wall, cpu = (median(waiting["runs"], what) for what in ("ideal", "wall", "cpu"))
    lines.append(f"{waiting['way']}: {wall:.1f} s, {ideal:.1f} s would be all busy: {ideal / wall:.0%}")
    lines.append(f"scheduler, workers and client take {cpu:.2f} CPU s a clip together")
    return "\n".join(lines)


def workers_that_wait(spec: Spec) -> Result:
    """Do ``spec["clips"]`` errands on workers that wait in place of rendering, and return files of some size.

    Scheduler, workers and client share one process here: what it costs is no less than with processes of their own.
    """
    return asyncio.run(_wait(spec))


async def _wait(spec: Spec) -> Result:
    from distributed import Client, Scheduler, Worker

    from attention_scenes.film.cluster import worker_side
    from attention_scenes.film.cluster.dispatch import dispatching
    from attention_scenes.film.cluster.errands import Errand
    from attention_scenes.film.cluster.local_workers import HERE, quiet_dask

    quiet_dask()
    worker_side.run_child = partial(_pretend, spec["bytes"])
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        seconds = [spec["seconds"] * (1 + 2 * n / max(1, spec["clips"] - 1)) for n in reversed(range(spec["clips"]))]
        errands = [
            Errand(f"clip{n}", {"seconds": each, "name": f"clip{n}"}, (), folder / "out", f"clip{n}", each)
            for n, each in enumerate(seconds)
        ]
        async with AsyncExitStack() as stack:
            scheduler = await stack.enter_async_context(Scheduler(host=HERE, port=0, dashboard=False))
            for n in range(spec["workers"]):
                own = Worker(
                    scheduler.address, nthreads=1, host=HERE, local_directory=str(folder / f"{n}"), dashboard=False,
                    memory_limit=0,
                )  # fmt: skip
                await stack.enter_async_context(own)
            client = await stack.enter_async_context(Client(scheduler.address, asynchronous=True))
            dispatcher = await stack.enter_async_context(dispatching(client, "here", print))
            start, cpu = time.perf_counter(), time.process_time()
            await asyncio.gather(*(dispatcher.do(errand, lambda event: None) for errand in errands))
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {"wall": wall, "ideal": sum(seconds) / spec["workers"], "cpu": cpu / len(errands)}


def _pretend(
    size: int, task: Mapping[str, Any], out: Path, cache: Path, stop: threading.Event, tell: Any
) -> dict[str, Any]:
    """Wait as long as the task says, in place of rendering; see :func:`film.cluster.child_on_worker.run_child`."""
    if stop.wait(task["seconds"]):
        return {"state": "stopped"}
    data, name = os.urandom(size), f"{task['name']}.mp4"
    (out / name).write_bytes(data)
    files = [{"name": name, "bytes": size, "sha256": hashlib.sha256(data).hexdigest()}]
    return {"state": "made", "result": {"path": str(out / name)}, "folder": str(out), "files": files}
