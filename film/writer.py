"""Between Manim and the encoder: one stream a clip, encoded beside the drawing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from manim.scene.scene_file_writer import SceneFileWriter

from film.encoder import Encoder
from film.frame import Frame

_WAITING = 4  # frames; at 1080p one is 8 MB


class Progress(NamedTuple):
    """How far a clip is: frames drawn, about how many there will be, and the beat of the last one."""

    done: int
    total: int
    beat: str


class EncoderThread:
    """Feeds an encoder from a bounded queue in a thread of its own.

    After a failure the thread throws frames away until it is told to stop, so that ``put`` cannot wait for ever;
    the failure is raised by the next ``put`` or by ``finish``. Frames it is done with are in ``spare``.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._queue: queue.Queue[tuple[Frame, int] | None] = queue.Queue(_WAITING)
        self._error: BaseException | None = None
        self._aborted = False
        self.spare: list[Frame] = []
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is None and not self._aborted:
                self._try(self.encoder.write, *item)
            self.spare.append(item[0])
        if self._error is None and not self._aborted:
            self._try(self.encoder.close)
        if self._error is not None or self._aborted:
            self.encoder.abort()

    def _try(self, step: Callable[..., None], *arguments: Any) -> None:
        try:
            step(*arguments)
        except BaseException as error:
            self._error = error

    def put(self, frame: Frame, repeat: int) -> None:
        """Hand over a frame, which must not be changed afterwards."""
        if self._error is not None:
            raise self._error
        self._queue.put((frame, repeat))

    def finish(self) -> None:
        """Encode what waits and finish the file."""
        self._stop()
        if self._error is not None:
            raise self._error

    def abort(self) -> None:
        """Drop what waits and let go of the file; harmless when it is done already."""
        self._aborted = True
        self._stop()

    def _stop(self) -> None:
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()


class ClipWriter(SceneFileWriter):
    """Takes the place of Manim's file writer: no pieces of film, no joining of them.

    Parameters
    ----------
    settings
        Manim's; only its output plan is read.
    thread
        Where frames go; None for a still, which ends up in ``still``.
    total
        About how many frames the clip will have; 0 where nobody knows.
    progress
        Called after each frame.
    """

    def __init__(
        self,
        settings: Any,
        thread: EncoderThread | None,
        total: int = 0,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        super().__init__(settings)
        self._thread, self._total, self._progress = thread, total, progress
        self.spare: list[Frame] = thread.spare if thread else []
        self.still: np.ndarray | None = None
        self.beat = ""

    def next_section(self, name: str, type_: str, skip_animations: bool) -> None:
        super().next_section(name, type_, skip_animations)
        self.beat = "" if name == "autocreated" else name

    def write_frame(self, frame: Frame, *, repeat: int = 1) -> None:
        if self._thread is None:
            return
        self._thread.put(frame, repeat)
        self.frame_count += repeat
        if self._progress:
            self._progress(Progress(self.frame_count, max(self._total, self.frame_count), self.beat))

    def save_image(self, pixels: np.ndarray) -> None:
        self.still = pixels
        if self._thread is not None:  # a scene without any play: one frame is the clip
            self.write_frame(Frame(pixels))
            self.finish()

    def finish(self) -> None:
        if self._thread is not None:
            self._thread.finish()

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        if self._thread is not None:
            self._thread.abort()

    def add_partial_movie_file(self, hash_animation: str | None) -> None:
        """Note in the section that something was played."""
        self.sections[-1].partial_movie_files.append(None)

    def is_already_cached(self, hash_invocation: str) -> bool:
        return False

    def begin_animation(self, allow_write: bool = False, **kwargs: Any) -> None:
        """Do nothing: the stream is open from the first frame to the last."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Do nothing: see :meth:`begin_animation`."""
