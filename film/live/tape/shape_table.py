"""Table of a tape's shapes: each outline once, up to an affine map, and each contour of them once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from attention_scenes.film.live.forms.outlines import LETTERS, Outline, contours
from attention_scenes.film.live.forms.units import LINEAR, NEAR, NEAR_LETTER, OUTLINE
from attention_scenes.film.live.tape.tracks import bends

Affine = tuple[float, float, float, float, float, float]
TRIED = 40  # outlines with the same verbs that a new one is compared with
MANY, SHORT = 8, 5  # contours of so few points each are told as one: a comb's teeth
WIDEST = 1.0  # scene units that are one in an outline: a long line's letters would else stand at coarser places
DOT = 2 / LINEAR  # scene units: half of what is smaller is no step of a map
FINE = NEAR / 3  # scene units: points of a contour are kept as near as that


class ShapeTable:
    """Table of shapes; ``rows`` are as on the tape, and ``contours`` and ``verbs`` what they point at."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.contours: list[list[Any]] = []
        self.verbs: list[str] = []
        self._verb_numbers: dict[bytes, int] = {}
        self._named: dict[tuple[Any, ...], int] = {}
        self._alike: dict[tuple[bytes, bool, bool], list[tuple[int, np.ndarray]]] = {}
        self._exact: dict[tuple[bytes, bool, bytes], tuple[int, Affine]] = {}
        self._upright: dict[tuple[bytes, bytes], tuple[int, float, float, float]] = {}
        self._rows_known: dict[tuple[Any, ...], int] = {}
        self._morphs: dict[tuple[Any, ...], int] = {}
        self._contours_alike: dict[bytes, tuple[list[int], list[np.ndarray], list[int]]] = {}

    def named(self, shape: tuple[Any, ...]) -> int:
        """Return the index of a shape that has no outline of its own: ``("c",)``, ``("t", "0.25")``, ``("i", 3)``."""
        if shape not in self._named:
            self._named[shape] = self._add(list(shape))
        return self._named[shape]

    def outline(self, outline: Outline, stroked: bool) -> tuple[int, Affine]:
        """Return the index of an outline's shape, and the map that takes the shape to it.

        The map of a stroked one turns and scales alone, for a line is as wide everywhere.
        """
        points_P2 = outline.points_P2
        exact = outline.verbs, stroked, np.rint(points_P2 * 65536).astype(np.int32).tobytes()
        if exact not in self._exact:
            self._exact[exact] = self._alike_or_new(outline, stroked)
        return self._exact[exact]

    def upright(self, outline: Outline) -> tuple[int, float, float, float]:
        """Return the index of an outline's shape, and its size and place: it is not turned."""
        same = outline.verbs, outline.points_P2.tobytes()
        if same not in self._upright:
            low, high = outline.points_P2.min(axis=0), outline.points_P2.max(axis=0)
            half = _unit(float((high - low).max()))
            placed = (outline.points_P2 - (low + high) / 2) / half
            row = self._row(Outline(outline.verbs, placed), half)
            number = self._rows_known.setdefault(tuple(row), len(self.rows))
            if number == len(self.rows):
                self._add(row)
            self._upright[same] = number, half, *((low + high) / 2).tolist()
        return self._upright[same]

    def morph(self, verbs: bytes, base: np.ndarray, parts: list[tuple[int, np.ndarray]]) -> int:
        """Return the index of an outline in the frame ``[P, 2]`` or in space ``[P, 3]`` that may change.

        It is given as its points, and what curves add to them, in whole units each.
        """
        key = verbs, base.shape, base.tobytes(), *((curve, delta.tobytes()) for curve, delta in parts)
        if key not in self._morphs:
            moved = [[curve, _bent(delta)] for curve, delta in parts]
            self._morphs[key] = self._add(["m" if base.shape[1] == 2 else "w", self._verbs(verbs), _bent(base), *moved])
        return self._morphs[key]

    def _add(self, row: list[Any]) -> int:
        self.rows.append(row)
        return len(self.rows) - 1

    def _alike_or_new(self, outline: Outline, stroked: bool) -> tuple[int, Affine]:
        points_P2 = outline.points_P2
        middle = (points_P2.min(axis=0) + points_P2.max(axis=0)) / 2
        if dot := float(np.ptp(points_P2, axis=0).max()) < DOT:
            points_P2 = np.broadcast_to(middle, points_P2.shape)
        bucket = self._alike.setdefault((outline.verbs, stroked, dot), [])
        z = points_P2[:, 0] + 1j * points_P2[:, 1]
        for number, known_P2 in reversed(bucket[-TRIED:]):
            if (found := _fit(known_P2, points_P2, z, stroked)) is not None:
                return number, found
        half = _unit(float(np.ptp(points_P2, axis=0).max()))
        placed_P2 = (points_P2 - middle) / half
        number = self._add(self._row(Outline(outline.verbs, placed_P2), half))
        bucket.append((number, placed_P2))
        return number, (half, 0.0, 0.0, half, float(middle[0]), float(middle[1]))

    def _row(self, outline: Outline, half: float) -> list[Any]:
        row: list[Any] = ["p"]
        before = np.zeros(2, dtype=int)
        for contour in _told_apart(outline):
            number, size, start = self._contour(contour, half)
            at = np.rint(start * OUTLINE).astype(int)
            row += [number, round(size * OUTLINE), *(at - before).tolist()]
            before = at
        return row

    def _contour(self, contour: Outline, half: float) -> tuple[int, float, np.ndarray]:
        """Return the index of a contour, times what it is as large as this one, and where it starts.

        ``half`` is how many scene units the outline has for one: its points are as fine as can be seen.
        """
        start = contour.points_P2[0]
        size = max(float(np.ptp(contour.points_P2, axis=0).max()), 1e-9)
        placed = (contour.points_P2 - start) / size
        numbers, known, units = self._contours_alike.setdefault(contour.verbs, ([], [], []))
        if known:
            apart = np.abs(np.stack(known) - placed).max(axis=(1, 2))
            if apart[best := int(apart.argmin())] * size * half < NEAR_LETTER:
                return numbers[best], size * OUTLINE / units[best], start
        unit = min(OUTLINE, 2 ** math.ceil(math.log2(max(64.0, size * half / FINE))))
        whole = np.rint(placed * unit).astype(int)
        numbers.append(len(self.contours))
        known.append(whole / unit)
        units.append(unit)
        self.contours.append([self._verbs(contour.verbs), np.diff(whole, axis=0).reshape(-1).tolist()])
        return numbers[-1], size * OUTLINE / unit, start

    def _verbs(self, verbs: bytes) -> int:
        if verbs not in self._verb_numbers:
            self._verb_numbers[verbs] = len(self.verbs)
            self.verbs.append(_counted("".join(LETTERS[verb] for verb in verbs)))
        return self._verb_numbers[verbs]


