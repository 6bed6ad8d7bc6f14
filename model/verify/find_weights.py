"""Find the weights that a sidecar names: on this disk, or downloaded where that is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from attention_scenes.model.checkpoint import locate
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.converted import fault
from attention_scenes.model.request.needs import DEFAULT_MODEL
from attention_scenes.model.verify.numpy_model.default_weights import is_as_pinned

Progress = Callable[[str, float | None], None]
MISSING = "weights.missing"
ON_THE_HUB = re.compile(r"(?!\.)[\w.\-]+(?:/[\w.\-]+)?")


class Unusable(Exception):
    """The weights are not on this disk, or not the right ones; the message states what to do.

    Attributes
    ----------
    code
        The code of the problem that this is.
    """

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


def find_weights(name: str, progress: Progress, fetch: bool) -> Checkpoint:
    """Return the checkpoint of a model that a sidecar names.

    Parameters
    ----------
    name
        The model's name in the sidecar. The sidecar's author chose it, so nothing is downloaded by it unasked.
    fetch
        Whether a model may be downloaded.

    Raises
    ------
    Unusable
        The weights are not on this disk, and ``fetch`` is False; the default model's are not what is pinned.
    UserError
        They cannot be fetched or read.
    """
    if not fetch:
        name = str(_on_disk(name))
    checkpoint = locate.locate(name, progress)
    if name == DEFAULT_MODEL and not is_as_pinned(checkpoint.folder):
        raise Unusable(
            "weights.converted",
            f"the default model's weights in {checkpoint.folder} are not those that its file holds: remove the folder, "
            "and run `python render.py weights`",
        )
    return checkpoint


def _on_disk(name: str) -> Path | str:
    """Return the folder of a model, or the default model's name where its weights are here."""
    if name == DEFAULT_MODEL:
        if why := fault(locate.converted_folder()):
            raise Unusable(
                MISSING,
                f"the default model's weights are not here ({why}): run `python render.py weights`, or verify --fetch",
            )
        return name
    if locate.local_folder(name).is_dir() or not ON_THE_HUB.fullmatch(name):
        return name
    from attention_scenes.model.checkpoint.hub import fetch

    folder = fetch(name, offline=True)
    if folder is None:
        raise Unusable(
            MISSING,
            f"the model {name[:80]!r}, which the sidecar names, is not on this disk and is not fetched unasked: "
            "verify --fetch fetches it",
        )
    return folder
