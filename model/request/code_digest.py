"""Digest of the code behind an answer: where it changes, a cached answer is computed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attention_scenes.model.files import ROOT
from attention_scenes.model.imported_files import imported_files
from attention_scenes.model.probes.probe import Probe

ROOMS = ("answers", "checkpoint", "decoder", "nets", "numbers", "request", "translator")
CONVERSION = {"convert.py", "converted.py"}  # of checkpoint


def code_digest(probes: Iterable[Probe], is_converted: bool) -> str:
    """Return a SHA-256 of the files whose change may change an answer.

    Parameters
    ----------
    probes
        Those that are asked: their files count, with what these import of their room, and no other probe's. Their
        sentences stand in the needs themselves.
    is_converted
        Whether the weights are converted by this code, so that the conversion counts.
    """
    modules = {type(probe).__module__.partition(".probes.")[2].replace(".", "/") for probe in probes}
    return _digest(tuple(sorted(modules)), is_converted)


@cache
def _digest(modules: tuple[str, ...], is_converted: bool) -> str:
    total = hashlib.sha256()
    for path in [*_rooms(is_converted), *_probe_files(modules)]:
        total.update(path.read_bytes())
    return total.hexdigest()


def _rooms(is_converted: bool) -> list[Path]:
    found = [path for room in ROOMS for path in sorted((ROOT / "model" / room).rglob("*.*"))]
    left_out = set() if is_converted else CONVERSION
    return [path for path in found if path.suffix in (".py", ".toml") and path.name not in left_out]


def _probe_files(modules: tuple[str, ...]) -> list[Path]:
    folder = (ROOT / "model" / "probes").resolve()
    return [
        path for path in imported_files([folder / f"{name}.py" for name in modules], ROOT) if folder in path.parents
    ]
