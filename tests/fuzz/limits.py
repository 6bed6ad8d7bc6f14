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


class TooLong(BaseException):
    """A reader takes more than the seconds that it has; no ``except Exception`` of the reader's holds it back."""


@contextmanager
def limited(seconds: float = SECONDS, more: int = BYTES) -> Iterator[None]:
    """Return a context in which TooLong or MemoryError is raised where more is taken; memory on Linux alone.

    Either is raised at the end, too, where another exception took its place, and TooLong where it was held back.
    """
    late: list[int] = []

    def stop(number: int, frame: Any) -> None:
        late.append(number)
        raise TooLong

    before, (soft, hard) = signal.signal(signal.SIGVTALRM, stop), resource.getrlimit(resource.RLIMIT_AS)
    try:
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (_taken() + more, hard))
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    except Exception as error:
        if not late and any(isinstance(each, MemoryError) for each in _and_before(error)):
            raise MemoryError from error
        if not late:
            raise
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGVTALRM, before)
    if late:
        raise TooLong


def _taken() -> int:
    """Return the bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _and_before(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an exception, and those while which it was raised."""
    while error is not None:
        yield error
        error = error.__context__
