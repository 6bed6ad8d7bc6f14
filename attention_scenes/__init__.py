"""Scenes about attention, by name: ``from attention_scenes import Masking`` imports no other, and Manim no sooner."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

SCENES = Path(__file__).resolve().parent / "scenes"


def _found() -> dict[str, str]:
    """Return module names by scene class: a scene is the class called like its file."""
    files = {path.stem.title().replace("_", ""): path for path in SCENES.glob("*.py")}
    return {
        name: path.stem
        for name, path in sorted(files.items())
        if re.search(rf"^class {name}\([^)]*Scene\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"attention_scenes has no {name}")
    scenes = _found()
    if name not in scenes:
        from attention_scenes.model.errors import nearest

        raise AttributeError(f"There is no scene {name[:60]!r}. {nearest(name[:60], scenes)}")
    return getattr(import_module(f"attention_scenes.scenes.{scenes[name]}"), name)


def __dir__() -> list[str]:
    return list(_found())
