"""Temporary folders go with their process, however it ends."""

from __future__ import annotations

import errno
import fcntl
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.film.system.scratch import PREFIX, scratch_folder
from tests.conftest import ROOT

HELD = """
import tempfile
tempfile.tempdir = {place!r}
from attention_scenes.film.system.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "large.mp4").touch()
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def held(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """Return a process that holds a folder, and the folder."""
    command = [sys.executable, "-c", HELD.format(place=str(place))]
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_a_folder_that_a_killed_process_left_goes_with_the_next_and_those_of_the_living_stay(place: Path) -> None:
    (killed, left), (living, stays) = held(place), held(place)
    assert left != stays and {*place.iterdir()} == {left, stays}
    mine = place / f"{PREFIX}mine.txt"
    mine.write_text("a file of that name")
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    with scratch_folder() as folder:
        assert {*place.iterdir()} == {stays, folder, mine} and not [*folder.iterdir()]
        with scratch_folder() as another:
            assert another != folder and folder.is_dir(), "one's own is not taken for another's"
    assert (stays / "large.mp4").exists()
    living.communicate("\n")
    assert {*place.iterdir()} == {mine}


def test_it_is_removed_after_a_failure_and_where_it_is_gone_already(place: Path) -> None:
    with pytest.raises(KeyboardInterrupt), scratch_folder() as folder:
        (folder / "half").touch()
        raise KeyboardInterrupt
    with scratch_folder() as folder:
        folder.rmdir()
    assert not [*place.iterdir()]


@pytest.mark.parametrize("reason", [errno.EBADF, errno.ENOSYS, errno.EOPNOTSUPP])
def test_it_is_there_where_no_folder_can_be_locked(place: Path, monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(reason, "no locks here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with scratch_folder() as folder, scratch_folder() as another:
        assert {*place.iterdir()} == {folder, another}, "none is taken for an abandoned one"
    assert not [*place.iterdir()]
