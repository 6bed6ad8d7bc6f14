"""Storyboard of a scene: some frames of its clip on one sheet, each with its time, its beat and the caption.

They are decoded from an mp4 with the default encoder, for that is what will be seen: a light that bands in the clip
bands on the sheet.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
from manim import Mobject, tempconfig

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.encode.formats import target
from attention_scenes.film.encode.images import png
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.progress_protocol import Show
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import Load, RenderRequest, clip_options, parse_requests
from attention_scenes.film.playback.clip_writer import Progress
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import draw as draw_clip
from attention_scenes.film.playback.sampled_renderer import SampledFrame
from attention_scenes.film.system.console import open_file, say
from attention_scenes.film.system.files import disk_errors, make_folder, write_whole

EVENLY = 12  # frames, besides the last one of each beat
WIDTH, HEIGHT, COLUMNS = 640, 360, 4  # pixels of a frame; frames side by side
GAP, LINE = 16, 30  # pixels between frames, and of a line of words
EDGE = 90, 90, 90, 255  # a line round each frame, seen on black and on white
RATE = 30.0  # frames a second of the clip that is sampled
FLAGS = RenderFlags(quality="m", resolution=f"{WIDTH},{HEIGHT}", fps=str(RATE), save_last_frame=True, device="cpu")

CAPTION = 0.833  # of the height: below it stands the caption, which the sheet has in words
CLEAR = 48  # of 255: a smaller difference is not seen on a sheet
LEAST, LEAST_BETWEEN = 0.002, 0.015  # of the pixels above the caption: where a beat ends, and between its ends

Write = Callable[[str, float, str], Mobject]


class Cell(NamedTuple):
    """Cell of a sheet: a frame, and the times in seconds that are named below it."""

    frame: SampledFrame
    named: list[float]


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
    with tempfile.TemporaryDirectory(prefix="attention-scenes-") as folder:
        clip = Path(folder) / "clip.mp4"
        drawn = draw_clip(scene_class, params, bundle, options, target("mp4", False, {}), clip, SkiaCamera, progress)
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


def distinct(seen: list[SampledFrame], beats: list[Any]) -> list[Cell]:
    """Merge frames that look the same; the time of one that ends a beat is named below the frame it is like."""

    def closes(frame: SampledFrame) -> bool:
        return any(0 < beat.end - frame.seconds < 1.5 / RATE for beat in beats)

    cells: list[Cell] = []
    for turn, frame in enumerate(seen):
        before = [cell.frame for cell in cells[-1:]]
        after = [] if closes(frame) else [other for other in seen[turn + 1 :] if closes(other)][:1]
        least = LEAST if closes(frame) else LEAST_BETWEEN
        if all(unlike(frame.pixels, other.pixels) >= least for other in before + after):
            cells.append(Cell(frame, [frame.seconds]))
        elif closes(frame):
            cells[-1].named.append(frame.seconds)
    return cells


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """Return the fraction of two frames, [height, width, 4] uint8, that differs clearly, captions aside."""
    above = slice(round(CAPTION * len(one)))
    return float((np.abs(one[above, :, :3].astype(np.int16) - other[above, :, :3]) > CLEAR).any(axis=-1).mean())


def contact_sheet(cells: list[Cell], beats: list[Any], background: Any, write: Write) -> np.ndarray:
    """Draw a contact sheet, [height, width, 4] uint8: frames row by row, each over two lines for each time."""
    rows, lines = -(-len(cells) // COLUMNS), 2 * max(len(cell.named) for cell in cells)
    cell = WIDTH + GAP, HEIGHT + lines * LINE + GAP
    width, height = GAP + COLUMNS * cell[0], GAP + rows * cell[1]
    places = [(GAP + number % COLUMNS * cell[0], GAP + number // COLUMNS * cell[1]) for number in range(len(cells))]
    whole = {"pixel_width": width, "pixel_height": height, "frame_height": 8.0, "frame_width": 8.0 * width / height}
    with tempconfig(whole):
        camera = SkiaCamera(background_color=background)
        unit = 8 / height  # scene units a pixel
        camera.reset()
        for (_, named), (left, top) in zip(cells, places, strict=True):
            below = [line for seconds in named for line in _words(seconds, beats)]
            for number, (words, role) in enumerate(below):
                line = write(words, 0.8 * LINE * unit, role)
                line.scale(min(1, WIDTH * unit / line.width))
                baseline = top + HEIGHT + (number + 0.8) * LINE
                line.move_to([0, 0, 0], aligned_edge=[-1, 0, 0]).shift([(left - width / 2) * unit, 0, 0])
                camera.capture_mobjects([line.stand_on((height / 2 - baseline) * unit)])
    sheet = camera.pixel_array.copy()
    for (frame, _), (left, top) in zip(cells, places, strict=True):
        sheet[top - 1 : top + HEIGHT + 1, left - 1 : left + WIDTH + 1] = EDGE
        sheet[top : top + HEIGHT, left : left + WIDTH] = frame.pixels
    return sheet


def _words(seconds: float, beats: list[Any]) -> list[tuple[str, str]]:
    """Return the lines below a frame, each with its palette role."""
    beat = next((beat for beat in beats if seconds < beat.end), None)
    if beat is None or seconds < beat.start:
        return [(f"{seconds:.1f} s", "soft")]
    last = " – last frame" if beat.end - seconds < 1.5 / RATE else ""
    return [(f"{seconds:.1f} s – {beat.name}{last}", "soft"), (beat.caption, "text")][: 2 if beat.caption else 1]
