"""Render a scene into a clip with its companion files, unless an up-to-date one exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.film.clip import companions
from attention_scenes.film.clip import sidecar as sidecars
from attention_scenes.film.clip.chunks import clear, plan
from attention_scenes.film.clip.draw_chunk import draw_chunk
from attention_scenes.film.clip.join_chunks import join_chunks
from attention_scenes.film.clip.made_from import encoding_of, made_from_digest, place_of
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.encode.exporter import check_writable
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.frames import gpu_surface
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.playback.clip_writer import Progress
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import Drawn, draw
from attention_scenes.film.system.files import check_replaceable, disk_errors, make_folder, remove, replace, sweep
from attention_scenes.model.atomic_files import part_path
from attention_scenes.model.errors import UserError


@dataclass(frozen=True)
class ClipResult:
    """Result of rendering: a clip, its sidecar and its size on disk; ``skipped`` where both were up to date."""

    path: Path
    sidecar: Path
    frames: int
    seconds: float
    bytes: int
    skipped: bool


@dataclass(frozen=True)
class ChunkResult:
    """Result of drawing a chunk: how many frames it has, and its files."""

    frames: int
    files: tuple[Path, ...]


def render_clip(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    progress: Callable[[Progress], None] | None = None,
    chunks: int = 1,
) -> ClipResult:
    """Render one scene, unless its clip exists and is up to date.

    The companions of a clip (see :mod:`film.clip.companions`) are made with it; where only some of them are missing,
    only those are made anew.

    Parameters
    ----------
    scene_class
        Built as ``scene_class(params=params, bundle=bundle, renderer=...)``; its ``sidecar()`` records what it shows.
    params, bundle
        What the scene is given; ``bundle.sidecar()`` and what the scene says go into the sidecar.
    options
        What to write.
    progress
        Called after each frame.
    chunks
        Of how many chunks it is joined, where it can be cut; see :func:`render_chunk`. What is not there is drawn here.

    Returns
    -------
    ClipResult

    Raises
    ------
    UserError
        If an option will not do, the folder cannot be written, or the disk is full. Nothing unfinished is left.
    """
    wanted, camera = _checked(options)
    clip = place_of(options, wanted)
    made_from = made_from_digest(scene_class, params, bundle, options, wanted)
    make_folder(options.out, options.stem, own=True)
    pieces = plan(scene_class, options, wanted, made_from, chunks)
    sidecar = _up_to_date(options, wanted, made_from)
    lacking = companions.missing(clip, sidecar) if sidecar else []
    if sidecar and not lacking:
        clear(options, made_from)
        return _result(clip, sidecar, skipped=True)
    if not sidecar and not wanted.suffix and not options.still:
        check_replaceable(clip, {".png"})
    request = scene_class, params, bundle, options
    parts: dict[Path, Path] = {}
    try:
        with disk_errors(options.out):
            if sidecar:
                files, skipped = companions.made_again(*request, sidecar, lacking, camera), True
            else:
                parts[clip] = part_path(options.out, options.stem, clip.suffix)
                if len(pieces) > 1:
                    drawn: Drawn = join_chunks(*request, wanted, pieces, parts[clip], camera, progress)
                else:
                    with manim_settings(options):
                        drawn = draw(*request, wanted, parts[clip], camera, progress)
                facts = sidecars.clip_facts(parts[clip], clip.name, options, wanted, drawn.frames)
                sidecar = sidecars.build_sidecar(scene_class, bundle, options, drawn, facts, wanted, made_from)
                files, skipped = companions.files_of(clip, options, drawn, sidecar), False
            for suffix, data in files.items():
                path = beside(clip, suffix)
                parts[path] = part_path(options.out, options.stem, path.name.removeprefix(options.stem))
                parts[path].write_bytes(data)
            if clip in parts:
                remove(beside(clip, "json"))  # so that it never stands beside a clip that is not its own
            for path, part in parts.items():
                replace(part, path)  # the sidecar comes last
    finally:
        for part in parts.values():
            remove(part)
    clear(options, made_from)
    return _result(clip, sidecar, skipped)


def render_chunk(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    number: int,
    chunks: int,
    progress: Callable[[Progress], None] | None = None,
) -> ChunkResult:
    """Draw one of the ``chunks`` of a clip, that of this number from 0 on, unless it is there.

    Parameters are as for :func:`render_clip`, which joins them. Where the clip cannot be cut into so many, nothing is
    drawn for the last numbers.
    """
    wanted, camera = _checked(options)
    made_from = made_from_digest(scene_class, params, bundle, options, wanted)
    pieces = plan(scene_class, options, wanted, made_from, chunks)
    if number >= len(pieces) or len(pieces) == 1:
        return ChunkResult(0, ())
    make_folder(options.out, options.stem)
    record = draw_chunk(scene_class, params, bundle, options, wanted, pieces[number], camera, progress)
    return ChunkResult(record.frames, pieces[number].files(record))


def _checked(options: ClipOptions) -> tuple[Target, Callable[[], SkiaCamera]]:
    """Return the encoding of a clip and what makes its camera; UserError where an option will not do."""
    wanted = encoding_of(options)
    if not options.stem or Path(options.stem).name != options.stem:
        raise UserError(f"{options.stem!r} cannot be a file's name.")
    check_writable(wanted, options.width, options.height, exact_rate(options.fps))
    return wanted, partial(SkiaCamera, make_surface=gpu_surface.choose(options.device))


def find_clip(scene_class: type, params: Any, bundle: Any, options: ClipOptions) -> ClipResult | None:
    """Return the up-to-date clip that :func:`render_clip` would keep; None where it would write something.

    What killed processes left unfinished of it is removed.
    """
    wanted = encoding_of(options)
    clip = place_of(options, wanted)
    made_from = made_from_digest(scene_class, params, bundle, options, wanted)
    sidecar = _up_to_date(options, wanted, made_from)
    if not sidecar or companions.missing(clip, sidecar):
        return None
    sweep(options.out, options.stem)
    clear(options, made_from)
    return _result(clip, sidecar, skipped=True)


def has_clip(scene_class: type, params: Any, bundle: Any, options: ClipOptions) -> bool:
    """Return whether the clip is there and up to date, be its companions missing or not."""
    wanted = encoding_of(options)
    return _up_to_date(options, wanted, made_from_digest(scene_class, params, bundle, options, wanted)) is not None


def _result(clip: Path, sidecar: ClipSidecar, skipped: bool) -> ClipResult:
    facts = sidecar.clip
    return ClipResult(clip, beside(clip, "json"), facts.frames, facts.seconds, facts.bytes, skipped)


def _up_to_date(options: ClipOptions, wanted: Target, made_from: str) -> ClipSidecar | None:
    return None if options.force else sidecars.up_to_date(place_of(options, wanted), made_from, options.device)


__all__ = ["ClipOptions", "ClipResult", "Progress", "render_clip"]
