"""The shape of a mask as a sheet of tiles in space, or as two: which words each word may read; no weight is shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.book.hinge import Hinge
from attention_scenes.scenes.mobjects.book.page import Page
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, stroke_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_tiles
from attention_scenes.scenes.mobjects.stage.glass import draw_glass
from attention_scenes.scenes.mobjects.stage.pose import fitting

ANGLE, PITCH, YAW = 40.0, 8.0, 14.0  # of the lens; from where it is seen; degrees
COUNT, SIDE, GAP = 6, 3.0, 1.1  # cells each way; side of a sheet, and what is between two, in units of space
PART, LIGHT, EDGE = 0.8, 0.8, 0.9  # of a cell, its tile; opacity of that, and of a sheet's edge
FALLS = 1.5  # scene units round the box that glass takes as it falls
SAMPLES, BOW, THICK = 25, 0.7, 0.03  # points of an arc from sheet to sheet, its bow, its width in scene units


class MaskShape(Space):
    """Sheets side by side, a tile for each word that may be read; under a mask, glass over the others.

    Parameters
    ----------
    masked
        Of each sheet, one or two, whether later words are masked.
    roles
        Palette role of each.
    low, high
        The box of the frame that they fill.

    Attributes
    ----------
    filled
        ``[S]`` how far the tiles of each sheet are there.
    curtain
        How far the glass has fallen.
    across
        How far arcs have come from the first sheet's words to the second's.
    """

    def __init__(
        self, masked: Sequence[bool], roles: Sequence[str], low: Sequence[float], high: Sequence[float]
    ) -> None:  # fmt: skip
        self.masked, self.roles = tuple(masked), tuple(roles)
        self.filled, self.curtain, self.across, self.opacities = np.zeros(len(masked)), 0.0, 0.0, np.ones(1)
        hinge = Hinge(COUNT, (SIDE, SIDE), GAP, upright=True)
        turned = YAW if len(masked) == 1 else 0.0
        self.pages: tuple[Page, ...] = hinge.pages(1.0)
        if len(masked) == 1:
            corner = np.array([-SIDE / 2, SIDE / 2, 0.0])
            self.pages = (Page(COUNT, (SIDE, SIDE), corner, np.array([1.0, 0, 0]), np.array([0, -1.0, 0])),)
        super().__init__(low, high, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)
        corners = np.concatenate([page.corners() for page in self.pages])
        self.stand_at(fitting(corners, low, high, pitch=PITCH, yaw=turned, angle=ANGLE))

    def paint(self, canvas: skia.Canvas) -> None:
        for page, masked, role, filled in zip(self.pages, self.masked, self.roles, self.filled.tolist(), strict=True):
            outline = polygons(self.lens.project(page.corners()).xy_N2[None])
            canvas.drawPath(outline, stroke_paint(palette().rgba(role, EDGE * self.opacity), 0.03))
            query, key = np.indices((COUNT, COUNT))
            seen = (key <= query) | (not masked)
            aside = (1 - PART) / 2
            ends = (aside, aside), (1 - aside, aside), (1 - aside, 1 - aside), (aside, 1 - aside)
            tiles = np.stack([page.at(query + x, key + y) for x, y in ends], axis=2)
            order = query if masked else (query + key) / 2  # what is masked comes word after word
            shares = np.clip((1 + COUNT) * filled - order[seen], 0, 1)
            draw_tiles(canvas, self.lens, tiles[seen], palette().rgba(role, LIGHT * self.opacity), shares)
            if masked:
                draw_glass(canvas, self.lens, page, np.full(COUNT, self.curtain), self.opacity, 1.0)
        if self.across > FAINT and len(self.pages) > 1:
            self._paint_arcs(canvas)

    def _paint_arcs(self, canvas: skia.Canvas) -> None:
        first, other = self.pages
        u = np.linspace(0, float(self.across), SAMPLES)[:, None]
        for number in range(COUNT):
            start, end = first.at(float(COUNT), number + 0.5), other.at(0.0, number + 0.5)
            way = start + (end - start) * u - 4 * BOW * u * (1 - u) * np.eye(3)[2]
            line = polygons(self.lens.project(way).xy_N2[None], closed=False)
            draw_glowing_line(canvas, line, palette().rgba("query", 0.8 * self.opacity), THICK)

    def paint_bounds(self) -> skia.Rect | None:
        """Return the box, and more round it while glass falls."""
        bounds = super().paint_bounds()
        if bounds and 0 < self.curtain < 1:
            bounds.outset(FALLS, FALLS)
        return bounds

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []
