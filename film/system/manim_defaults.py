"""Use Manim's own defaults: no manim.cfg, of the folder or of the user, changes or stops a clip.

Manim reads these files while it is imported, before anybody can set anything, and some of what it reads there (the
renderer) is built into its classes. Where no notebook runs, IPython is not loaded either: it is a tenth of what Manim
takes to start, for a magic that only a notebook has.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

SETTINGS = "manim._config"  # the module that reads them
NOTEBOOK = "IPython"  # in a notebook it is there before Manim is, and nobody looks for it


class OwnDefaults:
    """Import hook that has Manim's configuration read no file but the one that comes with Manim, and leaves IPython."""

    @staticmethod
    def find_spec(name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == NOTEBOOK and _manim_is_loading() and _asker() == "manim":
            raise ModuleNotFoundError(f"No module named {name!r}: no notebook runs", name=name)
        spec = PathFinder.find_spec(name, path) if name == SETTINGS else None
        if spec and spec.loader:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load_alone(load, module)  # type: ignore[method-assign]
        return spec


def _manim_is_loading() -> bool:
    return "manim" in sys.modules and "manim.plugins" not in sys.modules  # what it loads last


def _asker() -> str:
    """Return the name of the module that asks for the import."""
    # Not Manim alone asks: in marimo a part of it loads what shows widgets, which needs IPython.
    frame = sys._getframe(2)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith("importlib."):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__"))


def _load_alone(load: Any, module: ModuleType) -> None:
    from configparser import ConfigParser

    # Its own file it hands over opened (read_file); those that may be there it names (read).
    read = ConfigParser.read
    setattr(ConfigParser, "read", lambda *_: [])  # noqa: B010 (a method may not be assigned)
    try:
        load(module)
    finally:
        setattr(ConfigParser, "read", read)  # noqa: B010


def use_own_defaults() -> None:
    """Have Manim read no user settings, unless it is imported already, as by its own command line."""
    if not any(finder is OwnDefaults for finder in sys.meta_path):
        sys.meta_path.insert(0, OwnDefaults)