def _unit(size: float) -> float:
    """Return the scene units that a shape has for one: half its longer side, and no more than keeps letters' places.

    A dot's points are one: its map keeps its size, for a canvas strokes nothing under a map that takes all to a place.
    """
    return min(size / 2, WIDEST) if size >= DOT else WIDEST


def _told_apart(outline: Outline) -> list[Outline]:
    """Return an outline's contours, or the whole outline where they are many and short."""
    found = contours(outline)
    return [outline] if len(found) > MANY and len(outline.points_P2) <= SHORT * len(found) else found


def _fit(known_P2: np.ndarray, points_P2: np.ndarray, z: np.ndarray, stroked: bool) -> Affine | None:
    """Return the map from one outline to another; None where there is none that comes near enough."""
    w = known_P2[:, 0] + 1j * known_P2[:, 1]
    w_middle, z_middle = w.mean(), z.mean()
    spread = float((np.abs(w - w_middle) ** 2).sum())
    turn = ((w - w_middle).conj() * (z - z_middle)).sum() / spread if spread > 1e-18 else 1 + 0j
    move = z_middle - turn * w_middle
    if np.abs(turn * w + move - z).max() < NEAR:
        return (
            float(turn.real),
            float(turn.imag),
            float(-turn.imag),
            float(turn.real),
            float(move.real),
            float(move.imag),
        )
    if stroked or len(known_P2) < 3:
        return None
    system = np.column_stack([known_P2, np.ones(len(known_P2))])
    found, *_ = np.linalg.lstsq(system, points_P2, rcond=None)
    if np.abs(system @ found - points_P2).max() >= NEAR:
        return None
    (a, b), (c, d), (x, y) = found.tolist()
    return a, b, c, d, x, y


def _bent(points_PC: np.ndarray) -> list[int]:
    """Return points ``[P, 2]`` or ``[P, 3]`` axis after axis, each as it bends."""
    return [step for axis in points_PC.T for step in bends(axis)]


def _counted(letters: str) -> str:
    """Return letters with counts in place of repeats: ``MCCCZ`` is ``MC3Z``."""
    found, at = "", 0
    while at < len(letters):
        end = at
        while end < len(letters) and letters[end] == letters[at]:
            end += 1
        found += letters[at] + (str(end - at) if end - at > 1 else "")
        at = end
    return found
