"""The application context: what every command is handed to find, load and render scenes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile


@dataclass(frozen=True)
class AppContext:
    """The scenes and how to load them: film itself imports none.

    Attributes
    ----------
    root
        The project's folder.
    headline
        The scenes that are rendered where none is named.
    catalog
        Returns the scenes there are, by name.
    load
        Imports a scene's class.
    load_theme
        Uses a palette, given its name; returns its background colour and the class of labels in its colours.
    child
        The command of a process that renders one clip, see :func:`film.jobs.child.serve`.
    """

    root: Path
    headline: tuple[str, ...]
    catalog: Callable[[], dict[str, SceneFile]]
    load: Callable[[SceneFile], Any]
    load_theme: Callable[[str], tuple[Any, Any]]
    child: list[str]
