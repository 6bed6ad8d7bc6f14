"""A plain of lights in space, each for equally many multiply-adds: a strip for each layer, and one for the table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import light_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 42.0
ASPECT = 3.2  # of a plain whose layers have one row: its width beside its depth
GAP = 0.7  # between two strips, in parts of the way from row to row
SIZE = 0.72  # of a light, in parts of the way from light to light
UNLIT = 0.3  # opacity of what is not spoken of


class LightCity(Space):
    """Lights on a floor, the first layer in front, the table that guesses words behind all layers.

    Parameters
    ----------
    layers
        How many strips there are before the table's.
    kinds
        How many lights each layer has for its attention maps and for its MLP, and the table for all its words.
    readings
        The three counts of multiply-adds that the lights stand for, of all layers.
    roles
        The palette role of each of the three.
    low, high
        The box of the frame it is seen in, ``[2]`` each, in scene units.
    rows
        Of lights, in a layer's strip; fewer where the table is far larger than a layer.

    Attributes
    ----------
    lit
        ``[layers + 1]``, light of each strip from 0 to 1.
    """

    def __init__(
        self, layers: int, kinds: tuple[int, int, int], readings: Sequence[Reading], roles: Sequence[str],
        low: Sequence[float], high: Sequence[float], rows: int,
    ) -> None:  # fmt: skip
        self.counts, self.roles = tuple(readings), tuple(roles)
        self.lit, self.opacities = np.zeros(layers + 1), np.ones(3)
        in_all = layers * (kinds[0] + kinds[1]) + kinds[2]
        self.wide = max(-(-(kinds[0] + kinds[1]) // rows), round((in_all * ASPECT / rows) ** 0.5), 8)
        places, strips, kind = [], [], []
        z = 0.0
        for strip in range(layers + 1):
            counts = (0, 0, kinds[2]) if strip == layers else (kinds[0], kinds[1], 0)
            deep = max(-(-sum(counts) // self.wide), 1)
            for row in range(deep):
                places += [(x, z + row) for x in range(self.wide)]
                strips += [strip] * self.wide
            kind += _kinds_of(counts, deep, self.wide)
            z += deep + GAP
        shown = np.array(kind) >= 0
        xz = np.array(places, dtype=float)[shown]
        self.points_N3 = np.column_stack([xz[:, 0] - (self.wide - 1) / 2, np.zeros(len(xz)), xz[:, 1]])
        self.strip_N, self.kind_N = np.array(strips)[shown], np.array(kind)[shown]
        self.points_N3 *= 14.0 / self.wide
        super().__init__(low, high, eye=(0, 9, -14), aim=(0, 0, 3), angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which all lights fill a box of the frame."""
        least, most = self.points_N3.min(axis=0), self.points_N3.max(axis=0)
        corners = np.array([[x, 0, z] for x in (least[0], most[0]) for z in (least[2], most[2])])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        seen = self.lens.project(self.points_N3)
        size = SIZE * 14.0 / self.wide
        for strip in range(len(self.lit) - 1, -1, -1):
            light = UNLIT + (1 - UNLIT) * float(self.lit[strip])
            for kind in np.unique(self.kind_N[self.strip_N == strip]).tolist():
                mine = (self.strip_N == strip) & (self.kind_N == kind)
                rgba = palette().rgba(self.roles[kind]) * [1, 1, 1, light * self.opacity]
                self._draw(canvas, seen.xy_N2[mine], rgba, size * float(seen.scale_N[mine].mean()))
        canvas.restore()

    def _draw(self, canvas: skia.Canvas, xy_N2: np.ndarray, rgba: np.ndarray, width: float) -> None:
        paint = light_paint(rgba, width)
        canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, [skia.Point(*xy) for xy in xy_N2.tolist()], paint)

    def visible(self) -> np.ndarray:
        return np.flatnonzero(self.opacities * self.opacity * self.lit.max() > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.counts[i]) for i in self.visible()]


def _kinds_of(counts: Sequence[int], deep: int, wide: int) -> list[int]:
    """Return the kind of each light of a strip, row by row: attention at the left, then the MLP; −1 for none."""
    if counts[2]:
        return [2 if n < counts[2] else -1 for n in range(deep * wide)]
    found = np.full((deep, wide), -1)
    columns = [(row, x) for x in range(wide) for row in range(deep)]
    for n, (row, x) in enumerate(columns[: counts[0] + counts[1]]):
        found[row, x] = 0 if n < counts[0] else 1
    return found.ravel().tolist()
