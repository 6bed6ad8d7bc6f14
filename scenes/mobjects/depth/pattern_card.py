"""One head's pattern as a card in space: a rounded frame, and a dot for each weight, as polygons of a unit square."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import skia

PAD = 0.075  # of the card's side, left free around the pattern
DOT = 0.47  # radius of a weight of 1, in parts of a cell
LEAST = 0.012  # a weight of less is drawn by no pixel of a card
CORNER, EDGE = 0.075, 0.008  # of the frame: radius of its corners, width of its line
FEW, MANY = 12, 36  # corners of a dot far away, and near


class CardShapes(NamedTuple):
    """Shapes of a card: its frame, its ground, the dots of the first token, of all others, and of one query."""

    frame: skia.Path
    ground: skia.Path
    first: skia.Path
    rest: skia.Path
    mine: skia.Path


def card_shapes(pattern_TT: np.ndarray, query: int, columns: bool, corners: int) -> CardShapes:
    """Return a card's shapes in the unit square, y up; the dots' *areas* are the weights.

    Parameters
    ----------
    pattern_TT
        Row = query.
    query
        Whose dots are apart from the others.
    columns
        Whether queries run along the top, or down the side.
    corners
        Of each dot.
    """
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    circle_N2, cell = np.column_stack([np.cos(turn), np.sin(turn)]), (1 - 2 * PAD) / len(pattern_TT)
    first, rest, mine = skia.Path(), skia.Path(), skia.Path()
    for at, key in np.argwhere(np.tril(pattern_TT) >= LEAST).tolist():
        across, down = (at, key) if columns else (key, at)
        middle = np.array([PAD + cell * (across + 0.5), 1 - PAD - cell * (down + 0.5)])
        path = mine if at == query else rest if key else first
        _add(path, middle + DOT * cell * np.sqrt(pattern_TT[at, key]) * circle_N2)
    outer, inner = _rounded(PAD * 0.35), _rounded(PAD * 0.35 + EDGE)
    frame, ground = skia.Path(), skia.Path()
    _add(frame, outer)
    _add(frame, inner[::-1])
    frame.setFillType(skia.PathFillType.kEvenOdd)
    _add(ground, inner)
    return CardShapes(frame, ground, first, rest, mine)


def _rounded(inset: float) -> np.ndarray:
    """Return the corners ``[N, 2]`` of the unit square, smaller by ``inset`` on each side, with rounded corners."""
    quarter = np.linspace(0, np.pi / 2, 7)
    turns = np.concatenate([quarter + start for start in (0, np.pi / 2, np.pi, 3 * np.pi / 2)])
    at = np.repeat([[1, 1], [0, 1], [0, 0], [1, 0]], len(quarter), axis=0)
    centres = np.where(at, 1 - inset - CORNER, inset + CORNER)
    return centres + CORNER * np.column_stack([np.cos(turns), np.sin(turns)])


def _add(path: skia.Path, points_N2: np.ndarray) -> None:
    path.addPoly([skia.Point(*xy) for xy in points_N2.tolist()], True)
