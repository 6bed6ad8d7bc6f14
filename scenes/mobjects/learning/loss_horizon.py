"""Curves over training steps as a horizon: losses and a share of right answers, as far as checkpoints have come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint

WIDE = 0.045  # of a line
LAMP = 0.34  # radius of the light at its end
SHINE = 0.16  # opacity of the air under the first line
DASH = 0.12  # scene units of a level's dashes


class LossHorizon(DataMobject):
    """Lines over the steps of a run, straight from checkpoint to checkpoint.

    Parameters
    ----------
    steps
        ``[C]``, of the checkpoints.
    curves
        Each ``[C]``.
    fulls
        The value of each curve that is as high as the box.
    roles
        Palette role of each.
    width, height
        Of the box.
    level
        A value that stays, as a dashed line; which curve's scale it has.

    Attributes
    ----------
    at
        Up to which checkpoint the lines have come; between two of them they are on the way.
    """

    def __init__(
        self, steps: Sequence[int], curves: Sequence[Reading], fulls: Sequence[float], roles: Sequence[str],
        width: float, height: float, level: tuple[Reading, int] | None = None,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (*curves, *(level or ())[:1])):
            raise TypeError("a curve on screen needs a source: give Readings")
        self.curves, self.roles, self.across = list(curves), tuple(roles), width
        self.x = np.asarray(steps, dtype=float) / max(steps[-1], 1) * width
        values = np.array([curve.value / full for curve, full in zip(curves, fulls, strict=True)])
        self.y = np.clip(values, 0, 1) * height
        self.level = level
        self.level_y = float(level[0]) / fulls[level[1]] * height if level else 0.0
        self.at = 0.0
        self.opacities = np.ones(len(curves))
        super().__init__((-LAMP, -LAMP), (width + LAMP, height + LAMP))

    def reached(self) -> float:
        """Return how far the lines have come, from the left."""
        return float(np.interp(self.at, np.arange(len(self.x)), self.x))

    def paint(self, canvas: skia.Canvas) -> None:
        ground = stroke_paint(palette().rgba("faint", 0.7 * self.opacity), 0.015)
        canvas.drawLine(0, 0, self.across, 0, ground)
        if self.level:
            dashes = skia.DashPathEffect.Make([DASH, DASH], 0)
            dashed = stroke_paint(palette().rgba(self.roles[self.level[1]], 0.75 * self.opacity), 0.5 * WIDE)
            dashed.setPathEffect(dashes)
            canvas.drawLine(0, self.level_y, self.across, self.level_y, dashed)
        end = self.reached()
        for number, (y, role) in enumerate(zip(self.y, self.roles, strict=True)):
            share = float(self.opacities[number] * self.opacity)
            if share < FAINT:
                continue
            x = np.append(self.x[self.x < end - 1e-9], end)
            line = np.column_stack([x, np.interp(x, self.x, y)])
            if number == 0:
                self._paint_air(canvas, line, role, share)
            if len(line) > 1:
                path = polygons(line[None], closed=False)
                draw_glowing_line(canvas, path, palette().rgba(role, share), WIDE)
            draw_lamp(canvas, line[-1], LAMP, palette().rgba(role, 0.8 * share))
            canvas.drawCircle(*line[-1].tolist(), 0.07, fill_paint(palette().rgba(role, share)))

    def _paint_air(self, canvas: skia.Canvas, line: np.ndarray, role: str, share: float) -> None:
        area = np.concatenate([line, [[line[-1, 0], 0], [line[0, 0], 0]]])
        canvas.drawPath(polygons(area[None]), fill_paint(palette().rgba(role, SHINE * share)))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        count = int(self.at + 1e-6) + 1
        seen = np.flatnonzero(self.opacities * self.opacity > VISIBLE).tolist()
        found = [("▬", self.curves[n][i]) for n in seen for i in range(count)]
        return found + ([("▬", self.level[0])] if self.level else [])
