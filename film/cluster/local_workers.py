"""Workers as processes of this machine, with a scheduler of their own that listens on 127.0.0.1 alone, by TLS.

Other users of the machine can reach a port there; without the keys of this run they are not answered.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
import sys
import time
import warnings
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask.config
from distributed import Scheduler, Security, Worker

from attention_scenes.film.cluster.worker_side import LOCAL
from attention_scenes.film.system.child_processes import end
from attention_scenes.film.system.program import child, child_environment
from attention_scenes.film.system.scratch import scratch_folder

HERE = "127.0.0.1"
PATIENCE = 20.0  # seconds that workers get to end
AT_ONCE = 5.0  # seconds: a worker that lived shorter could not start
PAUSE = 1.0  # seconds until it is started again
MOST_STARTS = 3  # in a row, of those that end at once


@dataclass(frozen=True)
class LocalCluster:
    """Cluster of processes here: the scheduler's address and keys, and what is done when no worker is left."""

    address: str
    security: Security
    gone: asyncio.Future[list[None]]


@asynccontextmanager
async def local_cluster(workers: int) -> AsyncIterator[LocalCluster]:
    """Yield a scheduler with workers here."""
    security = Security.temporary()
    with scratch_folder() as folder:
        with dask.config.set({"temporary-directory": str(folder)}):
            made = Scheduler(host=HERE, port=0, protocol="tls", dashboard=False, security=security)
        async with made as scheduler:
            folders = [folder / str(number) for number in range(workers)]
            keepers = [asyncio.create_task(_keep_one(scheduler.address, security, own)) for own in folders]
            gone = asyncio.gather(*keepers)
            try:
                yield LocalCluster(scheduler.address, security, gone)
            finally:
                for keeper in keepers:
                    keeper.cancel()
                await asyncio.gather(*keepers, gone, return_exceptions=True)


async def _keep_one(address: str, security: Security, folder: Path) -> None:
    """Keep a worker running: one that was killed is started again, but not where it ends at once again and again."""
    message = {"address": address, "folder": str(folder), "client": os.getpid(), "security": _plain(security)}
    in_vain = 0
    while in_vain < MOST_STARTS:
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *child("cluster-worker"), stdin=PIPE, stdout=DEVNULL, env=child_environment(), start_new_session=True
        )
        try:
            assert process.stdin
            process.stdin.write(json.dumps(message).encode() + b"\n")
            await process.wait()
        finally:
            await end(process, signal.SIGTERM, PATIENCE)
        in_vain = in_vain + 1 if time.monotonic() - began < AT_ONCE else 0
        await asyncio.sleep(PAUSE if in_vain else 0)


def _plain(security: Security) -> dict[str, Any]:
    return {key: value for key in security.__slots__ if isinstance(value := getattr(security, key), (str, bool))}


def work() -> int:
    """Be a worker for the scheduler that stdin names, until it is gone or SIGTERM comes; return an exit code."""
    message = json.loads(sys.stdin.readline())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a session of its own has no Ctrl-C; who sends it means the client
    quiet_dask()
    asyncio.run(_work(message))
    if os.getppid() != message["client"]:  # it was killed and removes nothing
        shutil.rmtree(Path(message["folder"]).parent, ignore_errors=True)
    return 0


def quiet_dask() -> None:
    """Let Dask neither log nor answer by HTTP in this process: what matters is told in our words."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"distributed\b")
    dask.config.set({"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []})


async def _work(message: dict[str, Any]) -> None:
    worker = Worker(
        message["address"],
        name=f"{LOCAL}{os.getpid()}",
        nthreads=1,
        host=HERE,
        protocol="tls",
        security=Security(**message["security"]),
        local_directory=message["folder"],
        dashboard=False,
        memory_limit=0,  # children take the memory, not the worker
    )
    async with worker:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, lambda: loop.create_task(worker.close()))
        await worker.finished()
