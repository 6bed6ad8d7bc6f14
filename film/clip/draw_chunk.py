"""Draw one chunk of a clip into its files, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from attention_scenes.film.clip.chunks import Chunk, ChunkRecord
from attention_scenes.film.clip.jsonable import plain
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.images import png
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import Progress
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import Drawn, draw
from attention_scenes.film.system.files import disk_errors, fingerprint, make_folder, remove, replace
from attention_scenes.model.atomic_files import part_path


def draw_chunk(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    wanted: Target,
    chunk: Chunk,
    camera: Callable[[], SkiaCamera],
    progress: Callable[[Progress], None] | None = None,
) -> ChunkRecord:
    """Draw a chunk, unless it is there, and return its record.

    Parameters
    ----------
    scene_class, params, bundle, options, progress
        As for :func:`film.clip.render.render_clip`.
    wanted
        The encoding.
    chunk
        One that :func:`film.clip.chunks.plan` returned for them.
    camera
        Makes what draws.

    Raises
    ------
    UserError
        If the folder cannot be written, or the disk is full. Nothing unfinished is left.
    """
    make_folder(chunk.folder, chunk.name, own=True)
    if (found := chunk.read()) is not None:
        return found
    files = [chunk.video, chunk.poster, chunk.record]
    parts = {path: part_path(chunk.folder, chunk.name, path.name.removeprefix(chunk.name)) for path in files}
    try:
        with disk_errors(chunk.folder):
            with manim_settings(options):
                drawn = draw(
                    scene_class, params, bundle, options, wanted, parts[chunk.video], camera, progress, chunk.span
                )
            record = _record(chunk, drawn, fingerprint(parts[chunk.video]) if drawn.frames else {})
            if (pixels := drawn.poster.pixels) is not None:
                parts[chunk.poster].write_bytes(png(pixels, options.transparent))
            parts[chunk.record].write_text(record.model_dump_json(), encoding="utf-8")
            remove(chunk.record)  # so that it never stands beside a video that is not its own
            for path, part in parts.items():
                if drawn.frames or path == chunk.record:
                    replace(part, path)  # the record comes last
    finally:
        for part in parts.values():
            remove(part)
        with suppress(OSError):
            chunk.folder.rmdir()  # where nothing whole is in it
    return record


def _record(chunk: Chunk, drawn: Drawn, found: dict[str, Any]) -> ChunkRecord:
    is_last, renderer = chunk.span.end is None, drawn.scene.renderer
    return ChunkRecord(
        begins=renderer.begins or 0,
        frames=drawn.frames - renderer.lead,
        lead=renderer.lead,
        surface=drawn.surface,
        pauses=drawn.poster.pauses,
        poster=None if drawn.poster.pixels is None else drawn.poster.frame,
        shown=plain(drawn.shown) if is_last else None,
        **found,
    )
