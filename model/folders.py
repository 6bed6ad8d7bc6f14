"""Where things are kept between runs."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs


def cache_root() -> Path:
    """The folder of everything that is kept; it need not exist yet."""
    return Path(os.environ.get("ATTENTION_CACHE") or platformdirs.user_cache_dir("attention-scenes"))


def cache_folder(*parts: str) -> Path:
    """Return (and make) a folder under the user's cache; ``ATTENTION_CACHE`` moves the whole of it."""
    folder = cache_root().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(path: Path, content: bytes) -> None:
    """Write what can be made again: where that cannot be done nothing is left, and nobody need know."""
    partial = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".partial", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except OSError:
        if partial:
            Path(partial).unlink(missing_ok=True)
