"""Divide cores and memory between clips that are rendered side by side."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

CORES_A_JOB = 1  # a job draws in one thread and encodes in others
LEAST_THREADS = 2  # of an encoder: two clips on two cores take 17.1 s with two each, 18.7 s with one
MEMORY_A_JOB = 600_000_000  # bytes, at 1080p
MEMORY_OF_THE_MODEL = 1_500_000_000  # bytes, of the one process that computes bundles

_CGROUP = Path("/sys/fs/cgroup")


class Share(NamedTuple):
    """Share of resources: clips rendered at once, and encoder threads of each; 0 lets the encoder choose."""

    jobs: int
    threads: int


def share(cores: int, free: int | None, clips: int, jobs_wanted: int | None = None) -> Share:
    """Return how many of ``clips`` to render at once so that cores are busy and no more than the free memory is used.

    Parameters
    ----------
    cores
        Cores that may be used.
    free
        Bytes of memory that may be used; None where unknown; then only cores count.
    clips
        How many are to be rendered.
    jobs_wanted
        How many jobs the user wants, in place of what cores and memory say.
    """
    room = cores if free is None else max(0, free - MEMORY_OF_THE_MODEL) // MEMORY_A_JOB
    jobs = max(1, min(jobs_wanted or min(cores // CORES_A_JOB, room), clips))
    return Share(jobs, 0 if jobs == 1 else max(LEAST_THREADS, -(-cores // jobs)))


def usable_cores() -> int:
    """Return the number of cores that this process may use, in a container fewer than there are."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, _, period = _read(_CGROUP / "cpu.max").partition(" ")
    return max(1, min(cores, int(quota) // int(period))) if quota.isdecimal() else cores


def free_memory() -> int | None:
    """Return the free memory in bytes, without swap and within the container's limit; None if unknown."""
    lines = dict(line.split(":", 1) for line in _read(Path("/proc/meminfo")).splitlines())
    if "MemAvailable" not in lines:
        return None
    available, limit = int(lines["MemAvailable"].split()[0]) * 1024, _read(_CGROUP / "memory.max")
    return min(available, int(limit)) if limit.isdecimal() else available


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
