"""Run measurements in processes of their own, one at a time."""

from __future__ import annotations

import importlib
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
Order = dict[str, Any]
Result = dict[str, Any]


def note(text: str) -> None:
    """Say on stderr what is being measured."""
    print(text, file=sys.stderr, flush=True)


def run(task: Callable[[Order], Result], order: Order, about: str = "", python: str = sys.executable) -> Result:
    """Do one task in its own Python process and return its result.

    Parameters
    ----------
    task
        A function at the top of a module of this package; it is imported anew over there.
    order
        Its argument, JSON-able; so is what it returns.
    about
        Told on stderr beside the task's name.
    python
        Of another environment, where a peer is.

    Raises
    ------
    SystemExit
        If the task failed; its traceback is on stderr already.
    """
    note(f"  {task.__name__} {about}".rstrip())
    done = subprocess.run(
        [python, "-m", "benchmarks.work", f"{task.__module__}:{task.__name__}"],
        input=json.dumps(order), stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{task.__name__} {about} failed")
    return json.loads(done.stdout.splitlines()[-1])


def median(runs: Iterable[Result], what: str) -> float:
    """The median over runs of one of their figures."""
    return statistics.median(one[what] for one in runs)


def per_frame(runs: Iterable[Result], what: str) -> float:
    """Median milliseconds a frame of a figure in seconds."""
    return 1000 * statistics.median(one[what] / one["frames"] for one in runs)


def peak() -> float:
    """The most memory this process has had, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    """Read an order as JSON from stdin, do the task that is named, write its result as the last line."""
    module, name = sys.argv[1].split(":")
    print(json.dumps(getattr(importlib.import_module(module), name)(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
