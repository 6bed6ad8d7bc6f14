"""Protocol of exporters, which write the frames of a clip to a file or a folder."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Protocol, Self

from attention_scenes.film.encode.formats import FORMATS, Target
from attention_scenes.film.frames.frame import Frame


class Exporter(Protocol):
    """Exporter: takes frames one after the other and writes them to a file or a folder of frames.

    Parameters
    ----------
    path
        The file or folder to write; its suffix need not be the format's.
    target
        The format, its codec and the codec's options.
    width, height
        In pixels.
    fps
        Frames a second.
    threads
        Where the options do not say; 0 lets the codec choose.

    Attributes
    ----------
    frames
        Written so far.
    """

    frames: int

    def __init__(self, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> None:
        """Start the file."""

    @classmethod
    def probe(cls, target: Target, width: int, height: int, fps: Fraction) -> None:
        """Check before drawing that this machine can write the format; UserError where it cannot."""

    @classmethod
    def open(cls, path: Path, target: Target, width: int, height: int, fps: Fraction, threads: int = 0) -> Self:
        """Start the file."""
        return cls(path, target, width, height, fps, threads)

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add one picture that lasts for ``repeat`` frames."""

    def close(self) -> None:
        """Finish the file."""

    def abort(self) -> None:
        """Close the file unfinished."""


def exporter_files() -> list[Path]:
    """Return the source files of all exporters, which no import statement names."""
    return sorted({Path(__file__).with_name(f"{row.exporter.split(':')[0]}.py") for row in FORMATS.values()})


def check_writable(target: Target, width: int, height: int, fps: Fraction) -> None:
    """Check before drawing that this machine can write a format; UserError where it cannot."""
    if target.format.exporter:  # a picture of shapes needs no encoder
        exporter(target).probe(target, width, height, fps)


def exporter(target: Target) -> type[Exporter]:
    """Return the exporter class of a format."""
    module, name = target.format.exporter.split(":")
    found: type[Exporter] = getattr(import_module(f"{__package__}.{module}"), name)
    return found
