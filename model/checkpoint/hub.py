"""Download a model from the hub: only its config, its tokenizer and its safetensors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from attention_scenes.model.checkpoint.folder_check import (
    ADAPTER,
    INDEX,
    PICKLES,
    SETTINGS,
    check_folder,
    tensor_files,
    why_not,
)
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.errors import UserError

WANTED = ["*.safetensors", INDEX, ADAPTER, *SETTINGS]
# Other folders hold the same weights for other programs, "consolidated" ones are the maker's own layout.
UNWANTED = ["*/*", "consolidated*"]


_left_alone: ContextVar[bool] = ContextVar("the hub is left alone", default=False)


@contextmanager
def left_alone() -> Iterator[None]:
    """Keep off the network: every model comes from this disk."""
    before = _left_alone.set(True)
    try:
        yield
    finally:
        _left_alone.reset(before)


def fetch(name: str, progress: Progress = quiet, offline: bool = False) -> Path | None:
    """Return the local copy of a hub model; with ``offline`` None where there is none.

    Raises
    ------
    UserError
        If the hub cannot be reached, has no such model, or the model has no safetensors.
    """
    from huggingface_hub import snapshot_download

    progress(f"fetching {name}", None)
    try:
        folder = Path(
            snapshot_download(
                name,
                allow_patterns=WANTED,
                ignore_patterns=UNWANTED,
                local_files_only=offline or _left_alone.get(),
            )
        )
    except Exception as error:  # its errors come from several libraries; each means the same to the user
        if offline:
            return None
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UserError(
            f"Could not fetch the model {name!r} from the hub: {reason[:200]} "
            "Check the name and the network connection, or pass a local folder."
        ) from None
    if offline:
        try:
            check_folder(folder)
        except UserError:
            return None  # a fetch that was cut off: the hub has the rest, or can say what is wrong
    elif not tensor_files(folder):
        raise UserError(f"The hub's model {name!r} has no weights as *.safetensors: {why_not(pickles_of(name))}.")
    check_folder(folder)
    return folder


def pickles_of(name: str) -> list[str]:
    """Return the pickled weights that the hub lists for a model; none of them is ever downloaded."""
    from huggingface_hub import list_repo_files

    try:
        return sorted(file for file in list_repo_files(name) if file.endswith(PICKLES))
    except Exception:  # only the message is poorer for it
        return []
