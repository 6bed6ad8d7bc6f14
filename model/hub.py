"""A model by its hub name: only its config, its tokenizer and its safetensors are ever fetched."""

from __future__ import annotations

from pathlib import Path

from model.errors import UserError
from model.weights import Progress, check_folder, quiet


def fetch(name: str, progress: Progress = quiet, offline: bool = False) -> Path | None:
    """The local copy of a hub model; with ``offline`` None where there is none.

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
                name, allow_patterns=["config.json", "*.safetensors", "tokenizer.json"], local_files_only=offline
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
    check_folder(folder)
    return folder
