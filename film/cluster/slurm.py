"""Workers as jobs of Slurm, through dask-jobqueue: what a job asks for is in Dask's own configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from attention_scenes.film.system.program import child_environment


def slurm_settings() -> dict[str, Any]:
    """Return what every job needs beside the configuration: this copy of the program, in the folder that is shared."""
    path = child_environment()["PYTHONPATH"]
    return {"job_script_prologue": [f"export PYTHONPATH='{path}'"], "nanny": True}


@asynccontextmanager
async def slurm_cluster(jobs: int) -> AsyncIterator[str]:
    """Yield the address of a scheduler whose workers are jobs of Slurm; they are cancelled at the end."""
    from dask_jobqueue import SLURMCluster

    async with SLURMCluster(asynchronous=True, **slurm_settings()) as cluster:
        cluster.scale(jobs=jobs)
        yield cluster.scheduler_address
