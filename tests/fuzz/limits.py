"""Limits within which a reader must end, whatever it is given: seconds of the processor, and memory."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SECONDS, BYTES = 5.0, 200_000_000  # of the processor, which load does not change; beyond what is taken already


class TooLong(Exception):
    """A reader takes more than the seconds that it has."""


@contextmanager
def limited(seconds: float = SECONDS, more: int = BYTES) -> Iterator[None]:
    """Return a context in which TooLong or MemoryError is raised where more is taken; memory on Linux alone."""
    before, (soft, hard) = signal.signal(signal.SIGVTALRM, _stop), resource.getrlimit(resource.RLIMIT_AS)
    try:
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (_taken() + more, hard))
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGVTALRM, before)


def _taken() -> int:
    """Return the bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _stop(number: int, frame: Any) -> None:
    raise TooLong
