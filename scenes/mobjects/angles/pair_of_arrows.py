"""Two arrows of light at their true angle, and the filled angle between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint

SHAFT, TIP, LAMP = 0.16, 0.22, 1.0
ARC = 0.55  # of the length: where the arc between both lies
FILL = 0.4  # opacity of the angle between them
LEAN = 4.0  # degrees over the horizon of the lower one


class PairOfArrows(DataMobject):
    """Two arrows from the lower left of a place, the second ``angle`` degrees over the first.

    ``growth`` goes from 0 to 1: how long they are.
    """

    def __init__(self, angle: Reading, low: Sequence[float], high: Sequence[float], role: str) -> None:
        if not isinstance(angle, Reading):
            raise TypeError("an angle on screen needs a source: give a Reading")
        self.readings, self.role = angle.reshape(-1), role
        self.turns = np.radians([LEAN, LEAN + float(angle)])
        ways = np.column_stack([np.cos(self.turns), np.sin(self.turns)])
        room = np.array([high[0] - low[0] - 0.6, high[1] - low[1] - 1.4])
        self.long = float(min((room / np.maximum(ways.max(axis=0), 1e-3)).min(), 9.0))
        self.start = np.array([low[0] + 0.2 - min(0.0, float(ways[:, 0].min())) * self.long, low[1] + 0.7])
        self.growth, self.opacities = 0.0, np.ones(1)
        super().__init__((low[0] - LAMP, low[1] - LAMP), (high[0] + LAMP, high[1] + LAMP))

    def tip(self, n: int) -> np.ndarray:
        """Return where an arrow ends when it is grown, ``[2]``."""
        return self.start + self.long * np.array([np.cos(self.turns[n]), np.sin(self.turns[n])])

    def paint(self, canvas: skia.Canvas) -> None:
        turns = np.linspace(self.turns[0], self.turns[1], 33)
        arc = self.start + ARC * self.long * self.growth * np.column_stack([np.cos(turns), np.sin(turns)])
        soft = palette().rgba("text", self.opacity * self.growth)
        wedge = np.concatenate([self.start[None], arc])
        canvas.drawPath(polygons(wedge[None]), fill_paint(soft * [1, 1, 1, FILL]))
        canvas.drawPath(polygons(arc[None], closed=False), stroke_paint(soft, 0.04))
        rgba = palette().rgba(self.role, self.opacity)
        for n in range(2):
            tip = self.start + self.growth * (self.tip(n) - self.start)
            draw_glowing_line(canvas, polygons(np.stack([self.start, tip])[None], closed=False), rgba, SHAFT)
            draw_lamp(canvas, tip, LAMP, rgba)
            canvas.drawCircle(*tip.tolist(), TIP, fill_paint(rgba))

    def visible(self) -> np.ndarray:
        return np.arange(int(self.growth == 1 and self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("↗", self.readings[0])] if len(self.visible()) else []

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return []
