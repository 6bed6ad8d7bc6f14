"""Set the clock back, or files into the future: what is up to date stays so, and nothing fails or is left over."""

from __future__ import annotations

import os
import random
import time
from functools import partial
from pathlib import Path
from typing import Any

from .forked_run import Program
from .scenarios import PATIENCE, SCENARIOS, Stage, turn, warm_tiny
from .soak_records import Records
from .whole_files import faults

HOUR, YEAR = 3600.0, 31_536_000.0
JUMPS = (HOUR, 26 * HOUR, 3 * YEAR, time.time() - 86_400, time.time() + YEAR)  # the last two: to 1970, to before it

NEVER_SET = "no PowerPoint file can say that"  # how slides refuse a clock of before 1980


def soak(records: Records, seed: int, folder: Path) -> None:
    """Jump until the time is over; scenarios take turns."""
    warm_tiny()
    stage = Stage(folder)
    for number in records.numbers():
        chance = random.Random(f"{seed}/{number}")
        name = turn(number)
        stage.undisturbed(name)
        jump, calls = chance.choice(JUMPS), chance.randrange(30)
        ended = stage.begin(SCENARIOS[name], around=partial(_jumping, jump, calls)).over(PATIENCE)
        found = [*ended.faults, *faults(stage.place), *stage.left()]
        refused = ended.code == 2 and NEVER_SET in ended.err
        found += [f"exit code {ended.code}"] if ended.code and not refused else []
        found += [] if refused else stage.differences(name)
        for path in [*stage.place.rglob("*")]:
            os.utime(path, (time.time() + jump,) * 2)
        wrong, said = stage.again(name)
        if "frames," in said and not refused and "--force" not in SCENARIOS[name].words:
            wrong.append(f"again: made anew: {said[-500:]}")
        records.add(number, name, found + wrong, how=f"{jump:.0f} s back after {calls} looks at the clock")


def _jumping(seconds: float, calls: int, program: Program) -> Program:
    """Return a program whose clock is set back after so many looks at it."""

    def jumps() -> Any:
        left = calls
        now, local = time.time, time.localtime

        def earlier() -> float:
            nonlocal left
            left -= 1
            return now() - (seconds if left < 0 else 0)

        def earlier_local(at: Any = None) -> time.struct_time:
            return local(earlier() if at is None else at)

        time.time, time.localtime = earlier, earlier_local
        return program()

    return jumps
