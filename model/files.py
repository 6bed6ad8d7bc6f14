"""Where the project's own files are, and where things are kept between runs."""

from __future__ import annotations

import os
from pathlib import Path

# A clone's own folder; of an installed package the folder attention_scenes. Both hold film, model, scenes and assets.
ROOT = Path(__file__).resolve().parents[1]


def asset(*parts: str) -> Path:
    """Return the path of a file or folder below ``assets``."""
    return ROOT.joinpath("assets", *parts)


def cache_root() -> Path:
    """The folder of everything that is kept; it need not exist yet."""
    import platformdirs  # here: where the libraries are missing, what says so asks for ROOT

    return Path(os.environ.get("ATTENTION_CACHE") or platformdirs.user_cache_dir("attention-scenes"))


def cache_folder(*parts: str) -> Path:
    """Return (and make) a folder under the user's cache; ``ATTENTION_CACHE`` moves the whole of it."""
    folder = cache_root().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
