"""The mask as a curtain of glass: a sheet over the future of each query, hatched once it lies there."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.stage.floor import Floor

DROP = 2.6  # from how high it falls, in units of space
PANE, IN_AIR, RIM, HATCH = 0.13, 0.22, 0.45, 0.40  # opacities: of what lies there, and what falls adds
LANDED = 0.97
STROKES, REACH = (-0.7, 0.0, 0.7), 0.22  # of the hatching of a cell: where, and how far, in parts of a cell


def draw_glass(canvas: skia.Canvas, lens: Lens, floor: Floor, fallen: np.ndarray, opacity: float) -> None:
    """Draw the sheets; ``fallen`` ``[T]`` goes from 0, not there, to 1, on the floor."""
    last = floor.count - 1
    for query, share in enumerate(fallen[:-1].tolist()):
        if share < 0.005:
            continue
        sheet = floor.block((query, query + 1), (query, last), (1 - share) * DROP)
        xy_142 = lens.project(sheet).xy_N2[None]
        seen = min(1.0, 2 * share) * opacity
        pane = palette().rgba("data_low", (PANE + IN_AIR * (1 - share)) * seen)
        canvas.drawPath(polygons(xy_142), fill_paint(pane))
        canvas.drawPath(polygons(xy_142), stroke_paint(palette().rgba("data_low", RIM * seen), 0.014))
    if (fallen[:-1] > LANDED).any():
        paint = stroke_paint(palette().rgba("data_low", HATCH * opacity), 0.013)
        canvas.drawPath(_hatching(lens, floor, fallen), paint)


def _hatching(lens: Lens, floor: Floor, fallen: np.ndarray) -> skia.Path:
    future = np.triu(np.ones((floor.count, floor.count), bool), 1) & (fallen[:, None] > LANDED)
    w, d = floor.cell * REACH
    strokes = np.array([[[s * w - 0.6 * w, 0, -d], [s * w + 0.6 * w, 0, d]] for s in STROKES])
    ends = floor.centers()[future][:, None, None] + strokes
    return polygons(lens.project(ends.reshape(-1, 3)).xy_N2.reshape(-1, 2, 2), closed=False)
