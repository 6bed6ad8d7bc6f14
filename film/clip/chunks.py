"""Chunks of a clip: spans of its frames that are drawn apart, each into files of its own, and then joined.

:func:`plan` says what is to be drawn; :func:`film.clip.draw_chunk.draw_chunk` draws one of them, and
:func:`film.clip.join_chunks.join_chunks` makes the clip. Chunks lie in a hidden folder beside it. Their names are the
digest of all that they are made from, then that of their span. They are removed when the clip is there.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from attention_scenes.film.encode.formats import Target
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.chunk_renderer import FrameSpan
from attention_scenes.film.playback.poster import Pause
from attention_scenes.film.system.files import fingerprint, remove, sweep

PLAYED = 0.05  # the time of a frame that is only played, of one's that is drawn and encoded (.02 to .06 at 720p)
ABANDONED = 86_400.0  # seconds from now, in which a chunk that nobody joined changed last, and is removed


class ChunkRecord(BaseModel):
    """Record of a chunk that is whole: its frames, its file, and what was on screen to the end of it.

    ``begins`` is the number of its first frame in the clip; ``lead`` frames of its file come before that. Where no beat
    ends in its span it has no frames and no file. ``shown`` is what the scene says for the sidecar, in the last chunk.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    begins: int = 0
    frames: int = 0
    lead: int = 0
    bytes: int = 0
    sha256: str = ""
    surface: str
    pauses: list[Pause] = []
    poster: int | None = None
    shown: dict[str, Any] | None = None


@dataclass(frozen=True)
class Chunk:
    """Chunk of a clip: its span, and its files, which begin with ``name``; the ``record`` is written last."""

    span: FrameSpan
    folder: Path
    name: str
    suffix: str

    @property
    def video(self) -> Path:
        return self.folder / f"{self.name}{self.suffix}"

    @property
    def poster(self) -> Path:
        return self.folder / f"{self.name}.poster.png"

    @property
    def record(self) -> Path:
        return self.folder / f"{self.name}.json"

    def files(self, record: ChunkRecord) -> tuple[Path, ...]:
        """Return the files of the chunk, with this record."""
        found = [self.video] * (record.frames > 0) + [self.poster] * (record.poster is not None)
        return (*found, self.record)

    def read(self) -> ChunkRecord | None:
        """Return the record of the chunk; None where it is not there or not whole."""
        try:
            found = ChunkRecord.model_validate_json(self.record.read_bytes())
            stated = {"bytes": found.bytes, "sha256": found.sha256}
            whole = not found.frames or fingerprint(self.video) == stated
            return found if whole and (found.poster is None or self.poster.is_file()) else None
        except (OSError, ValidationError):
            return None


def plan(scene_class: type, options: ClipOptions, wanted: Target, made_from: str, count: int) -> list[Chunk]:
    """Return the chunks of a clip, in order; one or none where it cannot be cut into as many.

    Parameters
    ----------
    scene_class, options
        As for :func:`film.clip.render.render_clip`.
    wanted, made_from
        The encoding; the digest of all that goes into the clip.
    count
        How many chunks. Later ones are shorter: what comes before them is played, too, and all should take as long.
    """
    frames = options.frames_in(scene_class)
    if not options.can_be_cut or not frames:
        return []
    left = (1 - PLAYED) ** count
    firsts = sorted({round(frames * (1 - (1 - PLAYED) ** n) / (1 - left)) for n in range(count)})
    spans = [FrameSpan(first, end) for first, end in zip(firsts, [*firsts[1:], None], strict=True)]
    return [_chunk(options, wanted, made_from, span) for span in spans]


def _chunk(options: ClipOptions, wanted: Target, made_from: str, span: FrameSpan) -> Chunk:
    name = _digest([made_from, options.device]) + _digest(span)
    return Chunk(span, options.chunk_folder, name, wanted.suffix)


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:16]


def clear(options: ClipOptions, made_from: str) -> None:
    """Remove the chunks of a clip that is there, however it was cut, and those of a day ago that nobody joined."""
    folder, begins = options.chunk_folder, _digest([made_from, options.device])
    if not folder.is_dir():
        return
    sweep(folder)
    for path in folder.iterdir():
        with suppress(OSError):
            if path.name.startswith(begins) or abs(time.time() - path.stat().st_mtime) > ABANDONED:
                remove(path)
    with suppress(OSError):
        folder.rmdir()  # unless another process draws chunks there
