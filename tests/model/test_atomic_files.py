"""Atomic writing: files are whole or not there, whichever process writes them, and however it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from attention_scenes.film.system.files import sweep, write_whole
from attention_scenes.model.atomic_files import replacing


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
        part.touch()  # one of our own is swept, too: none is open when a render begins
