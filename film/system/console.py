"""Console output: lines on stdout and stderr, tables, progress bars, and the formats of numbers in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from attention_scenes.film.system.program import named
from attention_scenes.model.errors import UserError

OnProgress = Callable[[str, "float | None"], None]


def short(value: object, limit: int = 60) -> str:
    """Quote ``value`` for a message: control characters escaped, at most ``limit`` characters of it."""
    if not isinstance(value, str):
        text = repr(value)
        return text if len(text) <= limit else f"{text[:limit]}…"
    if len(value) <= limit:
        return repr(value)
    return f"{value[:limit]!r}… ({len(value):,} characters)"


def say(line: str) -> None:
    """Print a line of the result on stdout."""
    with _written_to(sys.stdout):
        print(named(line), flush=True)


def file_size(size: int) -> str:
    """Return a number of bytes as people read it: ``1.2 MB``."""
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= 0.9995 * bytes_:
            return f"{size / bytes_:.3g} {unit}"
    return f"{size} bytes"


def clock(seconds: float) -> str:
    """Return a time in a clip as players write it: ``1:07``."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def note(line: str) -> None:
    """Print a line about the progress on stderr."""
    with _written_to(sys.stderr):
        print(named(line), file=sys.stderr, flush=True)


@contextmanager
def _written_to(stream: TextIO) -> Iterator[None]:
    """Ignore a broken pipe while writing to a stream, as when `head` has read enough: the work goes on.

    Raises
    ------
    UserError
        Where the stream cannot be written for another reason, such as a full disk.
    """
    try:
        yield
    except OSError as error:
        # Drop what is buffered: Python would try to write it when it exits, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UserError(f"What was to be said could not be written: {error.strerror}.") from None


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows as a table as wide as the terminal."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*head, box=SIMPLE)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(width=None if sys.stdout.isatty() else 140)
    with console.capture() as drawn:
        console.print(table)
    say(drawn.get().rstrip("\n"))


@contextmanager
def progress_bar(title: str) -> Iterator[OnProgress]:
    """Show a progress bar for work whose length may be unknown, until it is done.

    Yields
    ------
    on_progress
        Called with the current step and, where known, the fraction that is done.
    """
    if not sys.stderr.isatty():
        last = ""

        def on_progress(message: str, fraction: float | None) -> None:
            nonlocal last
            if message != last:
                note(f"{title}: {message}")
                last = message

        yield on_progress
        return

    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=_console(), transient=True) as progress:
        task = progress.add_task(title, total=None)

        def on_progress(message: str, fraction: float | None) -> None:
            progress.update(task, description=f"{title}: {message}", total=fraction and 1.0, completed=fraction or 0.0)

        yield on_progress


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def open_file(path: Path) -> None:
    """Open a finished file with the system's own viewer; where there is none, print a line instead."""
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            subprocess.Popen([opener, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        note(f"There is no {opener} to show {path} with: open it yourself.")
