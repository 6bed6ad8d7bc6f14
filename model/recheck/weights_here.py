"""Where the weights are that a sidecar names: on this disk, or fetched where that is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from model import weights
from model.needs import DEFAULT_MODEL

Progress = Callable[[str, float | None], None]
ON_THE_HUB = re.compile(r"(?!\.)[\w.\-]+(?:/[\w.\-]+)?")


class NotHere(Exception):
    """The weights are not on this disk; its text says what to do."""


def folder_and_digest(name: str, progress: Progress, fetch: bool) -> tuple[Path, str]:
    """A model's folder and the digest of its weights.

    Parameters
    ----------
    name
        What a sidecar calls the model: whoever wrote it chose that name, so nothing is fetched by it unasked.
    fetch
        Whether it may be.

    Raises
    ------
    NotHere
        The weights are not on this disk, and ``fetch`` is False.
    UserError
        They cannot be fetched or read.
    """
    if not fetch:
        name = str(_on_disk(name))
    source = weights.locate(name, progress)
    return source.folder, source.digest


def _on_disk(name: str) -> Path | str:
    """The folder of a model, or the default model's name where its weights are here."""
    if name == DEFAULT_MODEL:
        if not any(weights.is_whole(folder) for folder in weights.weights_folder().glob(f"{DEFAULT_MODEL}-*")):
            raise NotHere("the default model's weights are not here: run `python render.py weights`, or verify --fetch")
        return name
    if Path(name).expanduser().is_dir() or not ON_THE_HUB.fullmatch(name):
        return name
    from model.hub import fetch

    folder = fetch(name, offline=True)
    if folder is None:
        raise NotHere(
            f"the model {name[:80]!r}, which the sidecar names, is not on this disk and is not fetched unasked: "
            "verify --fetch fetches it"
        )
    return folder
