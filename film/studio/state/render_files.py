"""Files of a finished render that the page may download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.studio.state.render_job import RenderJob

# What an address may ask for, and what stands beside the clip; "" is the clip itself.
COMPANIONS = {
    "play": "",
    "clip": "",
    "numbers": "json",
    "srt": "srt",
    "vtt": "vtt",
    "txt": "txt",
    "poster": "poster.png",
}


def served(render: RenderJob, kind: str, root: Path) -> Path | None:
    """The path of one of a render's files; None where there is none, or where a link leads out of ``root``."""
    if render.path is None:
        return None
    path = beside(render.path, COMPANIONS[kind]) if COMPANIONS[kind] else render.path
    inside = path.resolve().is_relative_to(root.resolve())
    return path if inside and path.exists() and not path.is_symlink() else None


def companions(render: RenderJob, root: Path) -> list[str]:
    """The kinds of files that a render has beside the clip."""
    return [kind for kind, suffix in COMPANIONS.items() if suffix and served(render, kind, root)]


def zipped(folder: Path) -> Iterator[bytes]:
    """The frames of a folder as a ZIP file, piece by piece; they are compressed already."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for path in sorted(folder.glob("*.png")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, f"{folder.name}/{path.name}")
                yield pipe.taken()
    yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._written += data
        return len(data)

    def taken(self) -> bytes:
        data, self._written = bytes(self._written), bytearray()
        return data
