"""Files on their way: sent to a worker once, fetched from it in blocks, checked, and put whole into their places."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from attention_scenes.film.cluster.errands import Errand, SentFile
from attention_scenes.film.system.files import check_replaceable, disk_errors, make_folder, remove, replace
from attention_scenes.model.atomic_files import part_path

BLOCK = 1 << 23  # bytes

Call = Callable[..., Awaitable[Any]]  # calls a function of film.cluster.worker_side on one worker


class WorkerFault(Exception):
    """Why this worker could not do an errand that another may do."""


async def send(call: Call, token: str, files: Sequence[SentFile]) -> None:
    """Send a worker the files that it lacks; WorkerFault where it cannot keep them."""
    lacking = set(await call("lacking", [file.name for file in files]))
    for file in files:
        if file.name not in lacking:
            continue
        with file.path.open("rb") as source:
            block, last = source.read(BLOCK), False
            while not last:
                following = source.read(BLOCK)
                last = not following
                if why := await call("take_block", token, file.name, block, file.sha256 if last else ""):
                    raise WorkerFault(why)
                block = following


async def fetch(call: Call, token: str, errand: Errand, files: Sequence[Mapping[str, Any]]) -> None:
    """Fetch the files that an errand made, check them, and put them into their places.

    Raises
    ------
    WorkerFault
        If they do not come whole, or are called otherwise than the errand's.
    UserError
        If they cannot be written here. Nothing unfinished is left.
    """
    for file in files:
        path = PurePosixPath(file["name"])
        if path.is_absolute() or ".." in path.parts or not _is_asked(path, errand):
            raise WorkerFault(f"it made a file that was not asked for, {file['name'][:60]!r}")
    make_folder(errand.out, errand.stem)
    part = part_path(errand.out, errand.stem, f".{token}")
    try:
        with disk_errors(errand.out):
            for file in files:
                await _fetch_one(call, token, part / file["name"], file)
            if errand.within:
                make_folder(errand.out / errand.within, errand.stem)
            depth = 2 if errand.within else 1
            tops = ("/".join(PurePosixPath(file["name"]).parts[:depth]) for file in files)
            _place(part, errand.out, list(dict.fromkeys(tops)))
    finally:
        remove(part)


def _is_asked(path: PurePosixPath, errand: Errand) -> bool:
    match path.parts:
        case (folder, _):  # of chunks, or of a clip's frames
            return folder == (errand.within or errand.stem)
        case (name,):
            return not errand.within and name.startswith(f"{errand.stem}.")
    return False


async def _fetch_one(call: Call, token: str, path: Path, file: Mapping[str, Any]) -> None:
    digest, size = hashlib.sha256(), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        while size < file["bytes"]:
            block = await call("read_block", token, file["name"], size, BLOCK)
            if not block:
                raise WorkerFault(f"{file['name']} did not come whole")
            target.write(block)
            digest.update(block)
            size += len(block)
    if digest.hexdigest() != file["sha256"]:
        raise WorkerFault(f"{file['name']} came with another digest")


def _place(part: Path, out: Path, names: Sequence[str]) -> None:
    """Move files from ``part`` to ``out``; old sidecars go first, so that none stands beside files not its own."""
    for name in names:
        if (part / name).is_dir():
            check_replaceable(out / name, {path.suffix for path in (part / name).iterdir()})
    for name in names:
        if name.endswith(".json"):
            remove(out / name)
    for name in names:
        replace(part / name, out / name)
