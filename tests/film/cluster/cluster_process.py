"""A scheduler or a worker in tests: ``python -m tests.film.cluster.cluster_process …``.

Its words are ``scheduler``, or a worker, its scheduler's address and its folder: a ``good`` worker; one that is
killed when its child has drawn a frame (``dies``), whose disk is ``full``, that is ``slow`` without end, or that has
``another`` version.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any

from distributed import Scheduler, Worker

from attention_scenes.film.cluster import child_on_worker, worker_side
from attention_scenes.film.cluster.local_workers import HERE, quiet_dask

LARGEST = 1500  # bytes of a file where the disk is full


def _dies() -> None:
    run_child = child_on_worker.run_child

    def run(task: Any, out: Any, cache: Any, stop: threading.Event, tell: Any) -> dict[str, Any]:
        def die(event: Mapping[str, Any]) -> None:
            if event["event"] == "frame":
                os.kill(os.getpid(), signal.SIGKILL)

        return run_child(task, out, cache, stop, die)

    worker_side.run_child = run


def _full() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


def _slow() -> None:
    def run(task: Any, out: Any, cache: Any, stop: threading.Event, tell: Any) -> dict[str, Any]:
        stop.wait()
        return {"state": "stopped"}

    worker_side.run_child = run


def _another() -> None:
    worker_side.program_digest = lambda: "another"


FAULTS = {"good": lambda: None, "dies": _dies, "full": _full, "slow": _slow, "another": _another}


async def _schedule() -> None:
    async with Scheduler(host=HERE, port=0, dashboard=False) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()


async def _work(address: str, folder: str) -> None:
    async with Worker(
        address, nthreads=1, host=HERE, local_directory=folder, dashboard=False, memory_limit=0
    ) as worker:  # fmt: skip
        print(worker.address, flush=True)
        await worker.finished()


if __name__ == "__main__":
    quiet_dask()
    if sys.argv[1] == "scheduler":
        asyncio.run(_schedule())
    else:
        FAULTS[sys.argv[1]]()
        asyncio.run(_work(*sys.argv[2:]))
