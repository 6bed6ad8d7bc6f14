"""File names of a clip's companions: sidecar, poster, subtitles, description.

``NAME.json``, ``NAME.poster.png``, ``NAME.srt``, ``NAME.vtt`` and ``NAME.txt`` belong to ``NAME.mp4``. Those of any
other file begin with its whole name, as ``NAME.webm.json`` does, and those of a folder of frames with ``NAME.frames``.
So two formats of one scene, which may differ in size, rate or parameters, never write the same file.
"""

from __future__ import annotations

import re
from pathlib import Path


def beside(clip: Path, suffix: str) -> Path:
    """Return the file beside ``clip`` with this suffix: ``json``, ``poster.png``, ``srt``, ``vtt`` or ``txt``."""
    name = clip.name if clip.suffix else f"{clip.name}.frames"
    return clip.with_name(f"{name.removesuffix('.mp4')}.{suffix}")


def slug(name: str) -> str:
    """Return a beat's name as in file names and on the command line: "dot product" is ``dot-product``."""
    return re.sub(r"[\W_]+", "-", name.lower()).strip("-")
