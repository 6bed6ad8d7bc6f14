"""Connect to a place where errands are done: to a scheduler that runs, or to one that is started for this run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from distributed import Client, Security

from attention_scenes.film.cluster.dispatch import Dispatcher, Tell, dispatching
from attention_scenes.film.cluster.local_workers import local_cluster, quiet_dask
from attention_scenes.film.cluster.places import ANSWER, Place
from attention_scenes.film.cluster.slurm import slurm_cluster
from attention_scenes.film.system.console import short
from attention_scenes.model.errors import UserError

GOODBYE = 5.0


@asynccontextmanager
async def connected(place: Place, workers: int, tell: Tell) -> AsyncIterator[Dispatcher]:
    """Yield what does errands at a place; what was started for them ends with the context.

    Parameters
    ----------
    place
        Where.
    workers
        How many to start where none run yet.
    tell
        Called with each line about the workers.

    Raises
    ------
    UserError
        If there is no scheduler, or none that answers.
    """
    quiet_dask()
    async with AsyncExitStack() as stack:
        address, security, gone = place.address, None, None
        if place.kind == "local":
            cluster = await stack.enter_async_context(local_cluster(workers))
            address, security, gone = cluster.address, cluster.security, cluster.gone
        elif place.kind == "slurm":
            address, security = await stack.enter_async_context(slurm_cluster(workers))
        client = await stack.enter_async_context(_client(place, address, security))
        dispatcher = await stack.enter_async_context(dispatching(client, place.named, tell))
        if gone:
            gone.add_done_callback(lambda _: dispatcher.break_off(f"No worker of {place.named} can start, see above."))
        yield dispatcher


@asynccontextmanager
async def _client(place: Place, address: str, security: Security | None) -> AsyncIterator[Client]:
    try:
        client = await Client(address, asynchronous=True, set_as_default=False, timeout=ANSWER, security=security)
    except (OSError, TimeoutError) as error:
        why = str(error).partition("\n")[0] or "no answer"
        raise UserError(f"{place.named} does not answer: {short(why, 200)}. Is it of the same Dask?") from None
    try:
        yield client
    finally:
        with suppress(Exception):
            async with asyncio.timeout(GOODBYE):
                await client.close()
