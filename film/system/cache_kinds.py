"""Kinds of cache entries: their folders, their names, and what it takes to make one again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from attention_scenes.model.checkpoint.convert import WHEEL_BYTES
from attention_scenes.model.checkpoint.locate import weights_folder
from attention_scenes.model.files import cache_root
from attention_scenes.model.request.needs import DEFAULT_MODEL

HEX = "[0-9a-f]"
PART = rf"\.\d+\.part\.{HEX}{{8}}"  # see model.atomic_files; versions before wrote .NAME.RANDOM.partial


@dataclass(frozen=True)
class Kind:
    """Kind of cache entries, known by their names; other files in the folder are the user's and never touched.

    Attributes
    ----------
    what, again
        What the entries are, and what it takes to make one again.
    folder
        The folder they are in.
    name, unfinished
        Regular expressions of whole names: of what is whole, and of what a killed process left.
    marker
        A file inside each, where each is a folder; ``""`` where each is a file.
    """

    what: str
    again: str
    folder: Callable[[], Path]
    name: str
    unfinished: str
    marker: str = ""


KINDS = {
    "weights": Kind(
        "the model, ready to run",
        f"a download of {WHEEL_BYTES / 1e6:.0f} MB",
        weights_folder,
        rf"{re.escape(DEFAULT_MODEL)}-{HEX}{{12}}",
        rf"{re.escape(DEFAULT_MODEL)}-{HEX}{{12}}\.partial-\w+",
        "config.json",
    ),
    "bundles": Kind(
        "the model's answers to a scene",
        "the model reads the sentence again",
        lambda: cache_root() / "bundles",
        rf"{HEX}{{64}}\.safetensors",
        rf"\.{HEX}{{64}}{PART}\.safetensors|\.{HEX}{{40}}\.\w+\.partial",
    ),
    "labels": Kind(
        "outlines of words and formulas, and the face of digits",
        "they are set again, some 30 ms each",
        lambda: cache_root() / "labels",
        rf"{HEX}{{32}}\.(safetensors|npz|otf)",  # the last two: of older versions
        rf"\.{HEX}{{32}}{PART}\.safetensors|\.{HEX}{{32}}\.\w+(\.\w+)?\.partial",
    ),
    "notebooks": Kind(
        "clips that notebooks show",
        "the cell is run again",
        lambda: cache_root() / "notebooks",
        rf"[\w-]+-{HEX}{{16}}(-[\d.]+s)?\.[\w.]+",
        r"\..+\.\d+\.part(\..*)?",
    ),
    "digests": Kind(
        "digests of models of your own",
        "they are read once more",
        lambda: cache_root() / "digests",
        rf"{HEX}{{64}}",
        rf"\.{HEX}{{64}}{PART}|\.{HEX}{{40}}\.\w+\.partial",
    ),
    "peers": Kind(
        "other libraries, for the benchmarks",
        "python -m benchmarks.peers.setup",
        lambda: cache_root() / "peers",
        r"[\w-]+",
        r"(?!)",  # none: what pip did not finish has the same name
        "pyvenv.cfg",
    ),
}
