"""Where things are kept between runs."""

from __future__ import annotations

import os
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
