"""A renderer of given times: frames of a scene without those between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.film.playback.renderer import SkiaRenderer


class SampledFrame(NamedTuple):
    """A frame, [height, width, 4] uint8, and its second of the clip."""

    seconds: float
    pixels: np.ndarray


class TimestampRenderer(SkiaRenderer):
    """Plays a scene as a skipped one, but stops at ``moments`` and keeps what can be seen there in ``seen``.

    The time is that of a clip at the camera's frames a second, in which each play is a whole number of frames long.

    Parameters
    ----------
    moments
        Seconds from the start of the clip, in any order.
    progress
        Called with the number of moments passed, after each of them.
    kwargs
        As for :class:`~film.playback.renderer.SkiaRenderer`.
    """

    def __init__(
        self, moments: Iterable[float] = (), progress: Callable[[int], None] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**{"skip_animations": True} | kwargs)
        self._moments = sorted(moments, reverse=True)  # the next one stands last
        self._progress = progress
        self._scene: Any = None
        self._start = 0.0
        self._stopped = False
        self.seen: list[SampledFrame] = []

    def init_scene(self, scene: Any, *settings: Any) -> None:
        super().init_scene(scene, *settings)
        self._scene = scene
        scene.get_time_progression = self._stops  # Manim asks the scene at which times a play is looked at

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        self._start = self.time
        super().play(scene, *args, **kwargs)
        while self._due(self.time - self._start):
            self._look()  # the last frame may stand a little longer than its play

    def render(self, scene: Any, time: float, moving_mobjects: Any = None) -> None:
        if self._stopped:
            self._look()

    def freeze_current_frame(self, duration: float) -> None:
        while self._due(duration):
            self._look()

    def _stops(self, run_time: float, *args: Any, **kwargs: Any) -> Iterator[float]:
        self._stopped = True
        while self._due(run_time):
            yield max(0.0, self._moments[-1] - self._start)
        self._stopped = False
        yield run_time

    def _due(self, seconds: float) -> bool:
        """Whether the next moment comes before ``seconds`` of this play are over."""
        return bool(self._moments) and self._moments[-1] - self._start < seconds - 1e-6

    def _look(self) -> None:
        self._playing = False
        self.update_frame(self._scene)
        self._playing = True
        self.seen.append(SampledFrame(self._moments.pop(), self.camera.pixel_array.copy()))
        if self._progress:
            self._progress(len(self.seen))


__all__ = ["SampledFrame", "TimestampRenderer"]
