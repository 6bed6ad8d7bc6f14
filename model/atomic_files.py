"""Atomic writing: a file is written under a temporary name beside its own, and renamed when it is whole."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LONGEST = 100  # characters of a name that its temporary one keeps: a file system takes 255 bytes


def part_path(folder: Path, name: str, suffix: str) -> Path:
    """Return the name under which this process writes ``name`` until it is whole."""
    return folder / f".{name}.{os.getpid()}.part{suffix}"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield an empty file beside ``path`` that takes its place at the end, or is removed where anything is raised.

    Its name is that of :func:`part_path` with eight digits more: threads of one process may write the same file.
    """
    part = part_path(path.parent, path.stem[:LONGEST], f".{secrets.token_hex(4)}{path.suffix}")
    try:
        part.touch(exist_ok=False)
        yield part
        os.replace(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
