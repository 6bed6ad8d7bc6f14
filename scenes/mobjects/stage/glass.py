"""The mask as a curtain of glass: a sheet over the future of each query, hatched once it lies there."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint

DROP = 2.6  # from how high it falls, in units of space
PANE, IN_AIR, RIM, HATCH = 0.14, 0.22, 0.9, 0.45  # opacities: of what lies there, what falls adds, its edge
LYING, FALLING, EDGE = 0.12, 0.2, 0.5  # of glass that gleams: what is added to these
NOT_YET, LANDED = 0.005, 0.98
THIN = 0.02  # width of a stripe, in units of space
STROKES, REACH = (-0.7, 0.0, 0.7), 0.22  # of the hatching of a cell: where, and how far, in parts of a cell


class Ground(Protocol):
    """What glass falls on: cells ``[query, key]`` on a plane, of which ``plane`` ``[2, 3]`` are the directions."""

    count: int
    cell: np.ndarray

    @property
    def plane(self) -> np.ndarray: ...

    def centers(self) -> np.ndarray: ...

    def block(self, first: tuple[int, int], last: tuple[int, int], height: float = 0.0) -> np.ndarray: ...


def draw_glass(
    canvas: skia.Canvas, lens: Lens, floor: Ground, fallen: np.ndarray, opacity: float, gleam: float = 0.0
) -> None:
    """Draw the sheets; ``fallen`` ``[T]`` goes from 0, not there, to 1, on the floor.

    ``gleam`` is how much brighter glass is that a scene speaks of, and whose edges stay lit.
    """
    if (landed := fallen[:-1] >= LANDED).any():
        lying = np.array([_sheet(floor, query, 0.0) for query in np.flatnonzero(landed).tolist()])
        xy = lens.project(lying.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
        canvas.drawPath(polygons(xy), fill_paint(palette().rgba("data_low", (PANE + LYING * gleam) * opacity)))
        if gleam:
            canvas.drawPath(polygons(xy), stroke_paint(palette().rgba("data_low", EDGE * gleam * opacity), 0.014))
        canvas.drawPath(_hatching(lens, floor, landed), fill_paint(palette().rgba("data_low", HATCH * opacity)))
    for query in np.flatnonzero((fallen[:-1] > NOT_YET) & ~landed).tolist():
        share = float(fallen[query])
        pane = polygons(lens.project(_sheet(floor, query, (1 - share) * DROP)).xy_N2[None])
        seen = min(1.0, 2 * share) * opacity
        light, rim = PANE + (IN_AIR + FALLING * gleam) * (1 - share), max(RIM * (1 - share), EDGE * gleam)
        canvas.drawPath(pane, fill_paint(palette().rgba("data_low", light * seen)))
        canvas.drawPath(pane, stroke_paint(palette().rgba("data_low", rim * seen), 0.014))


def _sheet(floor: Ground, query: int, height: float) -> np.ndarray:
    return floor.block((query, query + 1), (query, floor.count - 1), height)


def _hatching(lens: Lens, floor: Ground, landed: np.ndarray) -> skia.Path:
    """Return thin stripes across the cells under the sheets that lie."""
    future = np.triu(np.ones((floor.count, floor.count), bool), 1)
    future[:-1] &= landed[:, None]
    w, d = floor.cell * REACH
    stripe = np.array([[-0.6 * w, -d], [THIN - 0.6 * w, -d], [THIN + 0.6 * w, d], [0.6 * w, d]])
    stripes = (np.array([[s * w, 0] for s in STROKES])[:, None] + stripe) @ floor.plane
    corners = floor.centers()[future][:, None, None] + stripes
    return polygons(lens.project(corners.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2))
