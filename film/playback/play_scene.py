"""Play a scene in front of a camera and write its frames to a file."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.film.encode.codecs import TAKES_KEY_FRAMES
from attention_scenes.film.encode.encoder_thread import EncoderThread
from attention_scenes.film.encode.exporter import Exporter, exporter
from attention_scenes.film.encode.formats import LIVE, Target
from attention_scenes.film.encode.images import png
from attention_scenes.film.encode.video import exact_rate
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.chunk_renderer import LEAD, ChunkRenderer, FrameSpan
from attention_scenes.film.playback.clip_writer import ClipWriter, Progress
from attention_scenes.film.playback.loop import SECONDS as DISSOLVE
from attention_scenes.film.playback.poster import Poster
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.film.playback.stills import draw_still


@dataclass
class Drawn:
    """Result of playing a scene to its end: the scene, frames written, and the poster (a still has none).

    ``numbers`` are those in a still, where the scene lists them, and ``page`` is its file, where that is no pixels.
    """

    scene: Any
    frames: int
    poster: Poster = field(default_factory=Poster)
    numbers: list[dict[str, Any]] | None = None
    page: bytes | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """What the scene says for the sidecar: what was on screen, and when."""
        found: dict[str, Any] = self.scene.sidecar()
        return found

    @property
    def surface(self) -> str:
        """Name of the surface that drew it, see :class:`~film.frames.surface.Surface`."""
        return str(self.scene.camera.surface.name)


def draw(
    scene_class: type,
    params: Any,
    bundle: Any,
    options: ClipOptions,
    wanted: Target,
    part: Path,
    camera: Callable[[], SkiaCamera],
    progress: Callable[[Progress], None] | None,
    span: FrameSpan | None = None,
) -> Drawn:
    """Play the scene and write its frames into ``part``.

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
    span
        Which frames of a video, where not all; the scene is played to their end.
    """
    if options.still:
        still = draw_still(scene_class, params, bundle, options, camera)
        part.write_bytes(still.page or png(still.pixels, options.transparent))
        return Drawn(still.scene, 1, numbers=still.numbers, page=still.page)
    if options.format in LIVE:
        from attention_scenes.film.playback.live_page import record_page  # what writes pages takes long to import

        live = record_page(scene_class, params, bundle, options, progress)
        part.write_bytes(live.page)
        return Drawn(live.scene, live.frames, page=live.page)
    thread = EncoderThread(open_exporter(part, options, wanted))
    total = options.frames_in(scene_class)
    if span:
        total = (span.end or total) - span.first
    try:
        writer = partial(
            ClipWriter,
            thread=thread,
            total=total,
            progress=progress,
            beats=options.beats,
            poster=getattr(scene_class, "poster", ""),
            dissolve=dissolve_frames(options),
        )
        settings = {"camera_class": camera, "file_writer_class": writer}
        lead = LEAD if wanted.codec in TAKES_KEY_FRAMES else 0
        renderer = ChunkRenderer(span, lead, **settings) if span else SkiaRenderer(**settings)
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        gc.freeze()  # nearly all that is here by now stays to the end: to look through it in every frame takes time
        scene.render()
        return Drawn(scene, thread.exporter.frames, renderer.file_writer.poster)
    finally:
        gc.unfreeze()
        thread.abort()


def dissolve_frames(options: ClipOptions) -> int:
    """Return the number of frames in which the end dissolves into the start; 0 for a clip without a loop."""
    return max(1, round(DISSOLVE * options.fps)) if options.loop else 0


def open_exporter(part: Path, options: ClipOptions, wanted: Target) -> Exporter:
    """Open the exporter of the clip's file, or of its folder of frames."""
    rate = exact_rate(options.fps)
    return exporter(wanted).open(part, wanted, options.width, options.height, rate, options.threads)
