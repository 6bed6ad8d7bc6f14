"""A stopwatch of CPU and wall time of this process, threads included, between two times at which it rests."""

from __future__ import annotations

import time
from typing import NamedTuple

_STEP = 0.01  # seconds between two looks
_REST = 0.05  # seconds without work after which nothing is in flight


class Cost(NamedTuple):
    """Seconds: CPU of the whole process, CPU of the drawing thread alone, and wall."""

    cpu: float
    drawing: float
    wall: float


class Clock:
    """A stopwatch that waits, before it starts and before it stops, until no thread of this process works.

    So frames that an encoder still holds when drawing stops are counted, and what was begun before is not.
    """

    def __init__(self) -> None:
        self._total = Cost(0.0, 0.0, 0.0)
        self._began: Cost | None = None

    @property
    def total(self) -> Cost:
        return self._total

    def start(self) -> None:
        """Start, unless it is running."""
        if self._began is None:
            _rest()
            self._began = _now()

    def stop(self) -> None:
        """Stop, unless it stands; wall time ends with the last work seen."""
        if self._began is not None:
            drawing = time.thread_time() - self._began.drawing
            wall = _rest() - self._began.wall
            cpu = time.process_time() - self._began.cpu
            self._total = Cost(self._total.cpu + cpu, self._total.drawing + drawing, self._total.wall + wall)
            self._began = None


def _now() -> Cost:
    return Cost(time.process_time(), time.thread_time(), time.perf_counter())


def _rest() -> float:
    """Wait until this process rests; return when it last worked."""
    seen, worked = time.process_time(), time.perf_counter()
    while (now := time.perf_counter()) - worked < _REST:
        time.sleep(_STEP)
        spent = time.process_time()
        if spent - seen > 0.1 * _STEP:
            worked = now + _STEP
        seen = spent
    return worked
