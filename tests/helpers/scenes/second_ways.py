"""Probes measured another way, each once for all scenes of a run: several show the same, and two workers check them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import numpy as np

from attention_scenes.model.atomic_files import replacing
from attention_scenes.model.files import cache_root

Again = Callable[[Path, str], dict[str, np.ndarray]]


def kept_for_the_run(again: Again) -> Again:
    """Return the same function; what it finds is kept in the folder of this run, which the next one does not have.

    So a fault in either way is in all that is compared here, and nothing hides it.
    """

    def kept(folder: Path, probe: str) -> dict[str, np.ndarray]:
        name = blake2b(f"{folder}\n{probe}".encode(), digest_size=16).hexdigest()
        path = cache_root() / "again" / f"{name}.npz"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as part:
                np.savez(part, **again(folder, probe))
        with np.load(path) as found:
            return dict(found)

    return kept
