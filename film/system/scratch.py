"""Scratch folders: temporary folders that go with their process; what killed ones left goes with the next."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "attention-scratch-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty temporary folder that is removed at the end.

    Its process holds a lock on it, which the system frees however that ends: a folder without one belongs to nobody.
    Where a file system locks no folders, as NFS, none is held, and none is ever taken for an abandoned one.
    """
    remove_abandoned()
    folder, held = _locked_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Let libraries make their temporary files in a folder, so that what they leave, killed, goes with it."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def remove_abandoned() -> None:
    """Remove the scratch folders of ours that killed processes left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # in use, of somebody else, gone meanwhile, or where no folder can be locked
            held = _lock(folder)
            try:
                if os.fstat(held).st_uid == os.getuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)


def _locked_folder() -> tuple[Path, int | None]:
    """Make a folder and lock it; where another process has taken it for an abandoned one meanwhile make another."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            held = _lock(folder)
        except (BlockingIOError, FileNotFoundError):
            continue
        except OSError:
            return folder, None
        if folder.exists():
            return folder, held
        os.close(held)


def _lock(folder: Path) -> int:
    """Open and lock a folder; BlockingIOError where a process holds it."""
    import fcntl

    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(held)
        raise
    return held
