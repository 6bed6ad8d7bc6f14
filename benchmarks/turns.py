"""Interleaved measurements in one process: what disturbs one task disturbs all."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def in_turn(tasks: Mapping[str, Callable[[], object]], times: int, warm_up: int = 2) -> dict[str, dict[str, float]]:
    """Median seconds of each task, ``wall`` and ``cpu`` (all threads), after ``warm_up`` turns that do not count."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for turn in range(warm_up + times):
        for name, task in tasks.items():
            wall, cpu = time.perf_counter(), time.process_time()
            task()
            if turn >= warm_up:
                spent[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: {what: statistics.median(one[i] for one in all_turns) for i, what in enumerate(("wall", "cpu"))}
        for name, all_turns in spent.items()
    }
