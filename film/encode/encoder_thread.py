"""An encoder thread: frames are encoded while the next ones are drawn."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol

from attention_scenes.film.encode.exporter import Exporter
from attention_scenes.film.frames.frame import Frame

_WAITING = 3  # frames; at 1080p one is 8 MB


class FrameSink(Protocol):
    """Takes the frames of a clip, one after the other; those no longer needed are in ``spare``."""

    @property
    def spare(self) -> list[Frame]:
        """Frames whose memory may be drawn into."""

    def put(self, frame: Frame, repeat: int) -> None:
        """Take a frame that is shown for ``repeat`` frames."""

    def finish(self) -> None:
        """End the clip."""

    def abort(self) -> None:
        """Drop the clip."""


class EncoderThread:
    """Encodes frames from a bounded queue in a thread of its own.

    After a failure the thread throws frames away until it is stopped, so that ``put`` cannot wait for ever; the failure
    is raised by the next ``put`` or by ``finish``. Frames that are no longer needed are in ``spare``.
    """

    def __init__(self, exporter: Exporter) -> None:
        self.exporter = exporter
        self._queue: queue.Queue[tuple[Frame, int] | None] = queue.Queue(_WAITING)
        self._error: BaseException | None = None
        self._aborted = False
        self.spare: list[Frame] = []
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._error is None and not self._aborted:
                self._try(self.exporter.add, *item)
            self.spare.append(item[0])
        if self._error is None and not self._aborted:
            self._try(self.exporter.close)
        if self._error is not None or self._aborted:
            self.exporter.abort()

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
