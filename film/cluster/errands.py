"""Errands: what a worker is given, and nothing else: a task as JSON, and files by their digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class SentFile:
    """File that a worker needs: its place below the cache folder, here as there, and its SHA-256."""

    name: str
    path: Path
    sha256: str


@dataclass(frozen=True, eq=False)
class Errand:
    """Errand: a task that some worker's child process does.

    Attributes
    ----------
    name
        The clip's.
    task
        The child's message (see :mod:`film.jobs.tasks`); the worker fills in its own folder as ``options.out``.
    files
        What the child reads of the cache.
    out, stem
        The folder here that takes the files made, and what their names begin with.
    weight
        About how much work it is beside others; any unit.
    within
        The folder below ``out`` whose files are made, where others' stay; empty where whole folders are replaced.
    """

    name: str
    task: Mapping[str, Any]
    files: tuple[SentFile, ...]
    out: Path
    stem: str
    weight: float = 1.0
    within: str = ""


@dataclass(frozen=True)
class Outcome:
    """Outcome of an errand: the child's result, or why there is none.

    Attributes
    ----------
    result
        What the child returned, its paths those of the files here.
    failure
        What the child said of its failure.
    """

    result: Mapping[str, Any] | None = None
    failure: Mapping[str, Any] | None = None
