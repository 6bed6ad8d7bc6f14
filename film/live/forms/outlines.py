"""Outlines as arrays: the points and verbs of Skia's paths."""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np
import skia

MOVE, LINE, QUAD, CONIC, CUBIC, CLOSE = range(6)
LETTERS = "MLQKCZ"  # of the verbs, as a tape writes them
POINTS = {MOVE: 1, LINE: 1, QUAD: 2, CONIC: 2, CUBIC: 3, CLOSE: 0}  # of each verb


class Outline(NamedTuple):
    """An outline: a byte for each verb (move, line, quad, cubic, close), and all points ``[P, 2]`` in turn."""

    verbs: bytes
    points_P2: np.ndarray


def outline_of(path: skia.Path) -> Outline:
    """Return the outline of a path, its conics as cubics."""
    count, verbs_count = path.countPoints(), path.countVerbs()
    memory = bytes(path.writeToMemory())
    _, points, weights, verbs = struct.unpack("<4I", memory[:16]) if len(memory) >= 16 else (0, -1, 0, -1)
    if (points, verbs) != (count, verbs_count):  # Skia writes a rounded box otherwise
        return _by_calls(path)
    points_P2 = np.frombuffer(memory, np.float32, 2 * count, 16).astype(float).reshape(-1, 2)
    at = 16 + 8 * count
    found = memory[at + 4 * weights : at + 4 * weights + verbs]
    if not weights:
        return Outline(found, points_P2)
    return _without_conics(found, points_P2, np.frombuffer(memory, np.float32, weights, at).tolist())


def _by_calls(path: skia.Path) -> Outline:
    verbs, points, weights = bytearray(), [], []
    walk = skia.Path.RawIter(path)
    while (step := walk.next())[0] != skia.Path.kDone_Verb:
        verb, given = int(step[0]), [(point.x(), point.y()) for point in step[1]]
        verbs.append(verb)
        points += given if verb == MOVE else given[1 : 1 + POINTS[verb]]
        if verb == CONIC:
            weights.append(walk.conicWeight())
    return _without_conics(bytes(verbs), np.array(points, dtype=float).reshape(-1, 2), weights)


def _without_conics(verbs: bytes, points_P2: np.ndarray, weights: list[float]) -> Outline:
    """Return the outline with a cubic for each conic, which is a circle's or an ellipse's part here."""
    kept: list[np.ndarray] = []
    given, at, left = bytearray(), 0, list(weights)
    for verb in verbs:
        if verb == CONIC:
            weight = left.pop(0)
            part = 4 * weight / (3 * (1 + weight))
            start, middle, end = kept[-1], points_P2[at], points_P2[at + 1]
            kept += [start + part * (middle - start), end + part * (middle - end), end]
            given.append(CUBIC)
        else:
            kept += list(points_P2[at : at + POINTS[verb]])
            given.append(verb)
        at += POINTS[verb]
    return Outline(bytes(given), np.array(kept, dtype=float).reshape(-1, 2))


def contours(outline: Outline) -> list[Outline]:
    """Return the contours of an outline, each an outline."""
    starts = [at for at, verb in enumerate(outline.verbs) if verb == MOVE] + [len(outline.verbs)]
    found, at = [], 0
    for start, end in zip(starts, starts[1:], strict=False):
        verbs = outline.verbs[start:end]
        count = sum(POINTS[verb] for verb in verbs)
        found.append(Outline(verbs, outline.points_P2[at : at + count]))
        at += count
    return found


def contour_numbers(verbs: bytes) -> np.ndarray:
    """Return the number of each point's contour."""
    told = np.frombuffer(verbs, np.uint8)
    return np.repeat(np.cumsum(told == MOVE), [POINTS[verb] for verb in verbs])
