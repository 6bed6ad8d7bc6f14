"""Digest of everything that a clip is made from: equal digests mean equal clips."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.encode.exporter import exporter_files
from attention_scenes.model.files import ROOT
from attention_scenes.model.imported_files import OURS, imported_files

PACKAGES = ("manim", "skia-python", "av", "numpy")  # other versions of these may draw or encode otherwise


def scene_files(scene_class: type) -> list[Path]:
    """Return every project file behind a scene class: those of its bases, their imports, and the assets."""
    start = [Path(__file__).with_name("render.py"), *exporter_files()]
    for base in scene_class.__mro__:
        if base is scene_class or base.__module__.partition(".")[0] == OURS:
            with suppress(TypeError, OSError):
                start.append(Path(inspect.getfile(base)).resolve())
    assets = [path for path in sorted((ROOT / "assets").rglob("*")) if path.is_file()]
    return imported_files(start) + assets


def code_digest(scene_class: type) -> str:
    """Return a SHA-256 over every project file behind a scene class, and the versions of the libraries that draw."""
    versions = [(name, version(name)) for name in PACKAGES]
    made_of = [files_digest(scene_files(scene_class), ROOT), versions]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def files_digest(paths: Iterable[Path], root: Path) -> str:
    """Return a SHA-256 over files and their paths below ``root``, or the names alone of files that lie elsewhere."""
    sha = hashlib.sha256()
    for path in paths:
        name = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
        sha.update(f"{name.as_posix()}\0".encode())
        sha.update(hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def digest(scene_class: type, *made_from: Any) -> str:
    """Return a SHA-256 over a scene's code and everything else a clip depends on (JSON-able values)."""
    return hashlib.sha256(json.dumps([code_digest(scene_class), plain(made_from)], sort_keys=True).encode()).hexdigest()
