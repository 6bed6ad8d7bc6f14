"""A matrix as one plate of glass, seen face-on: digits on tinted cells, some of them lit."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.text.numbers import grid_centers

ROUND, THICK = 0.09, 0.07  # radius of its corners, and how far its far side is seen, in scene units
GLASS, SIDE, EDGE, LIT = 0.07, 0.28, 0.95, 0.30  # opacities: of a plate, its far side, its edge, a lit cell
TILE = 0.9  # of its cell
SINK = 0.34  # em that digits stand below the middle of their cell


class GlassMatrix(DataMobject):
    """One matrix; ``come`` and ``lit`` (``[R C]``) say how far each entry stands there, and how much it shines."""

    def __init__(self, wall: Wall, cell: tuple[float, float], em: float) -> None:
        rows, columns = wall.shape
        self.wall, self.em, self.cell = wall, wall.em_for(cell[0], em), np.array(cell)
        self.readings = wall.readings.reshape(-1)
        self.centers = grid_centers(rows, columns, cell)
        self.tags = wall.tags(self.em) if wall.digits else []
        self.tints = wall.tints.copy()
        count = len(self.centers)
        self.opacities, self.come, self.lit = np.ones(1), np.ones(count), np.zeros(count)
        half = np.array([columns, rows]) * self.cell / 2
        super().__init__(-half, half)

    def row(self, number: int) -> np.ndarray:
        """Return 1 for the entries of a row, 0 for others, ``[R C]``."""
        columns = self.wall.shape[1]
        return (np.arange(len(self.come)) // columns == number).astype(float)

    def paint(self, canvas: skia.Canvas) -> None:
        rect = skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist())
        behind = rect.makeOffset(THICK, -THICK)
        colour = palette().rgba("weight_plus" if self.wall.learnt else self.wall.role)
        canvas.drawRoundRect(behind, ROUND, ROUND, stroke_paint(colour * [1, 1, 1, SIDE * self.opacity], 0.02))
        canvas.drawRoundRect(rect, ROUND, ROUND, fill_paint(palette().rgba("soft", GLASS * self.opacity)))
        sides = TILE * self.cell
        for center, tint, come, lit in zip(self.centers, self.tints, self.come, self.lit, strict=True):
            tile = skia.Rect.MakeXYWH(*(center - sides / 2).tolist(), *sides.tolist())
            if come * self.opacity > FAINT:
                canvas.drawRect(tile, fill_paint(tint * [1, 1, 1, float(come * self.opacity)]))
            if lit > FAINT:
                canvas.drawRect(tile, fill_paint(colour * [1, 1, 1, float(LIT * lit * self.opacity)]))
        canvas.drawRoundRect(rect, ROUND, ROUND, stroke_paint(colour * [1, 1, 1, EDGE * self.opacity], 0.026))
        for tag, center, come in zip(self.tags, self.centers, self.come, strict=False):
            if come * self.opacity > FAINT:
                tag.draw(canvas, self._foot(center), float(come * self.opacity), halo=self.wall.learnt)

    def _foot(self, center: np.ndarray) -> np.ndarray:
        return center - [0, SINK * self.em]

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.come * self.opacity > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        shown = self.wall.shown()
        return [shown[i] for i in self.visible()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        seen = self.visible().tolist() if self.tags else []
        return [self.tags[i].read_on(self, self._foot(self.centers[i])) for i in seen]
