"""Where counting-parameters' maps, tables and curves stand in each layout: GPT-3's table beside ours, or below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import Layout, Place

Pair = tuple[float, float]


@dataclass(frozen=True)
class MapPlaces:
    """The four maps of a head: the first of three below each other, the tall one, what is said of them."""

    first: np.ndarray
    pitch: float
    tall: np.ndarray
    notes: np.ndarray
    notes_width: float


@dataclass(frozen=True)
class TablePlaces:
    """The table of parameters and the areas beside or below it, in scene units."""

    table: Place
    step: float  # from line to line, at most
    ours: Pair  # right edges of what is multiplied, and of what it makes
    theirs: Pair  # the same of GPT-3's
    areas: np.ndarray
    areas_size: Pair
    tied_at: Pair  # baselines of small print
    tied_width: float
    notes_at: Pair
    notes_width: float
    rule: float  # left end of the line over GPT-3's total
    aside: float | None = None  # where our totals end when GPT-3's need the room of what is multiplied
    below: float | None = None  # how much lower GPT-3's table stands, with names of its own


@dataclass(frozen=True)
class RankPlaces:
    """A square map and its two thin parts, then their singular values."""

    side: float  # of the square
    alone: np.ndarray  # its middle before the parts come
    square: np.ndarray
    equals: np.ndarray
    out: np.ndarray
    times: np.ndarray
    value: np.ndarray
    formula: np.ndarray  # of the parts
    spectrum: Place  # of the lamps
    notes: float  # left end of what is saved and lost
    baselines: tuple[float, ...]
    formula_on_line: bool = False  # whether the parts' formula is level with the square's


@dataclass(frozen=True)
class CountingPlaces:
    maps: MapPlaces
    table: TablePlaces
    rank: RankPlaces


def places_in(layout: Layout) -> CountingPlaces:
    if layout.is_wide:
        return _wide(layout.stage)
    if layout.is_tall:
        return _tall()
    return _narrow(layout.stage, layout.aspect < 1.1)


def _wide(stage: Place) -> CountingPlaces:
    table, factors = Place(-6.4, -1.94, 6.45, 2.6), stage.at(up=0.45)
    low = -2.34, -2.74
    return CountingPlaces(
        MapPlaces(
            stage.at(right=-3.75, up=1.75), 1.65, stage.at(right=1.1, up=0.05), stage.at(right=2.0, up=-1.2), 4.4,
        ),
        TablePlaces(
            table, 0.5, (-2.2, -0.1), (4.15, table.right), stage.at(right=3.7), (5.5, 4.7), low, 6.2, low,
            table.width, 0.55,
        ),
        RankPlaces(
            4.1, factors, factors + 4.1 * LEFT, factors + 1.35 * LEFT, factors + 0.4 * LEFT, factors + 0.95 * RIGHT,
            factors + 3.7 * RIGHT, 2.7 * RIGHT, Place(stage.left + 0.9, stage.bottom + 0.1, 1.3, stage.top - 0.6),
            2.1, (1.3, 0.75, -0.35, -0.9), formula_on_line=True,
        ),
    )  # fmt: skip


def _spot(x: float, y: float) -> np.ndarray:
    """Return a place of the frame by its distance from the middle, in scene units."""
    return x * RIGHT + y * UP


def _tall() -> CountingPlaces:
    return CountingPlaces(
        MapPlaces(_spot(-1.2, 5.2), 1.7, _spot(-3.4, -1.75), _spot(-2.2, -2.2), 5.6),
        TablePlaces(
            Place(-3.7, 1.83, 3.7, 5.55), 0.42, (1.2, 3.7), (1.2, 3.7), _spot(0, -1.9), (7.2, 4.4), (1.46, 1.04), 7.0,
            (-4.2, -4.5), 7.35, -3.7, below=5.45,
        ),
        RankPlaces(
            4.1, _spot(0, 0.8), _spot(0, 3.6), _spot(-3.5, -1.75), _spot(-2.7, -1.75), _spot(-1.6, -1.75),
            _spot(1.0, -1.75), _spot(1.0, -2.9), Place(-2.8, -1.4, 2.8, 5.0), -3.6, (-2.3, -2.9, -3.8, -4.4),
        ),
    )  # fmt: skip


def _narrow(stage: Place, high: bool) -> CountingPlaces:
    """Return the places of 4:3 and 1:1, where GPT-3's numbers take the room of what ours are multiplied from."""
    right, low = stage.right, stage.bottom
    factors = stage.at(up=0.35)
    tall, notes = (4.9, (low + 1.1, low + 0.7)) if high else (3.9, (low + 0.85, low + 0.5))
    table = Place(stage.left, low + (1.9 if high else 1.5), right, stage.top - (0.1 if high else 0.6))
    return CountingPlaces(
        MapPlaces(
            stage.at(LEFT, right=2.55, up=2.3 if high else 1.75), 2.2 if high else 1.65, stage.at(right=0.5),
            stage.at(right=1.25, up=-0.6), 3.9,
        ),
        TablePlaces(
            table, 0.58 if high else 0.45, (-0.75, 1.2), (2.75, right), stage.at(right=3.5, up=0.3), (3.4, tall),
            notes, 6.4, notes, 10.4, -1.2, aside=-1.65,
        ),
        RankPlaces(
            3.6, factors, factors + 3.4 * LEFT, factors + 1.25 * LEFT, factors + 0.7 * LEFT, factors + 0.55 * RIGHT,
            factors + 3.0 * RIGHT, np.array([3.0, factors[1], 0]) + 1.2 * DOWN,
            Place(stage.left + 0.9, low + (0.8 if high else 0.2), -1.2 if high else -0.6, stage.top - 0.6),
            -0.5 if high else 0.2, (1.4, 0.8, -0.1, -0.7),
        ),
    )  # fmt: skip
