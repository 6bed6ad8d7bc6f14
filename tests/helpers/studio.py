"""The studio in tests: a process of its own with the tiny scenes or the real ones."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.helpers.processes import alive, below, command, eventually

TINY = ("-m", "tests.helpers.tiny_scene")
REAL = (str(ROOT / "render.py"),)


class Running:
    """A running studio; ``address`` holds the key, ``base`` does not."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process, self.address = process, address
        self.base = address.partition("/?")[0]
        self.key = address.partition("key=")[2]

    def children(self, word: str = "") -> list[int]:
        """Return the processes below it, those with a word of their command line that begins so."""
        return [pid for pid in below(self.process.pid) if any(w.startswith(word) for w in command(pid))]


@contextmanager
def studio(out: Path, program: tuple[str, ...] = TINY, *flags: str) -> Iterator[Running]:
    """Start a studio whose clips go below ``out``; if it still runs at the end, Ctrl-C must leave no process."""
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
            assert process.wait(300) == 0
            eventually(lambda: not any(map(alive, children)))
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
