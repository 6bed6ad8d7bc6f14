"""File writer for Manim that sends all frames of a clip to one encoder, as one stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from manim.scene.scene_file_writer import SceneFileWriter

from attention_scenes.film.encode.encoder_thread import FrameSink
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.inputs.naming import slug
from attention_scenes.film.playback.loop import dissolve
from attention_scenes.film.playback.poster import Poster
from attention_scenes.model.errors import UserError, nearest


class Progress(NamedTuple):
    """Progress of a clip: frames drawn, their estimated total, and the beat of the last one."""

    done: int
    total: int
    beat: str


class ClipWriter(SceneFileWriter):
    """Replacement of Manim's file writer, which would write partial movie files and join them.

    Parameters
    ----------
    settings
        Manim's; only its output plan is read.
    thread
        Where frames go; None for a still, which ends up in ``still``.
    total
        About how many frames the clip will have; 0 where that is unknown.
    progress
        Called after each frame.
    beats
        Slugs of the beats to draw, all others being skipped; all are drawn where there are none.
    poster
        The name of the beat whose end stands for the clip; see :class:`~film.playback.poster.Poster`.
    dissolve
        How many frames the end takes to become the first frame; 0 for a clip that just ends.

    Attributes
    ----------
    opens
        Whether a beat has ended since the last frame.
    """

    def __init__(
        self,
        settings: Any,
        thread: FrameSink | None,
        total: int = 0,
        progress: Callable[[Progress], None] | None = None,
        beats: tuple[str, ...] = (),
        poster: str = "",
        dissolve: int = 0,
    ) -> None:
        self.opens = False
        self._beats, self._dissolve = beats, dissolve
        super().__init__(settings)
        self._thread, self._total, self._progress = thread, total, progress
        self._passed = 0  # frames that are played and not drawn, before a chunk
        self._first: np.ndarray | None = None
        self._last: Frame | None = None
        self.spare: list[Frame] = thread.spare if thread else []
        self.still: np.ndarray | None = None
        self.poster = Poster(poster)
        self.beat = ""

    @property
    def chosen(self) -> bool:
        """Return whether the current beat is to be drawn."""
        return not self.sections[-1].skip_animations

    def check_beats(self) -> None:
        """Check that every beat to draw has been played; UserError where one was not."""
        there = [slug(section.name) for section in self.sections if section.name not in ("", "autocreated")]
        for beat in self._beats:
            if beat not in there:
                raise UserError(f"--beat: there is no {beat!r} here. {nearest(beat, dict.fromkeys(there))}")

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        unwanted = bool(self._beats) and slug(name) not in self._beats
        super().next_section(name, type_, skip_animations or unwanted)
        self.beat = "" if name == "autocreated" else name
        self.opens |= not name

    def write_frame(self, frame: Frame, *, repeat: int = 1) -> None:
        if self._thread is None:
            return
        if self._dissolve and self._first is None:
            self._first = frame.pixels.copy()
        if repeat > 1:
            self.poster.consider(frame, self.frame_count, self.beat)
        self._thread.put(replace(frame, opens=self.opens), repeat)
        self.opens, self._last = False, frame
        self.count(repeat)

    def write_lead(self, frame: Frame, *, repeat: int) -> None:
        """Write a frame that comes before those of this file and is no part of the clip."""
        if self._thread is not None:
            self._thread.put(frame, repeat)

    def count(self, frames: int) -> None:
        """Count frames that are written elsewhere."""
        self.frame_count += frames
        self._tell()

    def pass_over(self, frames: int) -> None:
        """Count frames that come before those of this file."""
        self.frame_count += frames
        self._passed += frames
        self.opens = False
        self._tell()

    def _tell(self) -> None:
        if self._progress:
            done = self.frame_count - self._passed
            self._progress(Progress(done, max(self._total, done), self.beat))

    def save_image(self, pixels: np.ndarray) -> None:
        self.check_beats()
        self.still = pixels
        if self._thread is not None:  # a scene without any play: one frame is the clip
            self.write_frame(Frame(pixels))
            self.finish()

    def finish(self) -> None:
        if self._thread is None:
            return
        self.check_beats()
        if self._last:
            self.poster.fall_back(self._last, self.frame_count - 1)
        if self._last and self._first is not None:
            self.beat = "the end"
            for pixels in dissolve(self._last.pixels, self._first, self._dissolve):
                self.write_frame(Frame(pixels))
        self._thread.finish()

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        if self._thread is not None:
            self._thread.abort()

    def add_partial_movie_file(self, hash_animation: str | None) -> None:
        """Record in the section that something was played."""
        self.sections[-1].partial_movie_files.append(None)

    def is_already_cached(self, hash_invocation: str) -> bool:
        return False

    def begin_animation(self, allow_write: bool = False, **kwargs: Any) -> None:
        """Do nothing: the stream is open from the first frame to the last."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Do nothing: see :meth:`begin_animation`."""
