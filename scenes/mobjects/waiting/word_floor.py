"""A floor of many words, a tile of light each, line by line as a text is read: each lights up when it is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_lamp
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.space.tiles_in_space import draw_tiles
from attention_scenes.scenes.mobjects.stage.pose import fitting

ANGLE = 40.0
TILE = 0.8  # side, where a word is 1 wide
UNLIT, LIT = 0.59, 0.75  # opacity of a word that is not there yet, and of one that is
AFTER = 14.0  # products: so long a word goes on glowing


class WordFloor(Space):
    """So many words, ``wide`` of them in a line; every other line runs back, so that each follows the one before it.

    Parameters
    ----------
    lines
        ``[N]``: how many products in line each word's last vector takes.
    wide
        Words in a line.
    role
        Palette role.
    low, high
        The box of the frame that the floor fills.

    Attributes
    ----------
    tick
        How many products in line are done.
    """

    def __init__(
        self, lines: Reading, wide: int, role: str, low: Sequence[float], high: Sequence[float], *,
        pitch: float = 34.0, yaw: float = -12.0,
    ) -> None:  # fmt: skip
        if not isinstance(lines, Reading):
            raise TypeError("a tile on screen needs a source: give a Reading")
        self.readings, self.role = lines, role
        self.lines, self.opacities, self.tick = lines.value.astype(float), np.ones(1), 0.0
        row, at = np.divmod(np.arange(len(lines)), wide)
        x = np.where(row % 2, wide - 1 - at, at) - (wide - 1) / 2
        self.middles = np.column_stack([x, np.zeros(len(x)), row.max() - row])
        half = TILE / 2
        corners = np.array([[-half, 0, -half], [half, 0, -half], [half, 0, half], [-half, 0, half]])
        self.tiles = self.middles[:, None] + corners
        super().__init__(low, high, eye=(0, 20, -30), aim=(0, 0, 0), angle=ANGLE)
        self.stand_at(fitting(self.tiles.reshape(-1, 3), low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    def paint(self, canvas: skia.Canvas) -> None:
        late = self.tick - self.lines
        fresh = np.exp(-np.maximum(late, 0) / AFTER)
        lit = late >= -1e-6
        shares = np.where(lit, LIT + (1 - LIT) * fresh, UNLIT) * self.opacity
        for there, role in ((~lit, "soft"), (lit, self.role)):
            draw_tiles(canvas, self.lens, self.tiles[there], palette().rgba(role), shares[there])
        newest = np.flatnonzero(lit & (late < 1.0))
        if len(newest) == 1:  # the one that runs; a flash needs no lamp
            seen = self.lens.project(self.middles[newest])
            radius = 3.2 * float(seen.scale_N[0])
            draw_lamp(canvas, seen.xy_N2[0], radius, palette().rgba(self.role, 0.9 * self.opacity))

    def visible(self) -> np.ndarray:
        return np.flatnonzero((self.tick >= self.lines - 1e-6) & (self.opacity > VISIBLE))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.readings[n]) for n in self.visible().tolist()]
