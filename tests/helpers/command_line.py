"""The command line in tests: two tiny scenes, small pictures, and checks of the messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

SMALL = ["-r", "96,64", "--fps", "4"]
Run = Callable[..., tuple[int, str, str]]


def message(told: tuple[int, str, str]) -> str:
    """Return the one message of a refused command; stdout must be empty."""
    code, out, err = told
    assert code == 2, err
    assert out == ""
    assert "Traceback" not in err
    assert len(err) < 1000
    return err[err.index("render.py: ") :]


def frame_count(sidecar: Path) -> int:
    return json.loads(sidecar.read_text())["clip"]["frames"]


def names(folder: Path) -> list[str]:
    """Return the names of the files in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def clip_files(*names: str) -> list[str]:
    """Return the files of these clips, which are mp4, sorted by name."""
    return sorted(f"{name}.{kind}" for name in names for kind in ("json", "mp4", "poster.png", "srt", "txt", "vtt"))
