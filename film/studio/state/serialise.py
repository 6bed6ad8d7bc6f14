"""Write a form's values as a command line and as a parameter file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import tomlkit

from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.studio.state.form_schema import inline
from attention_scenes.film.system.program import command


def changed(params: Any) -> dict[str, Any]:
    """Return those of a scene's checked parameters that are not the default, as JSON."""
    default = plain(type(params)())
    return {key: value for key, value in plain(params).items() if value != default[key]}


def command_line(scene: str, settings: Mapping[str, Any], flags: Mapping[str, Any]) -> str:
    """Return what to type in a shell for the same clip.

    Parameters
    ----------
    scene
        Its name.
    settings
        Its parameters but those that have their default, as JSON.
    flags
        As ``render.py`` takes them: ``quality``, ``resolution``, ``fps``, ``container``, ``transparent``,
        ``save_last_frame``, ``at``, ``model``, ``captions``.
    """
    words = [*command(), scene]
    if flags["quality"] != "m" or flags["container"] == "gif":  # which has a default of its own
        words.append(f"-q{flags['quality']}")
    for flag, name in (
        ("resolution", "-r"),
        ("fps", "--fps"),
        ("container", "--format"),
        ("model", "--model"),
        ("captions", "--captions"),
        ("at", "--at"),
    ):
        if flags[flag] is not None:
            words += [name, flags[flag]]
    words += ["-t"] * flags["transparent"] + ["-s"] * flags["save_last_frame"]
    for key, value in settings.items():
        words += ["--set", f"{key}={_setting(value)}"]
    return shlex.join(words)


def parameter_file(scene: str, settings: Mapping[str, Any]) -> str:
    """Return a file for ``--params`` and for the studio's own Load."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"{shlex.join([*command(), scene])} --params FILE"))
    table = tomlkit.table()
    for key, value in settings.items():
        table.add(key, inline(value))
    document.add(scene, table)
    return tomlkit.dumps(document)


def _setting(value: Any) -> str:
    """A value as ``--set`` takes it."""
    if value is None:
        return "none"
    return inline(value).as_string() if isinstance(value, bool | list | Mapping) else str(value)
