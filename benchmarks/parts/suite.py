"""Benchmark of several clips side by side: jobs, threads of each encoder, and a second run with nothing to do."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

from attention_scenes.film.jobs.resources import usable_cores

from ..work import ROOT, Result, Spec, median, run

GOAL = "The cores at least 90 % busy; a second run, all clips up to date, in the time it takes to start."
RENDER = [sys.executable, "render.py"]
PACE = 4  # a quarter of each clip's seconds, with the same proportion of things that move
LOOK = 0.1  # seconds between two looks at the memory, and what wall seconds are exact to

Way = tuple[int | None, int | None]  # jobs, threads


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure all of ``given.scenes`` with each number of jobs and threads, then once more with nothing to do."""
    cores, clips = usable_cores(), folder / "suite"
    words = [*given.scenes, "-o", str(clips), "-r", f"{given.width},{given.height}", "--fps", f"{given.fps:g}"]
    words += ["--device", given.device, "--set", f"pace={PACE}"]
    encoder = [word for key, value in given.encoder.items() for word in ("--encoder", f"{key}={value}")]
    if given.text and "attention-pattern" in given.scenes:
        words += ["--set", f"attention-pattern.text={given.text}"]

    def once(about: str, *more: str) -> Result:
        return run(side_by_side, {"command": RENDER, "cores": cores, "words": [*words, *more]}, about)

    once("once, for bundles and labels", "-s")
    runs: dict[Way, list[Result]] = {way: [] for way in _ways(cores, len(given.scenes))}
    for _ in range(given.repeats):
        for way, some in runs.items():
            some.append(once(_name(*way), "--force", *encoder, *_words(*way)))
    runs[0, 0] = [once("all up to date", *encoder) for _ in range(given.repeats)]
    return [
        {"clips": given.scenes, "cores": cores, "jobs": jobs, "threads": threads, "runs": some}
        for (jobs, threads), some in runs.items()
    ]


def _ways(cores: int, clips: int) -> list[Way]:
    """Return all settings to compare; the last leaves every clip up to date."""
    return [*product(_counts(cores, clips), (0, *_counts(cores, cores))), (None, None)]


def _words(jobs: int | None, threads: int | None) -> list[str]:
    flags = [] if jobs is None else ["--jobs", str(jobs)]
    return flags if threads is None else [*flags, "--encoder", f"threads={threads}"]


def _name(jobs: int | None, threads: int | None) -> str:
    return "as render.py chooses" if jobs is None else f"{jobs} jobs, {threads or 'auto'} threads"


def _counts(cores: int, most: int) -> list[int]:
    """Return 1, 2, 4, … up to and including ``cores``, at most ``most``."""
    return sorted({1, *(n for n in (2, 4, 8, 16, 32, cores) if n <= min(cores, most))})


def table(results: list[Result]) -> str:
    *rendered, again = results
    lines = [
        f"{', '.join(again['clips'])}; {again['cores']} cores",
        f"{'':22} {'wall s':>8} {'CPU s':>8} {'busy':>6} {'memory MB':>10}",
    ]
    for result in rendered:
        wall, cpu, busy, memory = (median(result["runs"], what) for what in ("wall", "cpu", "busy", "memory"))
        name = _name(result["jobs"], result["threads"])
        lines.append(f"{name:22} {wall:8.1f} {cpu:8.1f} {busy:6.0%} {memory / 1e6:10.0f}")
    best = min(rendered, key=lambda result: median(result["runs"], "wall"))
    lines.append(f"quickest: {_name(best['jobs'], best['threads'])}")
    lines.append(f"again, all up to date: {median(again['runs'], 'wall'):.2f} s")
    return "\n".join(lines)


def side_by_side(spec: Spec) -> Result:
    """Run ``spec["command"]`` with ``spec["words"]``; wall and CPU seconds and bytes of it and all its processes.

    ``busy`` is CPU divided by wall times cores. ``memory`` is the largest sum of what all its processes held at once,
    with shared pages counted in each; where there is no ``/proc`` it is the largest process alone.
    """
    start, memory = time.perf_counter(), 0
    process = subprocess.Popen([*spec["command"], *spec["words"]], cwd=ROOT, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        memory = max(memory, _held_by(process.pid))
        time.sleep(LOOK)
    wall, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(spec['words'])}: exit code {process.returncode}")
    cpu = used.ru_utime + used.ru_stime
    largest = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"wall": wall, "cpu": cpu, "busy": cpu / wall / spec["cores"], "memory": memory or largest}


def _held_by(root: int) -> int:
    """Return the bytes of memory that a process and all its descendants hold."""
    parents, held = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
        except OSError:
            continue  # it has ended meanwhile
        parents[int(folder.name)] = int(status["PPid"])
        held[int(folder.name)] = 1024 * int(status.get("VmRSS", "0").split()[0])
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(held.get(pid, 0) for pid in family)
