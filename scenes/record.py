"""What a scene showed and when: the material of a clip's sidecar."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from manim import Mobject

from model.readings import Reading, constants_in


@dataclass
class Beat:
    """A step of the story, in seconds from the start of the clip."""

    name: str
    caption: str
    start: float
    end: float = 0.0


@dataclass
class Record:
    """Beats, claims, and every number with the seconds it was on screen."""

    beats: list[Beat] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    on_screen: dict[tuple[int, str, str], dict[str, Any]] = field(default_factory=dict)

    def look(self, mobjects: list[Mobject], start: float, end: float) -> None:
        """Note what ``mobjects`` show after an animation from ``start`` to ``end``.

        A number that came counts from the animation's start, one that went until its end.
        """
        seen: dict[tuple[int, str, str], dict[str, Any]] = {}
        for mobject in family(mobjects):
            if not hasattr(mobject, "shown"):
                continue
            for text, reading in mobject.shown():
                key = (id(mobject), text, reading.source)
                seen[key] = self.on_screen.get(key) or entry(text, reading, start)
        for key, gone in self.on_screen.items():
            if key not in seen:
                self.numbers.append(gone | {"end": round(float(end), 3)})
        self.on_screen = seen

    def close(self, end: float) -> None:
        """The clip ends: so does everything still on screen."""
        self.look([], end, end)

    def as_dict(self) -> dict[str, Any]:
        return {
            "beats": [asdict(beat) for beat in self.beats],
            "claims": self.claims,
            "constants": sorted(set().union(*(constants_in(n["source"]) for n in self.numbers))),
            "numbers": sorted(self.numbers, key=lambda n: (n["start"], n["source"])),
        }


def entry(text: str, reading: Reading, start: float) -> dict[str, Any]:
    value = float(reading)
    infinite = value in (float("inf"), float("-inf"))
    return {
        "shown": text,
        "value": ("-inf" if value < 0 else "inf") if infinite else value,
        "source": reading.source,
        "start": round(float(start), 3),
    }


def family(mobjects: list[Mobject]) -> list[Mobject]:
    """All members below ``mobjects``, each once."""
    found: dict[int, Mobject] = {}
    stack = list(mobjects)
    while stack:
        mobject = stack.pop()
        found.setdefault(id(mobject), mobject)
        stack.extend(mobject.submobjects)
    return list(found.values())
