"""Workers as jobs of Slurm, through dask-jobqueue: what a job asks for is in Dask's own configuration."""

from __future__ import annotations

import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from attention_scenes.film.system.program import child_environment
from attention_scenes.model.errors import UserError


def slurm_settings() -> dict[str, Any]:
    """Return what every job needs beside the configuration: this copy of the program, in the folder that is shared."""
    path = shlex.quote(child_environment()["PYTHONPATH"])
    return {"job_script_prologue": [f"export PYTHONPATH={path}"]}


@asynccontextmanager
async def slurm_cluster(jobs: int) -> AsyncIterator[str]:
    """Yield the address of a scheduler whose workers are jobs of Slurm; they are cancelled at the end."""
    from dask_jobqueue import SLURMCluster

    try:
        cluster = SLURMCluster(asynchronous=True, **slurm_settings())
    except ValueError as error:  # cores, memory and the like are not configured
        raise UserError(
            f"--on slurm: {str(error).partition(chr(10))[0]} Say so in ~/.config/dask/jobqueue.yaml."
        ) from None
    async with cluster:
        cluster.scale(jobs=jobs)
        yield cluster.scheduler_address
