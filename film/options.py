"""What a clip is to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ClipOptions:
    """What to write and where.

    Attributes
    ----------
    out, name
        Folder and file name without its suffix.
    width, height, fps
        Pixels, and frames a second.
    format
        ``mp4``, ``mov``, ``webm``, ``gif`` or ``png`` (a folder of frames).
    transparent
        Whether the background is left out.
    still
        Whether only the last frame is drawn, into ``name.png``.
    device
        ``auto``, ``gpu`` or ``cpu``.
    encoder
        Options over the codec's defaults; see :func:`film.formats.target`.
    threads
        Of the encoder, where ``encoder`` does not say; 0 lets it choose. It changes the file, but not what is seen.
    force
        Whether to render what is up to date, too.
    """

    out: Path
    name: str
    width: int = 1280
    height: int = 720
    fps: float = 30.0
    format: str = "mp4"
    transparent: bool = False
    still: bool = False
    device: str = "auto"
    encoder: dict[str, str] = field(default_factory=dict)
    threads: int = 0
    force: bool = False
