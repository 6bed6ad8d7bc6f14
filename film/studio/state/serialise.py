"""Write a form's values as a command line and as a parameter file."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import tomlkit

from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.encode.formats import FLAGS
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.studio.state.form_schema import inline
from attention_scenes.film.system.program import command


def changed(params: Any) -> dict[str, Any]:
    """Return those of a scene's checked parameters that are not the default, as JSON."""
    default = plain(type(params)())
    return {key: value for key, value in plain(params).items() if value != default[key]}


def command_line(scene: str, settings: Mapping[str, Any], flags: RenderFlags) -> str:
    """Return what to type in a shell for the same clip.

    Parameters
    ----------
    scene
        Its name.
    settings
        Its parameters but those that have their default, as JSON.
    flags
        What else is asked for.
    """
    words = [*command(), scene]
    has_own_size = flags.container in FLAGS and FLAGS[flags.container].size
    if flags.quality != "m" or has_own_size:
        words.append(f"-q{flags.quality}")
    for name, value in (
        ("-r", flags.resolution),
        ("--fps", flags.fps),
        ("--format", flags.container),
        *(("--model", model) for model in flags.model),
        ("--captions", flags.captions),
        ("--at", flags.at),
    ):
        if value is not None:
            words += [name, value]
    words += ["-t"] * flags.transparent + ["-s"] * flags.save_last_frame
    for key, setting in settings.items():
        words += ["--set", f"{key}={_setting(setting)}"]
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
