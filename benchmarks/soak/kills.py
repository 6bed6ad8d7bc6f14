"""Kill runs at random moments and steps: what stands is whole, and the same command makes what one left alone does."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

from .forked_run import Ended, Run, Sabotage, marked
from .scenarios import PATIENCE, SCENARIOS, Stage, turn, warm_tiny
from .soak_records import Records
from .whole_files import faults

END = 60.0  # seconds that processes get to notice that their parent is gone
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


def soak(records: Records, seed: int, folder: Path) -> None:
    """Kill until the time is over; scenarios take turns."""
    warm_tiny()
    stage = Stage(folder)
    for number in records.numbers():
        chance = random.Random(f"{seed}/{number}")
        name = turn(number)
        stage.undisturbed(name)
        if SCENARIOS[name].has_children or chance.random() < 0.5:
            run, how, found, ended = _at_a_moment(chance, name, stage)
        else:
            run, how, found, ended = _at_a_step(chance, name, stage)
        found += _after(name, run, stage)
        said = ended.err[-3000:] if found else ""
        records.add(number, name, found, how=how, killed=ended.code == -signal.SIGKILL, said=said)
    killed = [case["killed"] for case in records.done if "killed" in case]
    print(f"{sum(killed)} of {len(killed)} runs ended by SIGKILL; the others were over before, or ended themselves.")


def _at_a_step(chance: random.Random, name: str, stage: Stage) -> tuple[Run, str, list[str], Ended]:
    """Kill a run just before one of the things that it does to files."""
    steps = stage.undisturbed(name).steps
    step = chance.randint(1, steps)
    run = stage.begin(SCENARIOS[name], Sabotage(stage.folder, kill_at=step))
    ended = run.over(PATIENCE)
    return run, f"at step {step} of {steps}", [], ended


def _at_a_moment(chance: random.Random, name: str, stage: Stage) -> tuple[Run, str, list[str], Ended]:
    """Send a run, or a child of it, one of the signals that end it."""
    number, moment = chance.choice(SIGNALS), chance.uniform(0, stage.undisturbed(name).seconds)
    run = stage.begin(SCENARIOS[name])
    time.sleep(moment)
    children = marked(run.pid) if SCENARIOS[name].has_children and chance.random() < 0.3 else []
    victim = chance.choice(children or [run.pid])
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL if children else number)
    ended = run.over(PATIENCE)
    found = ["a traceback"] if "Traceback" in ended.err else []
    if number != signal.SIGKILL and victim == run.pid:
        if ended.code not in (0, 130, 143):
            found.append(f"exit code {ended.code}")
        found += [f"at once, {line}" for line in stage.left()]
    what = f"{number.name} of it" if victim == run.pid else "SIGKILL of a child"
    return run, f"{what} after {moment:.2f} s", found, ended


def _after(name: str, run: Run, stage: Stage) -> list[str]:
    """Return what is wrong after a kill, and after the same command once more."""
    end = time.monotonic() + END
    while (there := marked(run.pid)) and time.monotonic() < end:
        time.sleep(0.05)
    found = [f"process {pid} is left" for pid in there]
    for pid in there:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    found += [f"half-written: {fault}" for fault in faults(stage.place)]
    return found + stage.again(name)[0]
