"""Join the chunks of a clip into its file, without encoding again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from attention_scenes.film.clip.chunks import Chunk, ChunkRecord
from attention_scenes.film.clip.companions import Camera, picture_at
from attention_scenes.film.clip.draw_chunk import draw_chunk
from attention_scenes.film.encode.copy_packets import join_videos
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import Progress
from attention_scenes.film.playback.play_scene import Drawn
from attention_scenes.film.playback.poster import Choice
from attention_scenes.model.errors import UserError

_TRIES = 3


@dataclass
class Joined(Drawn):
    """A clip that was joined: what its scene recorded, and what drew it, come of the chunks."""

    records: list[ChunkRecord] = field(default_factory=list)

    @property
    def shown(self) -> dict[str, Any]:
        return self.records[-1].shown or {}

    @property
    def surface(self) -> str:
        return self.records[-1].surface


def join_chunks(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    wanted: Target,
    chunks: list[Chunk],
    part: Path,
    camera: Camera,
    progress: Callable[[Progress], None] | None = None,
) -> Joined:
    """Write the video of a clip into ``part``; chunks that are not there are drawn first.

    Parameters
    ----------
    scene_class, params, bundle, options, progress
        As for :func:`film.clip.render.render_clip`.
    wanted, chunks
        The encoding; what :func:`film.clip.chunks.plan` returned.
    part
        File to write.
    camera
        Makes what draws.

    Raises
    ------
    UserError
        If chunks were drawn or encoded in different ways.
    """
    request = scene_class, params, bundle, options
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):
            return _join(request, wanted, chunks, part, camera, progress)
    raise RuntimeError(f"The parts of {options.stem} are removed again and again.")


def _join(
    request: tuple[type, Any, Any, ClipOptions],
    wanted: Target,
    chunks: list[Chunk],
    part: Path,
    camera: Camera,
    progress: Callable[[Progress], None] | None,
) -> Joined:
    """Do so once; FileNotFoundError where another process joined the same chunks and removed them meanwhile."""
    options = request[-1]
    records = [draw_chunk(*request, wanted, chunk, camera, progress) for chunk in chunks]
    if len(surfaces := sorted({record.surface for record in records})) > 1:
        raise UserError(f"Parts of {options.stem} were drawn by {' and '.join(surfaces)}: use --device cpu.")
    there = [(chunk, record) for chunk, record in zip(chunks, records, strict=True) if record.frames]
    frames = 0
    for _, record in there:
        if record.begins != frames:
            raise RuntimeError(f"A part of {options.stem} begins with frame {record.begins}, not {frames}.")
        frames += record.frames
    made = join_videos(part, [(chunk.video, record.lead) for chunk, record in there], wanted, exact_rate(options.fps))
    if made != frames:
        raise RuntimeError(f"{options.stem} has {made} frames, its parts {frames}.")
    joined = Joined(None, frames, records=records)
    _choose_poster(joined, there, partial(picture_at, *request, camera=camera), options.fps)
    return joined


def _choose_poster(
    joined: Joined, there: list[tuple[Chunk, ChunkRecord]], draw: Callable[..., np.ndarray], fps: float
) -> None:
    """Choose among all pauses as is done while a clip is drawn; draw a poster that no chunk has kept."""
    choice, poster = Choice(), joined.poster
    for _, record in there:
        for pause in record.pauses:
            choice.takes(pause)
    number = choice.best.frame if choice.best else there[-1][1].poster
    assert number is not None
    kept = next((chunk.poster for chunk, record in there if record.poster == number), None)
    poster.frame = number
    poster.pixels = np.asarray(Image.open(kept).convert("RGBA")) if kept else draw(moment=(number + 0.5) / fps)
