"""Places where errands are done, as ``--on`` names them: a scheduler's address, processes here, jobs of Slurm."""

from __future__ import annotations

import re
import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from attention_scenes.film.system.console import short
from attention_scenes.film.system.program import INSTALLED, is_clone
from attention_scenes.model.errors import UserError

ANSWER = 8.0  # seconds within which somebody answers
MOST_JOBS = 16  # of Slurm, where no number is given
ADDRESS = re.compile(r"(?:tcp|tls)://(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
COUNTED = re.compile(r"(local|slurm)(?::([1-9]\d{0,3}))?")
# Packages that each kind needs; slurm needs both. Their modules are called the same, with underscores.
NEEDED = ("distributed", "cryptography")
JOBQUEUE = ("dask-jobqueue",)


@dataclass(frozen=True)
class Place:
    """Place: a scheduler's address, or how many processes or jobs to start."""

    kind: Literal["scheduler", "local", "slurm"]
    address: str = ""
    workers: int | None = None

    @property
    def named(self) -> str:
        """What messages call it."""
        return f"the scheduler {self.address}" if self.address else f"--on {self.kind}"


def checked_place(text: str | None) -> Place | None:
    """Parse ``--on``, and check that somebody listens, or jobs can be submitted, before anything takes time.

    None is this process.

    Raises
    ------
    UserError
        If it names no place, something is missing, or nobody listens.
    """
    if text is None:
        return None
    place = parse_place(text)
    if place.kind == "slurm" and shutil.which("sbatch") is None:
        raise UserError("--on slurm: there is no sbatch here. Start this where jobs are submitted.")
    if place.address:
        host, _, port = place.address.partition("://")[2].rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), ANSWER).close()
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or "no answer"
            raise UserError(f"There is no scheduler at {place.address}: {why}. Start one: dask scheduler.") from None
    return place


def parse_place(text: str) -> Place:
    """Parse ``--on``, and check that what it needs is installed.

    Raises
    ------
    UserError
        If it names no place, or something is missing.
    """
    if ADDRESS.fullmatch(text):
        place = Place("scheduler", text)
    elif match := COUNTED.fullmatch(text):
        kind: Literal["local", "slurm"] = "local" if match[1] == "local" else "slurm"
        place = Place(kind, workers=int(match[2]) if match[2] else None)
    else:
        raise UserError(
            f"--on takes a Dask scheduler's address such as tcp://10.0.0.5:8786, local:N or slurm:N; got {short(text)}."
        )
    needed, extra = (NEEDED + JOBQUEUE, "slurm") if place.kind == "slurm" else (NEEDED, "cluster")
    for package in needed:
        if find_spec(package.replace("-", "_")) is None:
            raise UserError(f"--on needs {package}, which is not installed: {_install(extra)}.")
    return place


def _install(extra: str) -> str:
    """Return the command that installs what an extra of this project names, in its versions."""
    return f'.venv/bin/pip install -e ".[{extra}]"' if is_clone() else f'pip install "{INSTALLED}[{extra}]"'
