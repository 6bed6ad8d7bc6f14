"""Writing safetensors, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from attention_scenes.model.errors import UserError


def write_safetensors(path: Path, arrays: Mapping[str, np.ndarray], metadata: dict[str, str]) -> None:
    """Write under a temporary name beside ``path``, then rename; UserError where that cannot be done."""
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    partial = None
    try:
        handle, partial = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".partial", dir=path.parent)
        os.close(handle)
        save_file({name: np.ascontiguousarray(a) for name, a in arrays.items()}, partial, metadata=metadata)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
        partial = None
    except (OSError, SafetensorError) as error:
        said = getattr(error, "strerror", None) or error
        raise UserError(f"Cannot write {path}: {said}. Free some space or choose another place.") from None
    finally:
        if partial:
            Path(partial).unlink(missing_ok=True)
