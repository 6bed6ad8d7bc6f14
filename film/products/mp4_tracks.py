"""Turn off tracks of an mp4 file that players would show by default.

FFmpeg turns on the first track of each sort, whatever its disposition says. So this is set in the finished file: bit 0
of the flags in a track's header (ISO/IEC 14496-12, 8.3.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

SUBTITLES = b"sbtl"  # the handler of such a track
ENABLED = 1


class Box(NamedTuple):
    """Box of an mp4 file: its type, and where in the file its content begins and ends."""

    kind: bytes
    begins: int
    ends: int


def turn_off_subtitles(path: Path) -> None:
    """Turn off the subtitles of an mp4 file by default: players show them only on demand."""
    with path.open("r+b") as file:
        whole = Box(b"", 0, path.stat().st_size)
        for movie in _inside(file, whole, b"moov"):
            for track in _inside(file, movie, b"trak"):
                if _handler(file, track) == SUBTITLES:
                    _turn_off(file, track)


def _handler(file: BinaryIO, track: Box) -> bytes:
    [media] = _inside(file, track, b"mdia")
    [handler] = _inside(file, media, b"hdlr")
    file.seek(handler.begins + 8)  # version and flags, and a field without meaning
    return file.read(4)


def _turn_off(file: BinaryIO, track: Box) -> None:
    [header] = _inside(file, track, b"tkhd")
    file.seek(header.begins + 3)  # the last of the flags' bytes
    [flags] = file.read(1)
    file.seek(header.begins + 3)
    file.write(bytes([flags & ~ENABLED]))


def _inside(file: BinaryIO, outer: Box, kind: bytes) -> Iterator[Box]:
    """Yield the boxes of one type directly inside another."""
    at = outer.begins
    while at < outer.ends:
        file.seek(at)
        size, found, head = int.from_bytes(file.read(4)), file.read(4), 8
        if size == 1:  # the size is a long one, and stands behind the type
            size, head = int.from_bytes(file.read(8)), 16
        ends = at + size if size else outer.ends
        if found == kind:
            yield Box(found, at + head, ends)
        at = ends
