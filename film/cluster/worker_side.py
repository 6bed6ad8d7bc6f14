"""What a worker does for a client: keep the files it is sent, run the child, hold what it made until it is fetched.

Dask imports these functions by their names: the worker's environment must have this program. It gives ``dask_worker``
to those that are called beside the tasks.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from distributed import Worker, get_worker

from attention_scenes.film.cluster.child_on_worker import run_child
from attention_scenes.film.cluster.same_program import program_digest
from attention_scenes.film.system.files import fingerprint
from attention_scenes.model.files import cache_root

LOCAL = "local-"  # begins the names of workers that their client has started on its own machine
OTHER_PROGRAM = "it has another version of this program, or of the libraries that draw"
LOOK = 0.5  # seconds between two looks whether an errand is still wanted
PATIENCE = 20.0  # seconds that stopped errands get to end


@dataclass
class Held:
    """An errand on this worker: its folder, and whether it may end."""

    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def out(self) -> Path:
        """Where its child writes."""
        return self.folder / "out"


_held: dict[str, Held] = {}  # by token


def home(worker: Worker) -> Path:
    """Return a worker's own folder, which Dask removes with the worker."""
    return Path(worker.local_directory) / "attention-scenes"


def cache(worker: Worker) -> Path:
    """Return the folder of bundles and labels that children use: the client's own where it started the worker here."""
    return cache_root() if str(worker.name).startswith(LOCAL) else home(worker) / "cache"


def identify() -> str:
    """Return the digest of the program that this worker has."""
    return program_digest()


def lacking(names: list[str], dask_worker: Worker) -> list[str]:
    """Return which of these files the worker does not have yet."""
    return [name for name in names if not (cache(dask_worker) / name).is_file()]


def take_block(token: str, name: str, block: bytes, sha256: str, dask_worker: Worker) -> str:
    """Add a block to a file of the cache; the last, with the file's digest, makes it whole. Return what went wrong."""
    path = cache(dask_worker) / name
    part = path.with_name(f".{path.name}.{token}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file:
            file.write(block)
        if sha256:
            if fingerprint(part)["sha256"] != sha256:
                raise OSError(0, "what came is not what was sent")
            os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        return f"{error.strerror}: {path.name}"
    return ""


def do_errand(parcel: Mapping[str, Any]) -> dict[str, Any]:
    """Do an errand and hold its files until the client has fetched them, stops it, or is gone.

    Parameters
    ----------
    parcel
        ``token``, ``topic`` (where events go), ``program`` (the client's digest) and ``task``.

    Returns
    -------
    dict
        ``state`` and what belongs to it: ``refused`` (``why``), ``failed`` (``failure``, as the child says it),
        ``ended`` (``code`` of a child that said nothing), ``broken`` (``why`` this machine could not), ``stopped``,
        or ``made`` (``result``, ``folder``, and ``files``: name, size and SHA-256 of each). The last is also told as
        an event, for it is returned when the files are gone.
    """
    worker, token = get_worker(), parcel["token"]
    key = worker.get_current_task()

    def tell(event: Mapping[str, Any]) -> None:
        worker.log_event(parcel["topic"], {"token": token, **event})

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state == "executing" and worker.status.name in ("running", "paused")

    if parcel["program"] != program_digest():
        return {"state": "refused", "why": OTHER_PROGRAM}
    held = _held[token] = Held(home(worker) / "errands" / token)
    threading.Thread(target=_watch, args=(held.stop, wanted), daemon=True).start()
    try:
        held.out.mkdir(parents=True)
        end = run_child(parcel["task"], held.out, cache(worker), held.stop, tell)
        if end["state"] == "made":
            tell({"event": "made", **end})
            held.stop.wait()
        return end
    except OSError as error:
        return {"state": "broken", "why": f"{error.strerror}: {error.filename or held.folder}"}
    finally:
        held.stop.set()
        shutil.rmtree(held.folder, ignore_errors=True)
        del _held[token]


def _watch(stop: threading.Event, wanted: Callable[[], bool]) -> None:
    """Set ``stop`` when an errand is not wanted any more: it was cancelled, or its client or the scheduler is gone."""
    while not stop.wait(LOOK):
        if not wanted():
            stop.set()


def read_block(token: str, name: str, offset: int, size: int) -> bytes | None:
    """Return a part of a file that an errand made; None where the errand has ended."""
    if (held := _held.get(token)) is None:
        return None
    with (held.out / name).open("rb") as file:
        file.seek(offset)
        return file.read(size)


async def stop(tokens: list[str]) -> None:
    """Stop these errands, or end those whose files are fetched, and wait until nothing is left of them."""
    for token in tokens:
        if held := _held.get(token):
            held.stop.set()
    end = asyncio.get_running_loop().time() + PATIENCE
    while any(token in _held for token in tokens) and asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.02)
