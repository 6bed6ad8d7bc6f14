"""Use Manim's own defaults: no manim.cfg, of the folder or of the user, changes or stops a clip.

Manim reads these files while it is imported, before anybody can set anything, and some of what it reads there (the
renderer) is built into its classes.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

SETTINGS = "manim._config"  # the module that reads them


class OwnDefaults:
    """Import hook that has Manim's configuration read no file but the one that comes with Manim."""

    @staticmethod
    def find_spec(name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path) if name == SETTINGS else None
        if spec and spec.loader:
            load = spec.loader.exec_module
            spec.loader.exec_module = lambda module: _load_alone(load, module)  # type: ignore[method-assign]
        return spec


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
