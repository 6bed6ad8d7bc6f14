"""The scenes: ``from scenes import Masking`` finds ``scenes/masking.py``, and imports Manim no sooner than that."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import film  # noqa: F401 (so that Manim is imported with its own defaults)


def _found() -> dict[str, str]:
    """Modules by the class they hold: a scene is the class called like its file."""
    files = {path.stem.title().replace("_", ""): path for path in Path(__file__).parent.glob("*.py")}
    return {
        name: path.stem
        for name, path in sorted(files.items())
        if re.search(rf"^class {name}\([^)]*Scene\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"scenes has no {name}")
    scenes = _found()
    if name not in scenes:
        from model.errors import nearest

        raise AttributeError(f"There is no scene {name[:60]!r}. {nearest(name[:60], scenes)}")
    return getattr(import_module(f"scenes.{scenes[name]}"), name)


def __dir__() -> list[str]:
    return list(_found())
