"""Run coroutines where an event loop is running already, as in a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

Report = Callable[..., None]


def run(work: Callable[[Report], Coroutine[Any, Any, None]], report: Report) -> None:
    """Run ``asyncio.run(work(report))``, in another thread where this one runs a loop already.

    There, too, ``report`` is called in this thread, and Ctrl-C cancels the work and waits until it has ended.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work(report))
    events: SimpleQueue[tuple[Any, ...] | None] = SimpleQueue()
    loop = asyncio.new_event_loop()

    def beside() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(work(lambda *event: events.put(event)))

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(beside)
        done.add_done_callback(lambda _: events.put(None))
        try:
            while event := events.get():
                report(*event)
        except BaseException:
            with suppress(RuntimeError):  # it may have ended just now
                loop.call_soon_threadsafe(_cancel_all, loop)
            raise
        done.result()


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
