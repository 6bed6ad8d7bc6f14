"""A play as it was sampled: who was drawn in each frame, what they drew, and where numbers stood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attention_scenes.film.live.forms.strokes import Op
from attention_scenes.film.live.forms.units import LENGTH
from attention_scenes.film.live.tape.canvas import TapeCanvas
from attention_scenes.film.live.tape.tracks import CurveTable

NEAR_BOX = 0.01  # scene units that a box may be off
Entry = dict[str, Any]


def boxes_of(mobject: Any, count: int) -> np.ndarray:
    """Return a box ``[N, 4]`` for each of a mobject's visible numbers: left, bottom, width, height."""
    own = mobject.number_places() if hasattr(mobject, "number_places") else None
    if own is not None and len(own) == count:
        return np.asarray(own, dtype=float)
    points = mobject.points[:, :2] if len(mobject.points) else np.zeros((1, 2))
    low, high = points.min(axis=0), points.max(axis=0)
    return np.tile([*low, *(high - low)], (count, 1))


class PlacesInPlay:
    """Boxes of numbers while a play is sampled, by the mobject that shows them."""

    def __init__(self) -> None:
        self._seen: dict[int, list[tuple[int, list[Entry], np.ndarray]]] = {}

    def note(self, frame: int, mobject: Any, entries: list[Entry]) -> None:
        """Note where a mobject's numbers stand in a frame."""
        self._seen.setdefault(id(mobject), []).append((frame, entries, boxes_of(mobject, len(entries))))

    def rows(self, frames: int, curves: CurveTable) -> list[tuple[Entry, list[Any]]]:
        """Return each number with its box as on the tape."""
        found = []
        for seen in self._seen.values():
            last_entries = seen[-1][1]
            ids = [id(entry) for entry in last_entries]
            if all([id(entry) for entry in entries] == ids for _, entries, _ in seen):
                found += _moving(seen, last_entries, frames, curves)
                continue
            boxes: dict[int, tuple[Entry, np.ndarray]] = {}
            for _, entries, places in seen:
                boxes |= {id(entry): (entry, box) for entry, box in zip(entries, places, strict=True)}
            found += [(entry, _whole(box)) for entry, box in boxes.values()]
        return found


def _whole(box: np.ndarray) -> list[int]:
    return np.rint(np.nan_to_num(box) * LENGTH).astype(int).tolist()


def _moving(seen: list[Any], entries: list[Entry], frames: int, curves: CurveTable) -> list[tuple[Entry, list[Any]]]:
    if len(seen) == 1:
        return [(entry, _whole(box)) for entry, box in zip(entries, seen[0][2], strict=True)]
    at = np.searchsorted([frame for frame, _, _ in seen], np.arange(frames), side="right") - 1
    boxes_NM = np.nan_to_num(np.array([seen[max(n, 0)][2].ravel() for n in at.tolist()]))
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
