"""Ribbons over one axis of depth: for each a share at every depth, and its control as a line."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint

FULL, EMPTY = 0.75, 0.25  # opacity of a ribbon at its crest and at its ground
LAMP = 0.42  # radius of a light


class DepthRibbons(DataMobject):
    """R ribbons of N points, one below the other: as high as its share, straight between two depths.

    Parameters
    ----------
    shares
        ``[R, N]``, from 0 to 1.
    ys
        Where the ribbons stand, the ground of each.
    width
        From the first depth to the last.
    tall
        Height of a share of 1.
    roles
        Palette role of each.
    controls
        ``[R, N]``, drawn as a grey line; None where there are none.
    marks
        For each ribbon the depth at which a light stands, −1 for none.

    Attributes
    ----------
    grown
        ``[R]`` how far each has come, from 0 to 1.
    """

    def __init__(
        self, shares: Reading, ys: np.ndarray, width: float, tall: float, roles: tuple[str, ...],
        controls: Reading | None = None, marks: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        if not isinstance(shares, Reading):
            raise TypeError("a ribbon on screen needs a source: give a Reading")
        self.readings, self.controls, self.marks = shares, controls, marks
        self.ys, self.tall = np.asarray(ys, dtype=float), tall
        self.x = np.linspace(0, width, shares.value.shape[1])
        self.colors = np.array([palette().rgba(role) for role in roles])
        self.grown, self.opacities = np.zeros(len(self.ys)), np.ones(len(self.ys))
        super().__init__((-LAMP, self.ys.min() - LAMP), (width + LAMP, self.ys.max() + tall + LAMP))

    def paint(self, canvas: skia.Canvas) -> None:
        for row, y in enumerate(self.ys.tolist()):
            share = float(self.opacities[row] * self.opacity)
            canvas.drawLine(0, y, float(self.x[-1]), y, stroke_paint(palette().rgba("faint", 0.8 * share), 0.02))
            if self.grown[row] > 0:
                self._paint_ribbon(canvas, row, y, share)

    def _paint_ribbon(self, canvas: skia.Canvas, row: int, y: float, share: float) -> None:
        crest, rgba = self._way(self.readings.value[row], row, y), self.colors[row]
        area = np.concatenate([crest, [[crest[-1, 0], y], [0, y]]])
        paint = fill_paint(rgba)
        stops = [skia.Color4f(*(rgba * [1, 1, 1, part * share])).toColor() for part in (EMPTY, FULL)]
        ends = [skia.Point(0, y), skia.Point(0, y + self.tall)]
        paint.setShader(skia.GradientShader.MakeLinear(ends, stops))
        canvas.drawPath(polygons(area[None]), paint)
        if self.controls is not None:
            line = stroke_paint(palette().rgba("soft", 0.9 * share), 0.03)
            canvas.drawPath(polygons(self._way(self.controls.value[row], row, y)[None], closed=False), line)
        draw_glowing_line(canvas, polygons(crest[None], closed=False), rgba * [1, 1, 1, share], 0.04)
        mark = self.marks[row] if self.marks else -1
        if mark >= 0 and self.x[mark] <= crest[-1, 0] + 1e-6:
            at = np.array([self.x[mark], y + self.tall * float(self.readings.value[row, mark])])
            draw_lamp(canvas, at, LAMP, rgba * [1, 1, 1, share])
            canvas.drawCircle(*at.tolist(), 0.08, fill_paint(rgba * [1, 1, 1, share]))

    def _way(self, values_N: np.ndarray, row: int, y: float) -> np.ndarray:
        """Return a line's points as far as it has come, ``[M, 2]``."""
        end = float(self.grown[row] * self.x[-1])
        x = np.append(self.x[self.x < end - 1e-9], end)
        return np.column_stack([x, y + self.tall * np.interp(x, self.x, values_N)])

    def visible(self) -> np.ndarray:
        """Return which entries can be seen, those of the controls behind the others."""
        seen = (self.opacities * self.opacity > VISIBLE)[:, None] & (self.x <= self.grown[:, None] * self.x[-1] + 1e-6)
        entries = np.flatnonzero(seen & (self.grown > 0)[:, None])
        return entries if self.controls is None else np.concatenate([entries, seen.size + entries])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, size = self.readings.reshape(-1), self.readings.value.size
        other = flat if self.controls is None else self.controls.reshape(-1)
        return [("▬", flat[i] if i < size else other[i - size]) for i in self.visible().tolist()]
