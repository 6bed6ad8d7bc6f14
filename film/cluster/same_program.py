"""Digest of this whole program: machines whose digests are equal draw equal clips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from attention_scenes.film.clip.fingerprint import PACKAGES
from attention_scenes.model.files import ROOT

ROOMS = ("film", "model", "scenes", "assets")


def program_digest() -> str:
    """Return a SHA-256 of all files that may change a clip, and of the versions of the libraries that draw."""
    total = hashlib.sha256(json.dumps([(name, version(name)) for name in PACKAGES]).encode())
    for path in _files():
        total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files() -> Iterator[Path]:
    """Yield the program's files as they lie on the disk now: children start from these, not from what is loaded."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                yield path
