"""Paths of the project's own files and of the cache."""

from __future__ import annotations

import os
from pathlib import Path

# A clone's own folder; of an installed package the folder attention_scenes. Both hold film, model, scenes, training
# and assets.
ROOT = Path(__file__).resolve().parents[1]


def asset(*parts: str) -> Path:
    """Return the path of a file or folder below ``assets``."""
    return ROOT.joinpath("assets", *parts)


def cache_root() -> Path:
    """Return the cache folder of the project; it need not exist yet."""
    import platformdirs  # here: the message about missing libraries needs ROOT

    return Path(os.environ.get("ATTENTION_CACHE") or platformdirs.user_cache_dir("attention-scenes"))


def cache_folder(*parts: str) -> Path:
    """Return a folder below the cache folder, and make it; ``ATTENTION_CACHE`` moves all of them."""
    folder = cache_root().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
