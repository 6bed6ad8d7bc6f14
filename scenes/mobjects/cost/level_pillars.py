"""A block's bytes as boxes side by side; on each that holds two levels stand two pillars, as high as they."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import draw_box

BOX, PILLAR = 0.92, 0.34  # of a byte's width: its box, a pillar
BACK = np.array([0.3, 0.22])  # where the back of a box is seen from its front, in parts of a byte's width
TALL = 0.95  # of a box, in parts of its width
LIGHT, DEEP = 0.62, 0.35  # of a box beside a pillar’s; of a pillar’s depth beside a box’s


class LevelPillars(DataMobject):
    """N bytes in rows, from the left; the last ones hold the levels of two weights each.

    Parameters
    ----------
    levels
        ``[W]``: of byte n of those that hold levels, the first weight is n, the other one W / 2 later.
    roles
        ``[N]`` palette role of each byte.
    rows
        In how many rows they stand.
    width, height
        Of all, in scene units.

    Attributes
    ----------
    growth
        ``[W]`` how far each pillar has risen.
    """

    def __init__(self, levels: Reading, roles: Sequence[str], rows: int, width: float, height: float) -> None:
        if not isinstance(levels, Reading):
            raise TypeError("pillars on screen need a source: give a Reading")
        self.readings, self.roles = levels, tuple(roles)
        per_row = -(-len(roles) // rows)
        self.side = width / (per_row + float(BACK[0]))
        number = np.arange(len(roles))
        foot = height / rows * (rows - 1 - number // per_row)
        self.boxes_N2 = np.column_stack([number % per_row * self.side, foot])
        room = height / rows - (TALL + float(BACK[1]) + 0.5) * self.side
        self.step = room / max(float(levels.value.max()), 1.0)  # of one level: the highest has all the room
        half = len(levels.value) // 2
        self.first = len(roles) - half
        byte = self.first + np.arange(len(levels.value)) % half
        aside = np.where(np.arange(len(levels.value)) < half, 0.08, 0.52) * self.side
        self.feet_W2 = self.boxes_N2[byte] + np.column_stack([aside, np.full(len(byte), TALL * self.side)])
        self.feet_W2 = self.feet_W2 + BACK / 2 * self.side * [0.3, 1.0]
        self.growth, self.opacities = np.zeros(len(byte)), np.ones(len(byte))
        super().__init__((0, 0), (width, height))

    def middle(self, byte: int) -> np.ndarray:
        """Return the middle of a byte's front, ``[2]``, in the box."""
        return self.boxes_N2[byte] + np.array([BOX, TALL]) * self.side / 2

    def top(self, weight: int) -> np.ndarray:
        """Return the middle of a pillar's upper end, ``[2]``, in the box."""
        high = self.step * float(self.readings.value[weight])
        return self.feet_W2[weight] + [PILLAR * self.side / 2, high + DEEP * float(BACK[1]) * self.side]

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        for at, role in zip(self.boxes_N2, self.roles, strict=True):
            size = np.array([BOX, TALL]) * self.side
            draw_box(canvas, at, size, BACK * self.side, palette().rgba(role, self.opacity), LIGHT)
        for weight in np.argsort(-self.feet_W2[:, 0], kind="stable").tolist():
            high = self.step * float(self.readings.value[weight] * self.growth[weight])
            size = np.array([PILLAR * self.side, high])
            if high > 0:
                back, rgba = DEEP * BACK * self.side, palette().rgba(self.roles[-1], self.opacity)
                draw_box(canvas, self.feet_W2[weight], size, back, rgba)

    def visible(self) -> np.ndarray:
        return np.flatnonzero((self.growth > 0.999) & (self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("▬", self.readings[n]) for n in self.visible().tolist()]
