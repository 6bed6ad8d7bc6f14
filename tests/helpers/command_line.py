"""The command line as tests use it: two tiny scenes, small pictures, and what was said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

SMALL = ["-r", "96,64", "--fps", "4"]
Run = Callable[..., tuple[int, str, str]]


def message(told: tuple[int, str, str]) -> str:
    """The one message of a refused command, which said nothing else on stdout."""
    code, out, err = told
    assert code == 2, err
    assert out == ""
    assert "Traceback" not in err
    assert len(err) < 1000
    return err[err.index("render.py: ") :]


def frame_count(sidecar: Path) -> int:
    return json.loads(sidecar.read_text())["clip"]["frames"]


def names(folder: Path) -> list[str]:
    """What is in a folder, in order."""
    return sorted(path.name for path in folder.iterdir())


def clip_files(*names: str) -> list[str]:
    """The files of these clips, which are mp4, in the order of their names."""
    return sorted(f"{name}.{kind}" for name in names for kind in ("json", "mp4", "poster.png", "srt", "txt", "vtt"))
