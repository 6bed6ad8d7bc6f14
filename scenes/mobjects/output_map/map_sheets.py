"""Learned maps of a whole layer as sheets on a floor, to one scale: what each costs is its area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.output_map.weight_keys import WeightKeys
from attention_scenes.scenes.mobjects.space.space import Space

SIDE, APART = 6.0, 1.3  # of a square map, and between two, in units of space


class MapSheets(Space):
    """Sheets side by side, each cut into the maps of its heads.

    Parameters
    ----------
    maps
        For each sheet the maps of its heads, ``[D, K]`` each.
    roles
        The palette role of each.
    width
        D, which is as long as a square map's side.

    Attributes
    ----------
    there
        Opacity of each sheet.
    gap
        How far the heads' maps lie apart, in parts of their width.
    """

    def __init__(
        self, maps: Sequence[Sequence[Reading]], roles: Sequence[str], width: int, low: Sequence[float],
        high: Sequence[float],
    ) -> None:  # fmt: skip
        self.sheets = tuple(
            WeightKeys(strips, SIDE, SIDE * strips[0].shape[1] / width, role)
            for strips, role in zip(maps, roles, strict=True)
        )
        self.opacities, self.there, self.gap = np.ones(1), np.zeros(len(maps)), 0.0
        super().__init__(low, high, eye=(0, 9, -14), aim=(0, 0, 3), angle=40.0)

    def middles(self, gap: float) -> np.ndarray:
        """Return the ``x`` of the middle of each sheet when its maps lie so far apart."""
        widths = np.array([sheet.count * sheet.wide * (1 + gap) for sheet in self.sheets])
        lefts = np.concatenate([[0], np.cumsum(widths + APART)[:-1]])
        return lefts + widths / 2 - (widths.sum() + APART * (len(widths) - 1)) / 2

    def corners(self, gap: float) -> np.ndarray:
        """Return points ``[N, 3]`` around all sheets."""
        reach = [sheet.count * sheet.wide * (1 + gap) / 2 for sheet in self.sheets]
        xs = [x + side * half for x, half in zip(self.middles(gap), reach, strict=True) for side in (-1, 1)]
        return np.array([[x, 0, z] for x in xs for z in (0, SIDE)])

    def front(self, sheet: int) -> np.ndarray:
        """Return where in the frame the middle of a sheet's near edge is seen now, ``[3]``."""
        return np.array([*self.lens.project([self.middles(self.gap)[sheet], 0, 0]).xy_N2[0], 0.0])

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        drawn = zip(self.sheets, self.middles(self.gap), self.there.tolist(), strict=True)
        for n, (sheet, x, share) in enumerate(drawn):
            light = share * self.opacity
            if light > FAINT:
                name_part(canvas, n)
                places = np.column_stack([x + sheet.middles(self.gap), np.zeros((sheet.count, 2))])
                cells = np.full(sheet.count, 0.9 * light)
                sheet.paint(canvas, self.lens, places, cells, light, np.zeros(sheet.count))
        name_part(canvas, None)
        canvas.restore()

    def visible(self) -> np.ndarray:
        return (self.there * self.opacity > VISIBLE).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [
            ("■", reading)
            for sheet, there in zip(self.sheets, self.visible(), strict=True) if there
            for reading in sheet.readings.reshape(-1)
        ]  # fmt: skip
