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
    from safetensors.numpy import save_file

    try:
        with replacing(path) as part:
            save_file({name: np.ascontiguousarray(a) for name, a in arrays.items()}, part, metadata=metadata)
    except (OSError, SafetensorError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"Cannot write {path}: {reason}. Free some space or choose another place.") from None
