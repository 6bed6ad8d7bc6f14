"""A model's name on screen: the name of its folder, or the one on the hub."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attention_scenes.model.own_models import is_own

SNAPSHOT = re.compile(r"models--([^/]+)/snapshots/[^/]+$")  # where the hub's cache keeps a model
NAMELESS = re.compile(r"|[0-9a-f]{40}|\.+")


def label_of(name: str, folder: Path, config: Mapping[str, Any]) -> str:
    """Return the last part of a hub name, of the folder as it was given, or of what its config.json names.

    A model of our own is called what its config.json says.

    Parameters
    ----------
    name
        The model as the caller names it: a hub name or a path, ``.`` included.
    folder
        The folder of its files.
    config
        The content of its config.json.
    """
    if is_own(name):
        return str(config["name"])
    for path in (os.path.abspath(os.path.expanduser(name)), str(folder)):
        if found := SNAPSHOT.search(path):
            return found[1].rpartition("--")[2]
    own = str(config.get("_name_or_path") or "")
    names = [Path(name.rstrip("/")).name, Path(os.path.abspath(name)).name, folder.name, Path(own).name]
    return next((name for name in names if not NAMELESS.fullmatch(name)), "a model")
