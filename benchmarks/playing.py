"""A renderer that times what it plays."""

from __future__ import annotations

from typing import Any

from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.playback.renderer import SkiaRenderer

from .clock import Clock


class TimedRenderer(SkiaRenderer):
    """The clock runs while wanted beats play, and pauses are one frame long.

    Parameters
    ----------
    clock
        Times from the first frame of a wanted beat to the encoder's last.
    beats
        Names of the wanted beats; all where None. The others are skipped and not drawn.
    settings
        As for :class:`~film.playback.renderer.SkiaRenderer`.
    """

    def __init__(self, clock: Clock, beats: tuple[str, ...] | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.clock, self.beats = clock, beats
        self.played: dict[str, int] = {}  # frames of each beat

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        wanted = self.beats is None or self.beat() in self.beats
        self._original_skipping_status = not wanted
        if wanted:
            self.clock.start()
        else:
            self.clock.stop()
        super().play(scene, *args, **kwargs)

    @property
    def named(self) -> list[str]:
        """All beats that the scene has had, wanted or not."""
        return [section.name for section in self.file_writer.sections if section.name]

    def beat(self) -> str:
        """The name of the section that plays now."""
        return self.file_writer.sections[-1].name

    def add_frame(self, frame: Frame, num_frames: int = 1) -> None:
        self.played[self.beat()] = self.played.get(self.beat(), 0) + 1
        super().add_frame(frame, 1)

    def scene_finished(self, scene: Any) -> None:
        self.clock.start()
        super().scene_finished(scene)
        self.clock.stop()
