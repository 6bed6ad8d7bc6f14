"""Storyboard of a scene: some frames of its clip on one sheet, each with its time, its beat and the caption.

They are decoded from an mp4 with the default encoder, for that is what will be seen: a light that bands in the clip
bands on the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.encode.formats import target
from attention_scenes.film.encode.images import png
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.progress_protocol import Show
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest, parse_requests
from attention_scenes.film.playback.clip_writer import Progress
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import draw as draw_clip
from attention_scenes.film.playback.sampled_renderer import SampledFrame
from attention_scenes.film.products.contact_sheet import HEIGHT, RATE, WIDTH, Cell, Write, contact_sheet, distinct
from attention_scenes.film.system.console import open_file, say
from attention_scenes.film.system.files import disk_errors, make_folder, write_whole
from attention_scenes.film.system.scratch import scratch_folder

EVENLY = 12  # frames, besides the last one of each beat
FLAGS = RenderFlags(quality="m", resolution=f"{WIDTH},{HEIGHT}", fps=str(RATE), save_last_frame=True, device="cpu")


def storyboards(chosen: list[SceneFile], load: Load, known: list[str], flags: RenderFlags, write: Write) -> None:
    """Draw ``NAME-storyboard.png`` for each of the chosen scenes.

    Parameters
    ----------
    chosen, load, known
        As for :func:`film.jobs.run.render`.
    flags
        Only those for the folder, the parameters, the model and ``preview`` are used.
    write
        Makes a mobject of a text, its size (em, in scene units) and the palette role of its colour.

    Raises
    ------
    UserError
        If any of the input will not do, or a sheet cannot be written. A sheet is there whole or not at all.
    """
    options = clip_options(replace(FLAGS, out=flags.out))
    with showing(scene.name for scene in chosen) as show:
        requests = parse_requests(chosen, load, known, flags, options, lambda name: nullcontext())
        sheets = [_make(request, show, write) for request in requests]
    for sheet in sheets:
        say(str(sheet))
        if flags.preview:
            open_file(sheet)


def _make(request: RenderRequest, show: Show, write: Write) -> Path:
    name = request.scene.name
    bundle = answered(request, show)
    sheet = request.options.out / f"{name}-storyboard.png"
    make_folder(sheet.parent, name)
    pixels = draw(request, bundle, show, write)
    with disk_errors(sheet.parent):
        write_whole(sheet, png(pixels, transparent=False))
    show.show(name, "done", "", 1, 1)
    return sheet


def answered(request: RenderRequest, show: Show) -> Any:
    """Compute and check the bundle of a request; UserError where its clip cannot be drawn."""
    from attention_scenes.model.answers.store import ensure

    name = request.scene.name
    bundle = ensure(
        request.needs, lambda message, part: show.show(name, "computing", message, part or 0, 1 if part else 0)
    )
    request.scene_class.check(request.params, bundle)
    show.show(name, "starting")
    return bundle


def draw(request: RenderRequest, bundle: Any, show: Show, write: Write, evenly: int = EVENLY) -> np.ndarray:
    """Draw the sheet of one request, as :func:`contact_sheet` does; ``evenly`` as for :func:`filmed_frames`."""
    name = request.scene.name
    options = ClipOptions(request.options.out, name, width=WIDTH, height=HEIGHT, fps=RATE)
    with manim_settings(options):

        def progress(part: Progress) -> None:
            show.show(name, "drawing", "storyboard", part.done, part.total)

        scene, seen = filmed_frames(request.scene_class, request.params, bundle, options, progress, evenly)
        beats = scene.record.beats
        cells = distinct(seen, beats) if evenly else [Cell(frame, [frame.seconds]) for frame in seen]
        return contact_sheet(cells, beats, scene.camera.background_color, write)


def filmed_frames(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    progress: Callable[[Progress], None],
    evenly: int = EVENLY,
) -> tuple[Any, list[SampledFrame]]:
    """Return the scene and frames of its mp4: ``evenly`` of them evenly spaced, and the last one of each beat."""
    with scratch_folder() as folder:
        clip = folder / "clip.mp4"
        wanted = target("mp4", False, {}).capped(options.width, options.height, exact_rate(options.fps))
        drawn = draw_clip(scene_class, params, bundle, options, wanted, clip, SkiaCamera, progress)
        whole, half = drawn.frames / RATE, 0.5 / RATE
        moments = [whole * (number + 0.5) / evenly for number in range(evenly)]
        moments += [beat.end - half for beat in drawn.scene.record.beats]
        numbers = [math.floor(moment * RATE + 1e-6) for moment in moments]
        decoded = decoded_frames(clip, {*numbers})
    return drawn.scene, [SampledFrame(number / RATE, decoded[number]) for number in sorted(numbers)]


def decoded_frames(clip: Path, numbers: set[int]) -> dict[int, np.ndarray]:
    """Return these frames of a video by their number, each [height, width, 4] uint8."""
    with av.open(str(clip)) as container:
        frames = enumerate(container.decode(video=0))
        return {number: frame.to_ndarray(format="rgba") for number, frame in frames if number in numbers}
