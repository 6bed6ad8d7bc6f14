"""The studio as tests use it: a process of its own with the tiny scenes or the real ones."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TINY = ("-m", "tests.tiny_scene")
REAL = (str(ROOT / "render.py"),)


class Running:
    """A studio that listens; ``address`` holds the key, ``base`` does not."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        self.base = address.partition("/?")[0]
        self.key = address.partition("key=")[2]

    def children(self, word: str = "") -> list[int]:
        """The processes below it, those with a word of their command line that begins so."""
        return [pid for pid in _below(self.process.pid) if any(w.startswith(word) for w in _command(pid))]


@contextmanager
def studio(out: Path, program: tuple[str, ...] = TINY, *flags: str) -> Iterator[Running]:
    """Start a studio whose clips go below ``out``; where it still runs in the end, Ctrl-C must leave no process."""
    process = subprocess.Popen(
        [sys.executable, *program, "studio", "--no-open", "-o", str(out), *flags],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "it prints its address"
        running = Running(process, found[0])
        yield running
        if process.poll() is None:
            children = running.children()
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
            eventually(lambda: not any(map(alive, children)))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def eventually(happens: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is so; fail where it does not come to be."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def _below(pid: int) -> list[int]:
    try:
        found = [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
                 for child in (task / "children").read_text().split()]  # fmt: skip
    except OSError:
        return []
    return [process for child in found for process in (child, *_below(child))]


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
