"""Fill the disk at each write: one clear line, nothing half-written; with room again the same command goes on.

The disks are memory, mounted for this, where that is allowed. Elsewhere only the writes of Python itself are refused.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from .forked_run import Sabotage
from .scenarios import PATIENCE, SCENARIOS, Stage, turn, warm_tiny
from .soak_records import Records
from .whole_files import faults

PAGE = 4096
LARGEST = {"place": 400_000, "temporary": 400_000, "cache": 2_000_000}  # bytes of a disk


def soak(records: Records, seed: int, folder: Path) -> None:
    """Fill disks until the time is over; scenarios take turns."""
    warm_tiny()
    stage = Stage(folder)
    mounts = _may_mount(folder)
    for number in records.numbers():
        chance = random.Random(f"{seed}/{number}")
        name = turn(number)
        known = stage.undisturbed(name)
        if not mounts or (chance.random() < 0.4 and not SCENARIOS[name].has_children):
            step = chance.randint(1, known.steps)
            found, how = _filled(name, stage, Sabotage(folder, full_from=step)), f"from step {step} of {known.steps}"
        else:
            which = chance.choice(("place", "place", "temporary", "cache"))
            size = max(PAGE, int(chance.random() ** 2 * LARGEST[which]) // PAGE * PAGE)
            stage.empty()
            cache = str(stage.cache if which == "cache" else stage.kept)
            with _disk(getattr(stage, which), size) as disk, patch.dict(os.environ, ATTENTION_CACHE=cache):
                found, how = _filled(name, stage, None, disk), f"{which} of {size:,} bytes"
        if found is not None:
            records.add(number, name, found, how=how)


def _filled(name: str, stage: Stage, sabotage: Sabotage | None, disk: Path | None = None) -> list[str] | None:
    """Run a scenario whose disk is full at some time, then once more with room; return what is wrong.

    None where a mounted disk has no room for what comes before the scenario.
    """
    try:
        ended = stage.begin(SCENARIOS[name], sabotage).over(PATIENCE)
    except (AssertionError, OSError):
        if disk:
            return None
        raise
    found = [*ended.faults, *stage.left(), *(f"half-written: {fault}" for fault in faults(stage.place))]
    if ended.code == 2 and not {"disk", "space"} & set(ended.err.lower().replace(".", " ").split()):
        found.append("the line does not say that the disk is full")
    said = [ended.err[-1500:]] if found else []
    if disk:
        subprocess.run(["mount", "-o", "remount,size=500m", str(disk)], check=True)
    return [*found, *stage.again(name)[0], *said]


def _may_mount(folder: Path) -> bool:
    """Return whether disks can be mounted here: it takes root, and in a container more than that."""
    tried = folder / "tried"
    tried.mkdir(exist_ok=True)
    try:
        with _disk(tried, PAGE):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[Path]:
    """Mount a disk of some bytes."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "soak", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
