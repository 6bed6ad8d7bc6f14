"""The default model's file and its digest, and helpers for everything that fetches models."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

Progress = Callable[[str, float | None], None]

GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
LABEL = "SmolLM2-135M-Instruct, 4-bit"


def quiet(message: str, fraction: float | None) -> None:
    """Report no progress."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(folder: Path) -> None:
    """Delete a folder, whether or not it is there."""
    shutil.rmtree(folder, ignore_errors=True)
