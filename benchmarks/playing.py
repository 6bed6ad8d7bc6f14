"""Renderers that time what they play."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim.renderer.cairo_renderer import CairoRenderer

from film.renderer import SkiaRenderer

from .clock import Clock


class Timed:
    """Mixed into a renderer: the clock runs while wanted beats play, and pauses are one frame long.

    Attributes
    ----------
    clock
        Times from the first frame of a wanted beat to the encoder's last.
    beats
        Names of the wanted beats; all where None. The others are skipped and drawn by nobody.
    keep_every
        Every so many frames one is copied into ``kept``, by its number; 0 keeps none.
    """

    def prepare(self, clock: Clock, beats: tuple[str, ...] | None = None, keep_every: int = 0) -> None:
        self.clock, self.beats, self.keep_every = clock, beats, keep_every
        self.kept: dict[int, np.ndarray] = {}
        self.played: dict[str, int] = {}
        self.written = 0

    def play(self: Any, scene: Any, *args: Any, **kwargs: Any) -> None:
        wanted = self.beats is None or self.beat() in self.beats
        self._original_skipping_status = not wanted
        if wanted:
            self.clock.start()
        else:
            self.clock.stop()
        super().play(scene, *args, **kwargs)  # type: ignore[misc]

    def beat(self: Any) -> str:
        """The name of the section that plays now."""
        return self.file_writer.sections[-1].name

    def add_frame(self: Any, frame: Any, num_frames: int = 1) -> None:
        if not self.skip_animations:
            if self.keep_every and self.written % self.keep_every == 0:
                self.kept[self.written] = np.array(getattr(frame, "pixels", frame))
            self.written += 1
            self.played[self.beat()] = self.played.get(self.beat(), 0) + 1
        super().add_frame(frame, 1)  # type: ignore[misc]

    def scene_finished(self: Any, scene: Any) -> None:
        self.clock.start()
        super().scene_finished(scene)  # type: ignore[misc]
        self.clock.stop()


class TimedSkia(Timed, SkiaRenderer):
    """Our renderer, timed."""


class TimedStock(Timed, CairoRenderer):
    """Manim's own renderer with its own camera and writer, timed."""
