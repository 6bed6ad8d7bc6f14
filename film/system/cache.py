"""Cache of files kept between runs: list its entries by size and last use, and remove them."""

from __future__ import annotations

import math
import os
import re
import shutil
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from attention_scenes.film.system.cache_kinds import KINDS
from attention_scenes.film.system.console import file_size, note
from attention_scenes.film.system.files import disk_errors
from attention_scenes.model.checkpoint.locate import unused

STILL_WRITING = 3600.0  # seconds: what changed so near to now may belong to a process that writes it


@dataclass(frozen=True)
class Entry:
    """Cache entry, a file or a whole folder; times in seconds since 1970."""

    kind: str
    path: Path
    files: int
    size: int
    changed: float
    used: float
    unfinished: bool


def entries(kind: str) -> Iterator[Entry]:
    """Yield the entries of a kind, without following links and without files that are being written now."""
    about, now = KINDS[kind], time.time()
    folder = about.folder()
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        unfinished = re.fullmatch(about.unfinished, path.name) is not None
        if not unfinished and not (re.fullmatch(about.name, path.name) and (path / about.marker).exists()):
            continue
        with suppress(OSError):  # gone while we looked
            if path.is_symlink() or path.is_dir() != bool(about.marker):
                continue
            files = [found for found in map(os.lstat, _files(path)) if stat.S_ISREG(found.st_mode)] or [path.lstat()]
            changed = max(found.st_mtime for found in files)
            used = max(max(found.st_atime, found.st_mtime) for found in files)
            if not unfinished or abs(now - changed) > STILL_WRITING:
                size = sum(found.st_size for found in files)
                yield Entry(kind, path, len(files), size, changed, used, unfinished)


def chosen(kinds: Collection[str], older_than: float = 0, unfinished: bool = False) -> list[Entry]:
    """Return the entries of these kinds last used at least ``older_than`` seconds ago.

    With it comes what killed processes left of them, however young, and with ``unfinished`` what they left of any kind.
    """
    latest = time.time() - older_than if older_than else math.inf  # clocks differ: a file may be of tomorrow
    found = (entry for kind in KINDS if unfinished or kind in kinds for entry in entries(kind))
    return [entry for entry in found if entry.unfinished or (entry.kind in kinds and entry.used <= latest)]


def remove_all(found: Sequence[Entry]) -> None:
    """Remove entries from the disk; one that is gone already is no error.

    Raises
    ------
    UserError
        If something may not be removed; or if it is the weights and a process uses them: then nothing is.
    """
    weights = any(entry.kind == "weights" for entry in found)
    with unused(lambda message, _: note(message)) if weights else nullcontext():
        for entry in found:
            path = entry.path
            if entry.kind == "weights" and not entry.unfinished:
                # Killed in the middle, we leave something whose name says that it is not whole.
                path = path.with_name(f"{path.name}.partial-{os.getpid()}")
                with suppress(FileNotFoundError):
                    os.replace(entry.path, path)
            with disk_errors(path.parent), suppress(FileNotFoundError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def grouped(found: Iterable[Entry]) -> dict[tuple[str, bool], list[Entry]]:
    """Group the entries by kind and by whether they are unfinished, in their order."""
    groups: dict[tuple[str, bool], list[Entry]] = {}
    for entry in found:
        groups.setdefault((entry.kind, entry.unfinished), []).append(entry)
    return groups


def size(found: Iterable[Entry]) -> str:
    """Return the total size of entries, as people read it."""
    return file_size(sum(entry.size for entry in found))


def _files(path: Path) -> Iterator[str]:
    """Yield the path itself, or all files below it, without following links."""
    if not path.is_dir():
        yield str(path)
    for folder, _, names in os.walk(path):
        yield from (os.path.join(folder, name) for name in names)
