"""Digest of this whole program: machines whose digests are equal draw equal clips."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from attention_scenes.film.clip.fingerprint import PACKAGES, files_digest
from attention_scenes.model.files import ROOT

ROOMS = ("film", "model", "scenes", "assets")

Stamp = tuple[str, int, int]  # a file below ROOT, when it changed, and its size


def program_digest() -> str:
    """Return a SHA-256 of all files that may change a clip, and of the versions of the libraries that draw.

    It is of what lies on the disk now: children start from that, not from what is loaded. Files that look unchanged are
    not read again.
    """
    return _digest(str(ROOT), tuple(_stamps()), tuple((name, version(name)) for name in PACKAGES))


@lru_cache(maxsize=1)
def _digest(root: str, stamps: tuple[Stamp, ...], versions: tuple[tuple[str, str], ...]) -> str:
    files = files_digest((Path(root, name) for name, _, _ in stamps), Path(root))
    return hashlib.sha256(json.dumps([files, versions]).encode()).hexdigest()


def _stamps() -> Iterator[Stamp]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                stat = path.stat()
                yield path.relative_to(ROOT).as_posix(), stat.st_mtime_ns, stat.st_size
