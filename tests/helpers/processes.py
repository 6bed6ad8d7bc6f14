"""Child processes of tests: list them, read their commands, and wait for a condition."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

LISTED = Path("/proc/thread-self/children").exists()  # else the system does not list a process's children


def eventually(happens: Callable[[], object], seconds: float = 300) -> None:
    """Wait until a condition holds; fail where it does not in time."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    try:
        found = [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
                 for child in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return []
    return [process for child in found for process in (child, *below(child))]


def command(pid: int) -> list[str]:
    """Return the words of a process's command line; none where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
