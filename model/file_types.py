"""Write safetensors files, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from attention_scenes.model.atomic_files import replacing
from attention_scenes.model.errors import UserError


def write_safetensors(path: Path, arrays: Mapping[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Write arrays and facts to ``path`` (see :func:`replacing`); UserError where that cannot be done."""
    from safetensors import SafetensorError

    try:
        with replacing(path) as part:
            save_arrays(part, arrays, metadata)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"Cannot write {path}: {reason}. Free some space or choose another place.") from None


def save_arrays(path: Path, arrays: Mapping[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Write a safetensors file that others may read where they may read what else is written: the library forbids it.

    Its errors are those of the library, and OSError.
    """
    from safetensors.numpy import save_file

    path.touch()
    mode = path.stat().st_mode
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path, metadata=metadata)
    path.chmod(mode)
