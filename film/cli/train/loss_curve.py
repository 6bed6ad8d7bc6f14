"""A training run in the terminal: its loss as a curve that grows, its scores, and how long it will still take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attention_scenes.film.system.console import note

if TYPE_CHECKING:
    from attention_scenes.training.resumable import Progress

Watch = Callable[["Progress"], None]
BARS = " ▁▂▃▄▅▆▇█"
WIDTH, HEIGHT = 60, 8  # characters
SPOKEN_EVERY = 10  # parts of a run after which a line is printed where there is no terminal
REDRAWN = 0.1  # seconds between two pictures


def columns(losses: Sequence[float], steps: int, width: int = WIDTH) -> list[float]:
    """Return the mean loss of each stretch of a run, of all steps there will be, as far as it has come."""
    ends = [round(steps * n / width) for n in range(width + 1)]
    parts = [losses[start:end] for start, end in zip(ends, ends[1:], strict=False)]
    return [sum(part) / len(part) for part in parts if part]


def curve(losses: Sequence[float], steps: int, width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Return the lines of a picture of the loss, from 0 to the largest mean of a stretch, with both written beside."""
    heights = columns(losses, steps, width)
    top = max(heights, default=1.0) or 1.0
    eighths = [round(value / top * height * 8) for value in heights]
    lines = []
    for row in reversed(range(height)):
        name = f"{top:5.2f}" if row == height - 1 else " 0.00" if row == 0 else ""
        lines.append(f"{name:>5} │" + "".join(BARS[min(8, max(0, each - 8 * row))] for each in eighths))
    return [*lines, " " * 6 + "└" + "─" * width, f"{'step 0':>12}{steps:>{width - 5},}"]


def spoken(scores: Mapping[str, float]) -> str:
    """Return scores in words: ``right answers 0.984, held-out loss 1.281``."""
    return ", ".join(f"{name} {value:.3f}" for name, value in scores.items())


class Estimate:
    """How long a run will still take, from the steps that this process has taken."""

    def __init__(self) -> None:
        self.began, self.first = time.monotonic(), -1

    def left(self, step: int, steps: int) -> str:
        """Return the time that is left, in words."""
        if self.first < 0:
            self.first = step + 1  # the first step of a process makes the sentences, too
        if step <= self.first:
            self.began = time.monotonic()
            return "estimating the time"
        seconds = (time.monotonic() - self.began) / (step - self.first) * (steps - step)
        return f"about {seconds:.0f} s left" if seconds < 90 else f"about {seconds / 60:.0f} min left"


@contextmanager
def watching(title: str) -> Iterator[Watch]:
    """Show a run while it goes on: a curve in a terminal, else a line now and then."""
    estimate = Estimate()
    if not sys.stderr.isatty():
        yield lambda progress: _speak(title, progress, estimate)
        return

    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    drawn = 0.0
    with Live(console=Console(stderr=True), auto_refresh=False) as live:

        def draw(progress: Progress) -> None:
            nonlocal drawn
            left = estimate.left(progress.step, progress.steps)
            if progress.step < progress.steps and time.monotonic() < drawn + REDRAWN:
                return
            drawn = time.monotonic()
            lines = [title, *curve(progress.losses, progress.steps), _status(progress, left)]
            live.update(Text("\n".join(lines)), refresh=True)

        yield draw


def _speak(title: str, progress: Progress, estimate: Estimate) -> None:
    left = estimate.left(progress.step, progress.steps)
    if progress.step in (0, progress.resumed_from, progress.steps) or progress.step in {
        round(progress.steps * n / SPOKEN_EVERY) for n in range(SPOKEN_EVERY)
    }:
        note(f"{title}: {_status(progress, left)}")


def _status(progress: Progress, left: str) -> str:
    loss = f", loss {progress.losses[-1]:.3f}" if progress.losses else ""
    last = progress.scores[max(progress.scores)] if progress.scores else {}
    scores = f"; {spoken(last)}" if last else ""
    end = left if progress.step < progress.steps else "done"
    return f"step {progress.step:,} of {progress.steps:,}{loss}{scores}; {end}"
