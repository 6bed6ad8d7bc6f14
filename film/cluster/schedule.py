"""Schedule of errands: which worker does which next, what is tried again elsewhere, what is doubled. No network."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from attention_scenes.film.cluster.errands import Errand

MOST_TRIES = 3
SLOW = 3.0  # times what others took: then another worker begins the same


@dataclass(frozen=True, eq=False)
class Attempt:
    """Attempt at an errand by one worker; ``token`` names it on both sides."""

    errand: Errand
    worker: str
    began: float
    token: str = field(default_factory=lambda: secrets.token_hex(8))


@dataclass(eq=False)
class _Entry:
    running: list[Attempt] = field(default_factory=list)
    failed_on: set[str] = field(default_factory=set)
    why: str = ""


class Schedule:
    """Errands that are not done, and the workers with their slots; times are seconds of any steady clock."""

    def __init__(self) -> None:
        self._entries: dict[Errand, _Entry] = {}
        self._slots: dict[str, int] = {}
        self._took: list[tuple[float, float]] = []  # seconds and weight of what is done

    def set_workers(self, slots: Mapping[str, int]) -> list[Attempt]:
        """Take these workers, with how many errands each does at a time; return the attempts of those that left."""
        self._slots = dict(slots)
        return [each for entry in self._entries.values() for each in entry.running if each.worker not in slots]

    def add(self, errand: Errand) -> None:
        self._entries[errand] = _Entry()

    def drop(self, errand: Errand) -> list[Attempt]:
        """Forget an errand and return its attempts, which may end."""
        entry = self._entries.pop(errand, None)
        return entry.running if entry else []

    def is_first(self, attempt: Attempt) -> bool:
        """Return whether this is the first of its errand's attempts that run: the one whose progress is shown."""
        entry = self._entries.get(attempt.errand)
        return entry is not None and entry.running[:1] == [attempt]

    def begin_next(self, now: float) -> Attempt | None:
        """Begin the next attempt: of the first errand that waits, else of one that takes long; None where no slot is.

        An errand is never given to a worker on which it failed, nor twice to one.
        """
        waiting = [errand for errand, entry in self._entries.items() if not entry.running]
        for errand in [*waiting, *(errand for errand in self._entries if self._takes_long(errand, now))]:
            entry = self._entries[errand]
            free = self._free()
            may = [worker for worker in free if worker not in entry.failed_on | {a.worker for a in entry.running}]
            if may:
                attempt = Attempt(errand, max(may, key=lambda worker: free[worker]), now)
                entry.running.append(attempt)
                return attempt
        return None

    def fail(self, attempt: Attempt, why: str) -> bool:
        """Note that a worker could not do it, through no fault of the errand; return whether it is given up."""
        if (entry := self._entries.get(attempt.errand)) is None or attempt not in entry.running:
            return False
        entry.running.remove(attempt)
        entry.failed_on.add(attempt.worker)
        entry.why = why
        return len(entry.failed_on) >= MOST_TRIES and not entry.running

    def done(self, attempt: Attempt, now: float, made: bool = True) -> list[Attempt]:
        """Note that an errand has ended, and whether its files are made; return its other attempts, which may end."""
        if made:
            self._took.append((now - attempt.began, attempt.errand.weight or 1.0))
        return [other for other in self.drop(attempt.errand) if other is not attempt]

    def stranded(self) -> list[Errand]:
        """Return the errands that wait though each worker there is has failed at them."""
        there = set(self._slots)
        return [e for e, entry in self._entries.items() if there and not entry.running and there <= entry.failed_on]

    def why(self, errand: Errand) -> str:
        """Return why the last attempt at an errand failed; empty where none did."""
        entry = self._entries.get(errand)
        return entry.why if entry else ""

    def _free(self) -> dict[str, int]:
        used = [attempt.worker for entry in self._entries.values() for attempt in entry.running]
        free = {worker: slots - used.count(worker) for worker, slots in self._slots.items()}
        return {worker: slots for worker, slots in free.items() if slots > 0}

    def _takes_long(self, errand: Errand, now: float) -> bool:
        running = self._entries[errand].running
        if len(running) != 1 or not self._took:
            return False
        usual = median(seconds for seconds, _ in self._took)
        by_weight = median(seconds / weight for seconds, weight in self._took) * (errand.weight or 1.0)
        return now - running[0].began > SLOW * max(usual, by_weight)
