"""Progress table of clips being rendered, which a terminal redraws."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from attention_scenes.film.jobs.progress_protocol import OVER, State

# What goes first where not all rows fit.
URGENT: tuple[State, ...] = ("drawing", "computing", "starting", "failed", "loading", "waiting", "done", "up to date")
COLOURS = {"failed": "red", "done": "green", "up to date": "green"}


@dataclass
class Row:
    """A clip.

    Attributes
    ----------
    name, state, words
        As for :meth:`film.jobs.progress_protocol.Show.show`.
    done, total
        Frames that were made, and about how many there will be.
    computed
        The fraction that is computed, where it is known.
    began, ended
        When the first and the last frame were made, in seconds of a steady clock.
    """

    name: str
    state: State = "loading"
    words: str = ""
    done: float = 0
    total: float = 0
    computed: float | None = None
    began: float | None = None
    ended: float | None = None

    @property
    def rate(self) -> float:
        """Return frames a second; 0 where too few were made to say."""
        seconds = (self.ended or time.monotonic()) - self.began if self.began else 0
        return self.done / seconds if seconds > 0.2 else 0.0


class ClipTable:
    """A row a clip, as many as the terminal has room for, and a row for all of them together."""

    def __init__(self, clips: Iterable[str]) -> None:
        self._rows = {name: Row(name) for name in clips}
        self._console = Console(stderr=True, highlight=False)
        # What is printed on stdout is for whoever reads stdout.
        self._live = Live(self, console=self._console, redirect_stdout=False, refresh_per_second=8)

    def __enter__(self) -> ClipTable:
        self._live.start(refresh=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: Any) -> None:
        self._live.transient = kind is not None  # what is noted then is noted below
        self._live.stop()

    def show(self, clip: str, state: State, words: str = "", done: float = 0, total: float = 0) -> None:
        row, now = self._rows[clip], time.monotonic()
        if state == "drawing" and row.state != "drawing":
            row.began = now
        if state in OVER:
            row.ended = now
        row.state, row.words = state, words
        if state == "computing":
            row.computed = done / total if total else None
        else:
            row.done, row.total = done, done if state == "done" else total or row.total

    def line(self, text: str) -> None:
        self._console.print(text, markup=False, soft_wrap=True)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = list(self._rows.values())
        several = len(rows) > 1
        kept = sorted(rows, key=lambda row: URGENT.index(row.state))[: max(1, console.height - 2 - several)]
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        for ratio, justify in ((None, "left"), (1, "left"), (None, "right"), (None, "right"), (None, "right")):
            table.add_column(ratio=ratio, justify=justify, no_wrap=True)  # type: ignore[arg-type]
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for row in rows:
            if row in kept:
                words = ": ".join(filter(None, [row.state if row.state != "drawing" else "", row.words]))
                table.add_row(*_cells(row), Text(words, COLOURS.get(row.state, "")))
        if several:
            table.add_row(*_cells(_together(rows)), Text(_counts(rows, len(rows) - len(kept))))
        yield Group(table)


def _cells(row: Row) -> tuple[Any, ...]:
    """The name, the bar, frames, frames a second and the time left."""
    counting = row.state in ("drawing", "done")
    bar: Any = ""
    if row.state in ("drawing", "computing", "starting", "done"):
        whole = {"computing": row.computed and 1.0, "starting": None}.get(row.state, row.total)
        part = row.computed if row.state == "computing" else row.done
        bar = ProgressBar(total=whole, completed=part or 0, pulse=whole is None)
    left = (row.total - row.done) / row.rate if row.rate and row.state == "drawing" else None
    return (
        Text(row.name),
        bar,
        f"{row.done:.0f}/{row.total:.0f} frames" if counting and row.done else "",
        f"{row.rate:.0f} fps" if counting and row.rate else "",
        "" if left is None else f"{left // 60:.0f}:{left % 60:02.0f} left",
    )


def _together(rows: list[Row]) -> Row:
    """One row for all that are rendered; a clip is as long as is expected of it until it is done."""
    drawn = [row for row in rows if row.state not in ("up to date", "failed")]
    counted = [row for row in drawn if row.state in ("drawing", "done")]
    starts = [row.began for row in counted if row.began]
    is_over = all(row.state in OVER for row in rows)
    return Row(
        f"{len(rows)} clips",
        "done" if is_over else "drawing",
        done=sum(row.done for row in counted),
        total=sum(row.total for row in drawn),
        began=min(starts, default=None),
        ended=max((row.ended for row in counted if row.ended), default=None) if is_over else None,
    )


def _counts(rows: list[Row], hidden: int) -> str:
    states = [row.state for row in rows]
    parts = [
        f"{states.count(state)} {state}" for state in ("failed", "done", "up to date", "waiting") if state in states
    ]
    return ", ".join(parts + ([f"{hidden} not shown"] if hidden else []))
