"""What a person reads while clips are made: plain lines, and bars where a terminal can redraw them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Tell = Callable[[str, "float | None"], None]


def short(value: object, limit: int = 60) -> str:
    """Quote ``value`` for a message: control characters escaped, at most ``limit`` characters of it."""
    if not isinstance(value, str):
        text = repr(value)
        return text if len(text) <= limit else f"{text[:limit]}…"
    if len(value) <= limit:
        return repr(value)
    return f"{value[:limit]!r}… ({len(value):,} characters)"


def say(line: str) -> None:
    """Print a line a person may want to keep."""
    print(line, flush=True)


def note(line: str) -> None:
    """Print a line about the work on stderr."""
    print(line, file=sys.stderr, flush=True)


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in columns as wide as the terminal lets them be."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*head, box=SIMPLE)
    for row in rows:
        table.add_row(*map(Text, row))
    Console(width=None if sys.stdout.isatty() else 140).print(table)


@contextmanager
def telling(title: str) -> Iterator[Tell]:
    """Show the steps of some work whose length may be unknown, as a bar that goes when the work is done.

    Yields
    ------
    tell
        Called with what is done now and, where known, how far it is from 0 to 1.
    """
    if not sys.stderr.isatty():
        last = ""

        def tell(message: str, fraction: float | None) -> None:
            nonlocal last
            if message != last:
                note(f"{title}: {message}")
                last = message

        yield tell
        return

    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=_console(), transient=True) as progress:
        task = progress.add_task(title, total=None)

        def tell(message: str, fraction: float | None) -> None:
            progress.update(task, description=f"{title}: {message}", total=fraction and 1.0, completed=fraction or 0.0)

        yield tell


class ClipBars:
    """One bar a clip: frames done of how many, the beat, frames a second and the time that is left.

    Use it as a context; :meth:`frame` for each event. Where stderr is no terminal, a line a beat stands for the bar.
    """

    def __init__(self) -> None:
        self._tasks: dict[str, Any] = {}
        self._done: dict[str, int] = {}
        self._beats: dict[str, str] = {}
        self._progress: Any = None

    def __enter__(self) -> ClipBars:
        if sys.stderr.isatty():
            from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
            from rich.text import Text

            class Rate(ProgressColumn):
                """Frames a second, once some were made."""

                def render(self, task: Task) -> Text:
                    speed = task.finished_speed or task.speed
                    return Text(f"{speed:.0f} fps" if speed else "")

            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=None),
                TextColumn("{task.completed:.0f}/{task.total:.0f} frames"),
                Rate(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[beat]}", markup=False),
                console=_console(),
                expand=True,
            )
            self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._progress:
            self._progress.stop()

    def frame(self, clip: str, done: int, total: int, beat: str) -> None:
        """Show that ``done`` of about ``total`` frames of ``clip`` are made, the last one in ``beat``."""
        total = max(total, done + 1)  # the bar is full when the clip is, not when its estimate is
        if self._progress is None:
            if self._beats.get(clip) != beat:
                note(f"{clip}: frame {done} of {total}, {beat or 'start'}")
                self._beats[clip] = beat
            return
        if clip not in self._tasks:
            self._tasks[clip] = self._progress.add_task(clip, total=total, beat="")
        self._done[clip] = done
        self._progress.update(self._tasks[clip], completed=done, total=total, beat=beat)

    def finish(self, clip: str) -> None:
        """Fill the bar of ``clip``, whose length was only nearly known."""
        if self._progress and clip in self._tasks:
            self._progress.update(self._tasks[clip], total=max(self._done[clip], 1), beat="done")


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def open_file(path: Path) -> None:
    """Show a finished file with the system's own viewer; a machine without one gets a line instead."""
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            subprocess.Popen([opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        note(f"There is no {opener} to show {path} with: open it yourself.")
