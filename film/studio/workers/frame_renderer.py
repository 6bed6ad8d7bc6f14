"""Render the frames of a scene at given times, each sent as soon as it is drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from PIL import Image

from attention_scenes.film.playback.sampled_renderer import SampledFrame, TimestampRenderer


class AllDrawn(Exception):
    """All frames that were asked for have been drawn."""


class FrameRenderer(TimestampRenderer):
    """Renderer that hands over each frame as soon as it is drawn, and can be stopped.

    Parameters
    ----------
    timestamps
        As for :class:`~film.playback.sampled_renderer.TimestampRenderer`; those after the end show the last frame.
    show
        Called with each frame.
    still_wanted
        Called often; raises if the frames are not wanted any more.
    only
        Whether to raise :class:`AllDrawn` after the last frame.
    """

    def __init__(
        self,
        timestamps: Iterable[float],
        show: Callable[[SampledFrame], None],
        still_wanted: Callable[[], None],
        only: bool,
    ) -> None:
        super().__init__(timestamps, self._drawn)
        self._show, self._still_wanted, self._only = show, still_wanted, only

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        # Which mobjects stand still matters only when the frames between are drawn, and they are not.
        scene.get_moving_and_static_mobjects = lambda animations: ([], [])

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        self._still_wanted()
        super().play(scene, *args, **kwargs)

    def scene_finished(self, scene: Any) -> None:
        """Write no file; times after the end show the last frame."""
        self._still_wanted()
        if self._moments:
            del self._moments[1:]
            self._look()

    def _drawn(self, count: int) -> None:
        self._show(self.seen.pop())
        self._still_wanted()
        if self._only and not self._moments:
            raise AllDrawn


def jpeg(pixels: np.ndarray) -> bytes:
    """Return a JPEG of [height, width, 4] uint8 pixels whose thin coloured lines stay sharp (no subsampling)."""
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(data, "JPEG", quality=90, subsampling=0)
    return data.getvalue()
