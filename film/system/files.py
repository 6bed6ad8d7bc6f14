"""Write files of clips whole or not at all, replace them, and remove unfinished ones of killed runs."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from attention_scenes.model.atomic_files import LONGEST, part_path, replacing
from attention_scenes.model.errors import UserError


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


def sweep(folder: Path, name: str | None = None, own: bool = False) -> list[Path]:
    """Remove and return the unfinished files of ``name``, or of any name, that dead processes left.

    Where ``own`` those go, too, that are called after this process, as where one before it had its number: only for who
    writes nothing of that name at the same time. What may not be removed stays.
    """
    pattern = re.compile(rf"\.{'.+' if name is None else re.escape(name)}\.(\d+)\.part(\..*)?")
    removed = []
    for match in filter(None, map(pattern.fullmatch, os.listdir(folder))):
        if own if int(match[1]) == os.getpid() else not _alive(int(match[1])):
            path = folder / match[0]
            with suppress(OSError):
                remove(path)
                removed.append(path)
    return removed


def sweep_beside(path: Path) -> list[Path]:
    """Remove and return the unfinished files of ``path`` that dead processes left."""
    return sweep(path.parent, path.stem[:LONGEST])


def remove(path: Path) -> None:
    """Remove a file or a folder; a missing one is no error."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def replace(source: Path, target: Path) -> None:
    """Replace ``target`` by ``source``, a file or a folder of frames."""
    if source.is_dir() and target.exists():
        old = target.with_name(f".{target.name}.{os.getpid()}.part.old")
        os.replace(target, old)
        os.replace(source, target)
        shutil.rmtree(old)
    else:
        os.replace(source, target)


def check_replaceable(folder: Path, suffixes: Collection[str]) -> None:
    """Refuse to replace a folder that holds other things than files with these suffixes, or that is a file."""
    if not folder.exists():
        return
    there = folder.is_dir()
    strange = [path.name for path in folder.iterdir() if path.suffix not in suffixes] if there else ["it is a file"]
    if strange:
        raise UserError(f"{folder} holds other things ({', '.join(strange[:3])}): choose another -o.")


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, whole or not at all; what killed processes left unfinished of it is removed."""
    with replacing(path) as part:
        part.write_bytes(data)
    sweep_beside(path)


def fingerprint(path: Path) -> dict[str, int | str]:
    """Return the size and SHA-256 of a file, or of all files in a folder in the order of their names."""
    digest, size = hashlib.sha256(), 0
    for part in sorted(path.iterdir()) if path.is_dir() else [path]:
        with part.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn errors of the file system into a ``UserError`` that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(f"The disk is full: {folder} takes no more. Free some or choose another.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(f"{folder} may not be written. Choose another, or change its permissions.") from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.ELOOP):
            raise UserError(f"{folder} cannot be made: a part of it is a file or a link to nowhere.") from error
        if error.errno == errno.ENAMETOOLONG:
            raise UserError(f"A name below {str(folder)[:60]}… is too long for the file system. Shorten it.") from error
        raise


def make_folder(folder: Path, name: str, own: bool = False) -> None:
    """Make ``folder`` where it is missing and check that files named after ``name`` can be written there.

    What killed processes left unfinished of that name is removed; ``own`` is as for :func:`sweep`.

    Raises
    ------
    UserError
        If it is a file, cannot be made, or cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file: clips need a folder. Choose another one.")
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe = part_path(folder, name, ".probe")
        probe.touch()
        probe.unlink()
        sweep(folder, name, own)
