"""Replay a scene: play every frame, draw few."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from attention_scenes.film.encode.formats import LIVE
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.clip_writer import ClipWriter
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.play_scene import Drawn, dissolve_frames
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.film.playback.stills import draw_still

NOT_DRAWN = Frame(np.empty((0, 0, 4), np.uint8))
OnDrawn = Callable[[int, int, np.ndarray], None]


@dataclass
class FrameCounter:
    """Frame sink in place of the encoder: counts frames and passes number, length and pixels to ``on_drawn``."""

    on_drawn: OnDrawn
    frames: int = 0

    @property
    def spare(self) -> list[Frame]:
        return []

    def put(self, frame: Frame, repeat: int) -> None:
        if frame.pixels.size:
            self.on_drawn(self.frames, repeat, frame.pixels)
        self.frames += repeat

    def finish(self) -> None:
        """Do nothing: no file is open."""

    abort = finish


class ReplayRenderer(SkiaRenderer):
    """Renderer that plays every frame of a scene but draws only pauses and the frames numbered in ``wanted``."""

    def __init__(self, wanted: Container[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._wanted = wanted
        self._scene: Any = None

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        self._scene = scene

    def update_frame(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        if not self._playing:
            super().update_frame(scene, *args, **kwargs)

    def save_static_frame_data(self, *_: Any) -> None:
        self.static_image = None  # each frame is drawn whole

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        if not self.skip_animations:
            is_last = time + 1 / self.camera.frame_rate > scene.duration - 1e-9
            self._next_frames(1, is_last or self.file_writer.frame_count in self._wanted)

    def _film(self, num_frames: int) -> None:
        self._next_frames(num_frames, True)  # of a pause: what is as long as in the clip is counted in one place

    def _next_frames(self, count: int, drawn: bool) -> None:
        if drawn:
            super().update_frame(self._scene)
        self.time += count * (1 / self.camera.frame_rate)
        self.file_writer.write_frame(self.camera.take_frame([]) if drawn else NOT_DRAWN, repeat=count)


def replay(
    scene_class: type, params: Any, bundle: Any, options: ClipOptions, wanted: Collection[int], on_drawn: OnDrawn
) -> Drawn:
    """Play a scene as in the clip with these options, without writing it.

    Parameters
    ----------
    scene_class, params, bundle, options
        As for :func:`film.clip.render.render_clip`; nothing is written.
    wanted
        Numbers of frames to be drawn besides the first, the pauses, and the last of each animation.
    on_drawn
        Called with each drawn frame's number, for how many frames it stands, and its pixels, [height, width, 4] uint8.
    """
    with manim_settings(options):
        if options.still:
            still = draw_still(scene_class, params, bundle, options, SkiaCamera)
            on_drawn(0, 1, still.pixels)
            return Drawn(still.scene, 1, numbers=still.numbers, page=still.page)
        if options.format in LIVE:
            from attention_scenes.film.playback.live_page import record_page  # what writes pages takes long to import

            live = record_page(scene_class, params, bundle, options)
            return Drawn(live.scene, live.frames, page=live.page)
        counter = FrameCounter(on_drawn)
        writer = partial(
            ClipWriter,
            thread=counter,
            beats=options.beats,
            poster=getattr(scene_class, "poster", ""),
            dissolve=dissolve_frames(options),
        )
        renderer = ReplayRenderer({0, *wanted}, camera_class=SkiaCamera, file_writer_class=writer)
        scene = scene_class(params=params, bundle=bundle, renderer=renderer)
        scene.render()
        return Drawn(scene, counter.frames, renderer.file_writer.poster)
