"""Record of what a scene shows and when: beats, claims and numbers, for a clip's sidecar."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from manim import Mobject

from attention_scenes.model.numbers.sourced_array import Reading, constants_in

Entry = dict[str, Any]


@dataclass
class Beat:
    """A step of the story, in seconds from the start of the clip."""

    name: str
    caption: str
    start: float
    end: float = 0.0


@dataclass
class SceneRecord:
    """Beats, claims, and every number with the seconds it was on screen."""

    beats: list[Beat] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    beats_by_clock: set[str] = field(default_factory=set)  # names of those whose caption hangs on seconds by a clock
    claims_by_clock: set[str] = field(default_factory=set)
    numbers: list[Entry] = field(default_factory=list)
    _standing: dict[int, _Standing] = field(default_factory=dict)

    def note(self, mobjects: list[Mobject], now: float, came: float | None = None) -> None:
        """Note all that ``mobjects`` and those below them show ``now``.

        A number that is new counts from ``came`` on, or from now; one that is gone counts until now.
        """
        there = {id(mobject): mobject for mobject in family(mobjects) if shows_numbers(mobject)}
        for key in self._standing.keys() - there.keys():
            self._end(self._standing.pop(key).entries.values(), now)
        self.note_changes(there.values(), now, came)

    def note_changes(self, mobjects: Iterable[Mobject], now: float, came: float | None = None) -> None:
        """Note what these mobjects show ``now``; what others showed still stands. Called in every frame."""
        start = now if came is None else came
        for mobject in mobjects:
            state, before = _state(mobject), self._standing.get(id(mobject))
            if before is None or before.state != state:
                self._change(mobject, state, before.entries if before else {}, start, now)

    def _change(
        self, mobject: Mobject, state: Hashable, before: dict[Hashable, Entry], start: float, now: float
    ) -> None:
        entries = {
            key: before.get(key) or entry(*what, start) for key, what in _counted(mobject.visible_numbers()).items()
        }
        self._end((gone for key, gone in before.items() if key not in entries), now)
        self._standing[id(mobject)] = _Standing(mobject, getattr(mobject, "readings", None), state, entries)

    def now(self) -> list[Entry]:
        """Return the numbers on screen when they were last noted; their ``end`` is known when they go."""
        return in_order(shown for each in self._standing.values() for shown in each.entries.values())

    def standing(self) -> list[tuple[Mobject, list[Entry]]]:
        """Return each mobject that showed numbers when it was last noted, with them in its own order."""
        return [(each.mobject, list(each.entries.values())) for each in self._standing.values() if each.entries]

    def close(self, end: float) -> None:
        """End the record with the clip, and with it everything still on screen."""
        self.note([], end)

    def _end(self, entries: Iterable[Entry], end: float) -> None:
        for gone in entries:
            gone["end"] = round(float(end), 3)
            if gone["end"] > gone["start"]:  # else no frame showed it
                self.numbers.append(gone)

    def as_dict(self) -> dict[str, Any]:
        return {
            "beats": [asdict(beat) for beat in self.beats],
            "claims": self.claims,
            "constants": sorted(set().union(*(constants_in(n["source"]) for n in self.numbers))),
            "numbers": in_order(self.numbers),
        }


@dataclass
class _Standing:
    """Readings of a mobject that is on screen: both are kept here, so that no others take their identity meanwhile."""

    mobject: Mobject
    readings: Any
    state: Hashable
    entries: dict[Hashable, Entry]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by the second they came, then by source and text."""
    return sorted(entries, key=lambda n: (n["start"], n["source"], n["shown"]))


def _state(mobject: Any) -> Hashable:
    """Return a key that stays the same while a mobject shows the same numbers; it is asked in every frame."""
    if hasattr(type(mobject), "visible"):
        return id(getattr(mobject, "readings", None)), mobject.visible().tobytes()
    return tuple((text, id(reading.name), reading.where.tobytes()) for text, reading in mobject.visible_numbers())


def _counted(shown: list[tuple[str, Reading]]) -> dict[Hashable, tuple[str, Reading]]:
    """Return each number by its text, its source, and how often both have come before."""
    times: dict[tuple[str, str], int] = {}
    found: dict[Hashable, tuple[str, Reading]] = {}
    for text, reading in shown:
        what = text, reading.source
        before = times.get(what, 0)
        found[(*what, before)] = text, reading
        times[what] = before + 1
    return found


def entry(text: str, reading: Reading, start: float) -> Entry:
    value = float(reading)
    infinite = value in (float("inf"), float("-inf"))
    return {
        "shown": text,
        "value": ("-inf" if value < 0 else "inf") if infinite else value,
        "source": reading.source,
        "start": round(float(start), 3),
    }


def shows_numbers(mobject: Mobject) -> bool:
    """Return whether a mobject can say what numbers it shows; Manim would look for a getter of what it has not."""
    return hasattr(type(mobject), "visible_numbers")


def family(mobjects: list[Mobject]) -> list[Mobject]:
    """Return all members below ``mobjects``, each once."""
    found: dict[int, Mobject] = {}
    stack = list(mobjects)
    while stack:
        mobject = stack.pop()
        found.setdefault(id(mobject), mobject)
        stack.extend(mobject.submobjects)
    return list(found.values())
