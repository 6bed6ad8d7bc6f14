"""The frames of a scene at some moments, told one by one while it is played."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from PIL import Image

from attention_scenes.film.playback.sampled_renderer import SampledFrame, TimestampRenderer


class Enough(Exception):
    """All frames that were asked for have been drawn."""


class StageRenderer(TimestampRenderer):
    """Tells each moment as soon as it is drawn, and stops when it is told to.

    Parameters
    ----------
    moments
        As for :class:`~film.playback.sampled_renderer.TimestampRenderer`; those after the end show the last frame.
    show
        Called with each glimpse.
    still_wanted
        Called often; raises where nobody waits any more.
    only
        Whether to raise :class:`Enough` after the last moment.
    """

    def __init__(
        self,
        moments: Iterable[float],
        show: Callable[[SampledFrame], None],
        still_wanted: Callable[[], None],
        only: bool,
    ) -> None:
        super().__init__(moments, self._drawn)
        self._show, self._still_wanted, self._only = show, still_wanted, only

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        # Which mobjects stand still matters to whoever draws the frames between: nobody does.
        scene.get_moving_and_static_mobjects = lambda animations: ([], [])

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        self._still_wanted()
        super().play(scene, *args, **kwargs)

    def scene_finished(self, scene: Any) -> None:
        """Nothing is written; what would come later looks like the end."""
        self._still_wanted()
        if self._moments:
            del self._moments[1:]
            self._look()

    def _drawn(self, count: int) -> None:
        self._show(self.seen.pop())
        self._still_wanted()
        if self._only and not self._moments:
            raise Enough


def jpeg(pixels: np.ndarray) -> bytes:
    """Return a JPEG of [height, width, 4] uint8 pixels whose thin coloured lines stay sharp (no subsampling)."""
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(data, "JPEG", quality=90, subsampling=0)
    return data.getvalue()
