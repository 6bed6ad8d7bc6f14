"""A play as it was sampled: who was drawn in each frame, what they drew, and where numbers stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attention_scenes.film.live.forms.strokes import Op
from attention_scenes.film.live.forms.units import LENGTH
from attention_scenes.film.live.tape.canvas import TapeCanvas
from attention_scenes.film.live.tape.number_boxes import boxes_of
from attention_scenes.film.live.tape.tracks import CurveTable

NEAR_BOX = 0.01  # scene units that a box may be off
Entry = dict[str, Any]


Seen = list[tuple[int, list[Entry], np.ndarray]]  # in which frame, which numbers, and their boxes


class PlacesInPlay:
    """Boxes of numbers while a play is sampled, by the mobject that shows them."""

    def __init__(self) -> None:
        self._seen: dict[int, Seen] = {}

    def note(self, frame: int, mobject: Any, entries: list[Entry]) -> None:
        """Note where a mobject's numbers stand in a frame."""
        boxes = boxes_of(mobject, [entry["shown"] for entry in entries])
        self._seen.setdefault(id(mobject), []).append((frame, entries, boxes))

    def rows(self, frames: int, curves: CurveTable) -> list[tuple[Entry, list[Any]]]:
        """Return each number with its box as on the tape."""
        return [
            row for seen in self._seen.values() for each in _together(seen) for row in _moving(each, frames, curves)
        ]


def _together(seen: Seen) -> list[Seen]:
    """Return what a mobject showed as groups of numbers that are there in the same frames: some come, some go."""
    first = [id(entry) for entry in seen[0][1]]
    if all([id(entry) for entry in entries] == first for _, entries, _ in seen):
        return [seen]
    there: dict[int, list[tuple[int, int]]] = {}
    for n, (_, entries, _) in enumerate(seen):
        for place, entry in enumerate(entries):
            there.setdefault(id(entry), []).append((n, place))
    groups: dict[tuple[int, ...], list[list[int]]] = {}
    for found in there.values():
        groups.setdefault(tuple(n for n, _ in found), []).append([place for _, place in found])
    parts = []
    for times, places in groups.items():
        part = []
        for n, at in zip(times, zip(*places, strict=True), strict=True):
            frame, entries, boxes = seen[n]
            part.append((frame, [entries[place] for place in at], boxes[list(at)]))
        parts.append(part)
    return parts


def _moving(seen: Seen, frames: int, curves: CurveTable) -> list[tuple[Entry, list[Any]]]:
    """Return numbers that were seen together, each with its box in every frame."""
    entries = seen[-1][1]
    if len(seen) == 1:
        values = np.rint(seen[0][2] * LENGTH).astype(int).ravel().tolist()
    else:
        at = np.searchsorted([frame for frame, _, _ in seen], np.arange(frames), side="right") - 1
        boxes_NM = np.array([boxes.ravel() for _, _, boxes in seen])[np.maximum(at, 0)]
        values = curves.tracks(boxes_NM, LENGTH, NEAR_BOX)
    return [(entry, values[4 * n : 4 * n + 4]) for n, entry in enumerate(entries)]


@dataclass
class SampledPlay:
    """Play as it was sampled; mobjects go by their identity.

    Attributes
    ----------
    frames
        Who was drawn in each sampled frame, in drawing order.
    still, moving
        What each of them drew: once, or in the frames whose numbers stand with it.
    held
        How many frames the one sampled frame lasts where nothing moves.
    places
        Where numbers stand.
    """

    canvas: TapeCanvas
    frames: list[list[int]] = field(default_factory=list)
    still: dict[int, list[Op]] = field(default_factory=dict)
    moving: dict[int, list[tuple[int, list[Op]]]] = field(default_factory=dict)
    held: int = 1
    places: PlacesInPlay = field(default_factory=PlacesInPlay)

    def drawn(self, who: int, frame: int) -> list[Op]:
        """Return what a mobject drew in a frame."""
        if who in self.still:
            return self.still[who]
        return next((ops for n, ops in self.moving.get(who, []) if n == frame), [])
