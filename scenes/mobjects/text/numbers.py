"""A field of numbers: one mobject, any count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject, rows
from attention_scenes.scenes.mobjects.text.glyph_runs import EM, GlyphRuns, of_one_colour
from attention_scenes.scenes.mobjects.text.number_format import digit_font, text_width, written

CAP = 0.68  # height of a digit in em
POINTS = 40  # of an outline that takes as long to fill as a number to draw
# Places that stand for a number: across its width, and from half its height below its middle to as much above.
WITHIN = np.stack(np.meshgrid(np.linspace(0, 1, 9), np.linspace(-1, 1, 5)), axis=-1).reshape(-1, 2)
FEW = 64  # numbers that a picture is kept of: to tell whether more have changed takes longer than to draw them


class NumberField(DataMobject):
    """Numbers of a Reading at given places.

    Parameters
    ----------
    readings
        Any shape; entries are taken in row-major order. A bare array is refused: a number needs a source.
    centers
        ``[N, 2]`` box coordinates; a number is centred on its place, or ends there with ``align="right"``.
    em
        Size of the digits in scene units.
    colors
        ``[N, 4]`` RGBA between 0 and 1.
    decimals, sign
        How the numbers are written.
    percent
        Write each as hundredths, with a percent sign.
    """

    is_text = True

    def __init__(
        self,
        readings: Reading,
        centers: np.ndarray,
        em: float,
        colors: np.ndarray,
        *,
        decimals: int = 2,
        sign: bool = False,
        align: str = "center",
        opacities: np.ndarray | float = 1.0,
        percent: bool = False,
    ) -> None:
        if not isinstance(readings, Reading):
            raise TypeError(f"a number on screen needs a source: give a Reading, not {type(readings).__name__}")
        self.readings = readings.reshape(-1)
        self.centers = np.asarray(centers, dtype=float).reshape(-1, 2)
        self.em, self.decimals, self.sign, self.align = em, decimals, sign, align
        factor, unit = (100.0, "%") if percent else (1.0, "")
        self.written = [written(factor * float(v), decimals, sign) + unit for v in self.readings.value]
        self.strings = GlyphRuns(self.written)
        self.widths = np.array([text_width(text) for text in self.written]) * em
        count = len(self.written)
        self.colors = np.broadcast_to(np.asarray(colors, dtype=float), (count, 4)).copy()
        self.opacities = np.broadcast_to(np.asarray(opacities, dtype=float), (count,)).copy()
        self.sizes = np.ones(count)
        self.entry_cost = POINTS if count <= FEW else 0
        lefts, half = self.lefts(), em * CAP / 2
        low, high = self.centers.min(axis=0) - half, self.centers.max(axis=0) + half
        super().__init__((lefts.min(), low[1]), ((lefts + self.widths).max(), high[1]))

    def lefts(self) -> np.ndarray:
        return self.centers[:, 0] - self.widths * (1.0 if self.align == "right" else 0.5)

    def paint(self, canvas: skia.Canvas) -> None:
        font, paint = digit_font(EM), skia.Paint(AntiAlias=True)
        canvas.save()
        canvas.scale(self.em / EM, -self.em / EM)
        xs, ys = self.lefts() / self.em * EM, -(self.centers[:, 1] / self.em - CAP / 2) * EM
        rgbas = np.column_stack((self.colors[:, :3], self.opacities * self.opacity * self.colors[:, 3]))
        left = rgbas[:, 3] > FAINT
        plain = np.flatnonzero(left & (self.sizes == 1))
        for some in of_one_colour(rgbas[plain]):
            members = plain[some]
            paint.setColor4f(skia.Color4f(*rgbas[members[0]].tolist()))
            self.strings.draw(canvas, members, xs[members], ys[members], paint)
            left[members] = False
        middles = self.centers / self.em * EM
        for i, x, y, rgba, size, middle in rows(left, np.arange(len(xs)), xs, ys, rgbas, self.sizes, middles):
            paint.setColor4f(skia.Color4f(*rgba))
            if size == 1:
                canvas.drawString(self.written[i], x, y, font, paint)
                continue
            canvas.save()
            canvas.translate(middle[0], -middle[1])
            canvas.scale(size, size)
            canvas.translate(-middle[0], middle[1])
            canvas.drawString(self.written[i], x, y, font, paint)
            canvas.restore()
        canvas.restore()

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.colors[:, 3] * (self.sizes > 0.3) > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [(self.written[i], self.readings[i]) for i in self.visible().tolist()]

    def number_places(self) -> np.ndarray:
        seen = self.visible()
        middles = np.column_stack([self.lefts()[seen] + self.widths[seen] / 2, self.centers[seen, 1]])
        return self.boxes_around(middles, np.column_stack([self.widths[seen], np.full(len(seen), self.em)]))

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        seen = self.visible()
        if not len(seen):
            return []
        lows = np.column_stack([self.lefts()[seen], self.centers[seen, 1]])
        sides = np.column_stack([self.widths[seen], np.full(len(seen), self.em * CAP / 2)])
        within_NP2 = lows[:, None] + sides[:, None] * WITHIN
        points_NP2 = self.place(within_NP2.reshape(-1, 2))[:, :2].reshape(within_NP2.shape)
        em = self.em * self.zoom
        return [(self.written[i], points, em) for i, points in zip(seen.tolist(), points_NP2, strict=True)]


def number(reading: Reading, em: float, color: np.ndarray, decimals: int = 2, sign: bool = False) -> NumberField:
    """Return a single number."""
    return NumberField(reading, np.zeros((1, 2)), em, color, decimals=decimals, sign=sign)


def grid_centers(rows: int, columns: int, cell: Sequence[float]) -> np.ndarray:
    """Return centres of a grid of cells, row-major from the top left: ``[rows * columns, 2]``."""
    x = (np.arange(columns) - (columns - 1) / 2) * cell[0]
    y = ((rows - 1) / 2 - np.arange(rows)) * cell[1]
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
