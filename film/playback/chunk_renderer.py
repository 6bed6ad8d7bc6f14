"""Renderer of a chunk: a scene is played frame by frame up to its end, and only the chunk's frames are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from manim.mobject.mobject import Mobject
from manim.utils.exceptions import EndSceneEarlyException

from attention_scenes.film.playback.renderer import SkiaRenderer

LEAD = 40  # frames, after which an encoder's rates are those of what stands there, whatever came before


class FrameSpan(NamedTuple):
    """Frames of a clip, from the first end of a beat at ``first`` or later to that at ``end`` or later, or to the end.

    There a clip has a key frame, so that it is encoded alike on both sides whether it is cut there or not.
    """

    first: int
    end: int | None = None


class ChunkRenderer(SkiaRenderer):
    """Renderer that draws one span of a scene's frames.

    What comes before it is played as if it were drawn, frame by frame: mobjects with updaters get where they get in the
    whole clip, and the record of what can be read is the same. What comes after it is not played.

    Parameters
    ----------
    span
        The frames to draw.
    lead
        How often the picture before the span is written ahead of it, to be cut off when the clip is joined: else the
        first key frame would be coarser than in the whole clip, where it takes its rate from frames before it.
    kwargs
        As for :class:`~film.playback.renderer.SkiaRenderer`.

    Attributes
    ----------
    begins
        The number of the first frame that was drawn; None where no beat ends in the span.
    lead
        How many frames of the file come before that.
    """

    def __init__(self, span: FrameSpan, lead: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._span, self._most = span, lead
        self.lead = 0
        self._draws = True
        self.begins: int | None = None

    def play(self, scene: Any, *args: Any, **kwargs: Any) -> None:
        now = self.file_writer.frame_count
        if not now or self.file_writer.opens:
            if self._span.end is not None and now >= self._span.end:
                raise EndSceneEarlyException
            if self.begins is None and now >= self._span.first:
                self.begins = now
                if now and self._most:
                    self._write_lead(scene)
        self._draws = self.begins is not None
        super().play(scene, *args, **kwargs)

    def _write_lead(self, scene: Any) -> None:
        self.lead = self._most
        self.update_frame(scene)
        self.camera.send_frame(self._spare(), partial(self.file_writer.write_lead, repeat=self.lead))
        self.camera.settle()

    def update_frame(self, scene: Any, mobjects: Iterable[Mobject] | None = None, *args: Any, **kwargs: Any) -> None:
        if self._draws or not self._playing:
            super().update_frame(scene, mobjects, *args, **kwargs)

    def save_static_frame_data(self, scene: Any, static_mobjects: Iterable[Mobject]) -> Any:
        if self._draws:
            return super().save_static_frame_data(scene, static_mobjects)
        self.static_image = self._static_layers = None
        return None

    def _film(self, num_frames: int) -> None:
        if self._draws:
            return super()._film(num_frames)
        self.time += num_frames * (1 / self.camera.frame_rate)
        self.file_writer.pass_over(num_frames)

    def scene_finished(self, scene: Any) -> None:
        """End the file where anything was drawn; a scene without a play is one frame, of the first span."""
        if not self.num_plays and not self._span.first:
            self.begins = 0
        if self.begins is not None:
            super().scene_finished(scene)
