"""One head's pattern as a card in space: a rounded frame, and a dot for each weight, as polygons of a unit square."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons

PAD = 0.075  # of the card's side, left free around the pattern
DOT = 0.47  # radius of a weight of 1, in parts of a cell
LEAST = 0.012  # a weight of less is drawn by no pixel of a card
CORNER, EDGE = 0.075, 0.008  # of the frame: radius of its corners, width of its line


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
        Of each dot, and of the frame.
    """
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    circle_N2, cell = np.column_stack([np.cos(turn), np.sin(turn)]), (1 - 2 * PAD) / len(pattern_TT)
    at, key = np.nonzero(np.tril(pattern_TT) >= LEAST)
    across, down = (at, key) if columns else (key, at)
    middles = np.column_stack([PAD + cell * (across + 0.5), 1 - PAD - cell * (down + 0.5)])
    radii = DOT * cell * np.sqrt(pattern_TT[at, key])
    dots = middles[:, None] + radii[:, None, None] * circle_N2
    mine = at == query
    outer, inner = _rounded(PAD * 0.35, corners // 4), _rounded(PAD * 0.35 + EDGE, corners // 4)
    frame = polygons(np.stack([outer, inner[::-1]]))
    frame.setFillType(skia.PathFillType.kEvenOdd)
    parts = (~mine & (key == 0), ~mine & (key > 0), mine)
    return CardShapes(frame, polygons(inner[None]), *[polygons(dots[part]) for part in parts])


def _rounded(inset: float, steps: int) -> np.ndarray:
    """Return the corners ``[N, 2]`` of the unit square, smaller by ``inset`` on each side, with rounded corners."""
    quarter = np.linspace(0, np.pi / 2, steps)
    turns = np.concatenate([quarter + start for start in (0, np.pi / 2, np.pi, 3 * np.pi / 2)])
    at = np.repeat([[1, 1], [0, 1], [0, 0], [1, 0]], len(quarter), axis=0)
    centres = np.where(at, 1 - inset - CORNER, inset + CORNER)
    return centres + CORNER * np.column_stack([np.cos(turns), np.sin(turns)])
