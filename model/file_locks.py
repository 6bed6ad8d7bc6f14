"""Locks on files, between processes: the system frees them even where a process is killed."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusive_lock(path: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold a lock on ``path`` that no other process holds or shares.

    Where one does, ``waiting`` is called and the lock is waited for; BlockingIOError without it.
    """
    import fcntl

    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                raise
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared_lock(path: Path) -> IO[str]:
    """Return a file that shares a lock on ``path`` with others until it is closed."""
    import fcntl

    file = _opened(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def _opened(path: Path) -> IO[str]:
    """Open a file to lock it: one that is there need not be writable, as another user's or that of a read-only disk."""
    try:
        return path.open("a")
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        try:
            return path.open()
        except FileNotFoundError:
            raise error from None  # it could not be made
