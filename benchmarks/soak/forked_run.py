"""Run the program in a forked process: everything is imported already, and what it does to files can be counted."""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attention_scenes.model.files import cache_root

MARK = "SOAK_RUN"  # in the environment of all processes of a run
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}  # and files that are opened to be written
TAKES_ROOM = {"open", "os.mkdir"}

Program = Callable[[], Any]


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, minus the signal that ended it, None where it took too long; what it said."""

    code: int | None
    out: str
    err: str
    seconds: float
    steps: int = 0

    @property
    def faults(self) -> list[str]:
        """Return what nobody should see: a traceback, a refusal of more than a few lines, a fault of ours."""
        found = ["a traceback"] if "Traceback" in self.err else []
        if self.code not in (0, 2):
            found.append(f"exit code {self.code}")
        if self.code == 2 and not 1 <= self.err.count("render.py: ") <= 8:
            found.append("a refusal without a line")
        return found


class Sabotage:
    """Count what a process does to files below a folder, and at one of these steps kill it, or say the disk is full."""

    def __init__(self, folder: Path, kill_at: int = 0, full_from: int = 0) -> None:
        self._below = f"{folder}{os.sep}", f"{cache_root()}{os.sep}"
        self._kill_at, self._full_from = kill_at, full_from
        self.steps, self.over = 0, False

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(given[2], int) and given[2] & WRITES
        if self.over or not (writes or event in STEPS) or not isinstance(given[0], str | os.PathLike):
            return
        if not os.path.abspath(os.fspath(given[0])).startswith(self._below):
            return
        self.steps += 1
        if self.steps == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._full_from and self.steps >= self._full_from and event in TAKES_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(given[0]))


class Run:
    """A run that has begun: ``place`` is its working folder; what it says goes into files below ``told``."""

    def __init__(self, program: Program, place: Path, told: Path, sabotage: Sabotage | None = None) -> None:
        self.told, self._began = told, time.monotonic()
        told.mkdir(parents=True, exist_ok=True)
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            _be(program, place, told, sabotage)

    def over(self, within: float) -> Ended:
        """Wait for the end; what takes longer than so many seconds is killed."""
        code: int | None = None
        while (done := os.waitpid(self.pid, os.WNOHANG))[0] == 0:
            if time.monotonic() - self._began > within:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                break
            time.sleep(0.005)
        else:
            code = os.waitstatus_to_exitcode(done[1])
        out, err = ((self.told / name).read_text(errors="replace") for name in ("out", "err"))
        steps = int((self.told / "steps").read_text()) if (self.told / "steps").exists() else 0
        return Ended(code, out, err, time.monotonic() - self._began, steps)


def command(*words: str, tiny: bool = False) -> Program:
    """Return what runs a command line, of the two tiny scenes of the tests where ``tiny``."""

    def program() -> int:
        from attention_scenes.film.cli import main as cli
        from attention_scenes.film.system.errors import leave_on_sigterm, open_streams

        if tiny:
            from tests.helpers.tiny_scene import only_these

            only_these()
        open_streams()
        leave_on_sigterm()
        return cli.main([*words])

    return program


def _be(program: Program, place: Path, told: Path, sabotage: Sabotage | None) -> None:
    """Be the forked process: never return."""
    code = 1
    try:
        os.setsid()
        os.chdir(place)
        for number, name in enumerate((Path(os.devnull), told / "out", told / "err")):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC * (number > 0)), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, closefd=False) for number, mode in enumerate("rww")
        )
        signal.signal(signal.SIGINT, signal.default_int_handler)
        tempfile.tempdir = None
        tempfile.gettempdir()  # it tries out what it finds with a file of its own: no step of the program
        os.environ[MARK] = str(os.getpid())
        if sabotage:
            sys.addaudithook(sabotage)
        code = program()
        if sabotage:
            sabotage.over = True
            (told / "steps").write_text(json.dumps(sabotage.steps))
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code or 0)


def marked(pid: int) -> list[int]:
    """Return the processes of a run that still are, itself aside, wherever they hang by now."""
    mark, found = f"{MARK}={pid}\0".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes() and int(folder.name) != pid:
                found.append(int(folder.name))
        except OSError:
            continue
    return found
