"""Workers as jobs of Slurm, through dask-jobqueue: what a job asks for is in Dask's own configuration."""

from __future__ import annotations

import shlex
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import dask.config
from distributed import Security

from attention_scenes.film.system.program import child_environment
from attention_scenes.model.errors import UserError

HOME = "~"  # nodes see it; what dask-jobqueue puts there its owner alone can read


def slurm_settings() -> dict[str, Any]:
    """Return what every job needs beside the configuration: this copy of the program, in the folder that is shared."""
    path = shlex.quote(child_environment()["PYTHONPATH"])
    configured = _configured("job-script-prologue") or _configured("env-extra") or []  # the second is its old name
    return {"job_script_prologue": [*configured, f"export PYTHONPATH={path}"]}


def tls_settings() -> dict[str, Any]:
    """Return what makes all speak TLS, with keys made for this run; nothing where a protocol is configured."""
    if "protocol" in (_configured("scheduler-options") or {}):
        return {}
    folder = _configured("shared-temp-directory") or HOME
    return {"security": Security.temporary(), "shared_temp_directory": folder}


@asynccontextmanager
async def slurm_cluster(jobs: int) -> AsyncIterator[tuple[str, Security | None]]:
    """Yield the address of a scheduler whose workers are jobs of Slurm, and its keys; jobs are cancelled at the end."""
    tls = tls_settings()
    try:
        cluster = jobqueue().SLURMCluster(asynchronous=True, **slurm_settings(), **tls)
    except (ValueError, OSError) as error:  # cores, memory and the like are not configured; no folder for the keys
        raise UserError(
            f"--on slurm: {str(error).partition(chr(10))[0]} Say so in ~/.config/dask/jobqueue.yaml."
        ) from None
    async with cluster:
        cluster.scale(jobs=jobs)
        yield cluster.scheduler_address, tls.get("security")


def jobqueue() -> ModuleType:
    """Return dask-jobqueue, which takes Ctrl-C for itself when it is imported: here it stays with who had it."""
    handler = signal.getsignal(signal.SIGINT)
    try:
        return import_module("dask_jobqueue")
    finally:
        signal.signal(signal.SIGINT, handler)


def _configured(name: str) -> Any:
    return dask.config.get(f"jobqueue.slurm.{name}", None)
