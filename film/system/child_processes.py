"""See child processes off: interrupt them, kill those that do not end, and say how they ended."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from contextlib import suppress


async def end(process: Process, number: int, patience: float) -> int:
    """Send a signal to a process that still runs, kill it where it does not end, and return its exit code."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.send_signal(number)
    return await ended(process, patience)


async def ended(process: Process, patience: float) -> int:
    """Return the exit code of a process that is to end; one that does not is killed."""
    try:
        return await asyncio.wait_for(process.wait(), patience)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        return await process.wait()


def how_it_ended(code: int, lighter: str = "") -> str:
    """Return the message for a process that ended with this exit code and no result.

    ``lighter`` says what takes less memory, where its caller knows something that does.
    """
    number = -code if code < 0 else code - 128
    if number not in set(signal.Signals):
        return f"its process ended with code {code} and did not say why"
    hint = ", as a system does that runs out of memory" + (f": {lighter}" if lighter else "")
    return f"its process was ended by {signal.Signals(number).name}{hint if number == signal.SIGKILL else ''}"
