"""Manim's renderer on Skia: static layers, whole-frame pauses, frames handed over without a copy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
from manim.mobject.mobject import Mobject
from manim.renderer.cairo_renderer import CairoRenderer

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.playback.static_layers import StaticLayerCache, split_layers


class SkiaRenderer(CairoRenderer):
    """Renderer that plays a scene in front of a :class:`~film.frames.camera.SkiaCamera`.

    - A skipped play (stills) draws nothing, and takes as many whole frames as it would if it were drawn.
    - What stands still is drawn once, also in front of what moves; see :mod:`film.playback.static_layers`.
    - A pause is as many frames long as its seconds say; Manim cuts 0.7 s at 30 frames a second to 20 frames.
    - A frame is handed over, not copied, and its memory comes back from the writer. A GPU's frame may be handed over
      while the next two are drawn, but not after its play has ended.

    Parameters
    ----------
    camera_class, kwargs
        As for Manim's ``CairoRenderer``.
    """

    time: float

    def __init__(self, camera_class: Any = SkiaCamera, **kwargs: Any) -> None:
        super().__init__(camera_class=camera_class, **kwargs)
        self._playing = False
        self._static_layers: StaticLayerCache | None = None

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        self._playing, start = True, self.time
        try:
            super().play(scene, *args, **kwargs)
            if self.skip_animations:
                self.time = start + play_frames(scene, self.camera.frame_rate) / self.camera.frame_rate
            self.camera.settle()
        finally:
            self._playing, self._static_layers = False, None

    def update_frame(self, scene: Any, mobjects: Iterable[Mobject] | None = None, *args: Any, **kwargs: Any) -> None:
        if self._playing and self.skip_animations:
            return
        if self._static_layers:
            return self._static_layers.draw()
        super().update_frame(scene, mobjects, *args, **kwargs)

    def get_frame(self) -> np.ndarray:
        return self.camera.take_frame(self._spare()).pixels

    def _spare(self) -> list[Frame]:
        return getattr(self.file_writer, "spare", [])

    def add_frame(self, frame: Frame, num_frames: int = 1) -> None:
        """Write a frame, whose time was counted when it was drawn."""
        self.file_writer.write_frame(frame, repeat=num_frames)

    def _film(self, num_frames: int) -> None:
        """Send the frame to the writer as the next ``num_frames`` of the clip."""
        self.time += num_frames * (1 / self.camera.frame_rate)
        self.camera.send_frame(self._spare(), partial(self.add_frame, num_frames=num_frames))

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Mobject]) -> Any:
        self.static_image = self._static_layers = None
        if self.skip_animations:
            return None
        if found := split_layers(scene):
            self._static_layers = StaticLayerCache(found, self.camera, self.get_frame)
            return None
        return super().save_static_frame_data(scene, static_mobjects)

    def render(self, scene: Any, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        if not self.skip_animations:
            self.update_frame(scene, moving_mobjects)
            self._film(1)

    def freeze_current_frame(self, duration: float) -> None:
        if not self.skip_animations:
            self._film(pause_frames(duration, self.camera.frame_rate))


def play_frames(scene: Any, rate: float) -> int:
    """Return the length in frames of the play that has just been compiled."""
    if scene.is_current_animation_frozen_frame():
        return pause_frames(scene.duration, rate)
    return math.ceil(
        scene.duration / (1 / rate)
    )  # as long as Manim's np.arange, whose division rounds as this one does


def pause_frames(seconds: float, rate: float) -> int:
    """Return the length of a pause in frames.

    Half a frame counts as one, also where added times fall short of it by a hair.

    At 15 frames a second nearly every pause ends in the middle of a frame; a clip and what is skipped must agree.
    """
    return max(1, math.floor(seconds * rate + 0.5 + 1e-6))
