"""Run coroutines where an event loop runs already, as one does in a notebook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

Tell = Callable[..., None]


def run(work: Callable[[Tell], Coroutine[Any, Any, None]], tell: Tell) -> None:
    """Do ``asyncio.run(work(tell))``, in a thread of its own where this one's loop runs.

    There, too, ``tell`` is called in this thread, and Ctrl-C cancels the work and waits until it has ended.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work(tell))
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
                tell(*event)
        except BaseException:
            with suppress(RuntimeError):  # it may have ended just now
                loop.call_soon_threadsafe(_cancel_all, loop)
            raise
        done.result()


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
