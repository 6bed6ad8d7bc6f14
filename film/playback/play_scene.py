"""Play a scene in front of a camera and write its frames to a file."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.film.encode.encoder_thread import EncoderThread
from attention_scenes.film.encode.exporter import Exporter, exporter
from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.images import png
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter, Progress
from attention_scenes.film.playback.loop import SECONDS as DISSOLVE
from attention_scenes.film.playback.poster import Poster
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.film.playback.stills import draw_still


@dataclass
class Drawn:
    """A scene that was played to its end, how many frames were written, and the clip's poster (a still has none).

    ``numbers`` are those in a still, where the scene can tell.
    """

    scene: Any
    frames: int
    poster: Poster = field(default_factory=Poster)
    numbers: list[dict[str, Any]] | None = None


def draw(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    wanted: Target,
    part: Path,
    camera: Callable[[], SkiaCamera],
    progress: Callable[[Progress], None] | None,
) -> Drawn:
    """Play the scene into ``part``.

    Parameters
    ----------
    scene_class, params, bundle, options, progress
        As for :func:`film.clip.render.render_clip`; Manim's settings are made.
    wanted
        The encoding.
    part
        The file, or folder of frames, to write.
    camera
        Makes what draws.
    """
    if options.still:
        still = draw_still(scene_class, params, bundle, options, camera)
        part.write_bytes(png(still.pixels, options.transparent))
        return Drawn(still.scene, 1, numbers=still.numbers)
    thread = EncoderThread(open_exporter(part, options, wanted))
    whole = 0.0 if options.beats else float(getattr(scene_class, "seconds", 0.0))
    try:
        writer = partial(
            ClipWriter,
            thread=thread,
            total=round(whole * options.fps),
            progress=progress,
            beats=options.beats,
            poster=getattr(scene_class, "poster", ""),
            dissolve=dissolve_frames(options),
        )
        renderer = SkiaRenderer(camera_class=camera, file_writer_class=writer)
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        gc.freeze()  # nearly all that is here by now stays to the end: to look through it in every frame takes time
        scene.render()
        return Drawn(scene, thread.exporter.frames, renderer.file_writer.poster)
    finally:
        gc.unfreeze()
        thread.abort()


def dissolve_frames(options: ClipOptions) -> int:
    """Return how many frames the end takes to become the first frame; 0 for a clip that just ends."""
    return max(1, round(DISSOLVE * options.fps)) if options.loop else 0


def open_exporter(part: Path, options: ClipOptions, wanted: Target) -> Exporter:
    """Start the clip's file, or its folder of frames."""
    rate = exact_rate(options.fps)
    return exporter(wanted).open(part, wanted, options.width, options.height, rate, options.threads)
