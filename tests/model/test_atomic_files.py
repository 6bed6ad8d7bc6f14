"""Atomic writing: files are whole or not there, whichever process writes them, and however it ends."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.film.system.files import make_folder, sweep, write_whole
from attention_scenes.model.atomic_files import replacing
from attention_scenes.model.file_types import write_safetensors


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / f"{'long ' * 40}.json"
    write_whole(path, b"old")
    with replacing(path) as one, replacing(path) as other:
        assert one != other and path.read_bytes() == b"old"
        one.write_bytes(b"one")
        other.write_bytes(b"other")
    assert path.read_bytes() == b"one" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(KeyboardInterrupt), replacing(path) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"one" and list(tmp_path.iterdir()) == [path]


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    with replacing(tmp_path / "film.json") as part:
        left = tmp_path / part.name.replace(f".{os.getpid()}.", f".{dead}.")
        left.touch()
        assert left in sweep(tmp_path, "film") and not left.exists()
        assert not sweep(tmp_path, "film") and part.exists(), "one of our own may be in use"
        assert sweep(tmp_path, "film", own=True) == [part], "none is when a render begins"
        part.touch()


def test_what_may_not_be_removed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "not to be written", str(self))

    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    left = tmp_path / f".film.{dead}.part.mp4"
    left.touch()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        assert not sweep(tmp_path, "film") and left.exists()
    assert sweep(tmp_path, "film") == [left]


def test_what_a_killed_process_left_of_a_file_goes_when_it_is_written(tmp_path: Path) -> None:
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    for name in ("talk.report.csv", f"{'long ' * 40}.html"):
        left = tmp_path / f".{Path(name).stem[:100]}.{dead}.part.0123abcd{Path(name).suffix}"
        other = tmp_path / f".other.{dead}.part.0123abcd.csv"
        left.touch(), other.touch()
        write_whole(tmp_path / name, b"whole")
        assert not left.exists() and other.exists() and (tmp_path / name).read_bytes() == b"whole"
    left = tmp_path / f".talk.{dead}.part.probe"
    left.touch()
    make_folder(tmp_path, "talk")
    assert not left.exists()


def test_others_may_read_what_is_kept_where_they_may_read_other_files(tmp_path: Path) -> None:
    (tmp_path / "like any.txt").touch()
    write_safetensors(tmp_path / "kept.safetensors", {"a": np.zeros(2, np.float32)}, {})
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1
