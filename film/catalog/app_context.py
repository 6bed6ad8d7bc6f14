"""What commands are given by the program that joins model, scenes and film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from attention_scenes.film.catalog.scenes import SceneFile


class Command(NamedTuple):
    """Where a command is (the module of film.cli, the name in it), how it is typed, and what it does in one line."""

    module: str
    function: str
    usage: str = ""
    summary: str = ""


@dataclass(frozen=True)
class AppContext:
    """The way from a command to the scenes, which film itself never imports.

    Attributes
    ----------
    root
        The project's folder.
    headline
        The scenes that are rendered where none is named.
    catalog
        Finds the scenes there are.
    load
        Imports a scene's class.
    load_theme
        Puts a palette to use, by its name; returns its background colour and what writes words in its colours.
    commands
        The commands besides rendering, by name; one without a summary is told to nobody.
    child
        The command of a process that does one order, see :func:`film.jobs.child.serve`.
    """

    root: Path
    headline: tuple[str, ...]
    catalog: Callable[[], dict[str, SceneFile]]
    load: Callable[[SceneFile], Any]
    load_theme: Callable[[str], tuple[Any, Any]]
    commands: dict[str, Command]
    child: list[str]
