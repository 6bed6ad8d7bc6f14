"""Needles that show by what angle each layer turns a vector; grey, the angle to another word's vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag

ARC = 24  # corners of the fan between two needles
GLOW = 0.2  # scene units that a needle shines beyond its end
FAR = 75.0  # degrees beyond which a needle is lit


class LayerTurns(DataMobject):
    """L needles in rows: each stands at the angle between what enters a layer and what leaves it, 0° to the right.

    Parameters
    ----------
    angles, controls
        ``[L]`` each, in degrees.
    layers
        The numbers of the layers.
    columns
        How many needles are in a row.
    cell
        Width and height of a needle's place.
    em
        Of the layers' numbers.

    Attributes
    ----------
    turned
        ``[L]`` from 0, along the ground, to 1, at its angle.
    """

    def __init__(
        self, angles: Reading, controls: Reading, layers: Sequence[Reading], columns: int,
        cell: tuple[float, float], em: float,
    ) -> None:  # fmt: skip
        if not (isinstance(angles, Reading) and isinstance(controls, Reading)):
            raise TypeError("a needle on screen needs a source: give a Reading")
        self.readings, self.controls, self.layers = angles, controls, tuple(layers)
        n = np.arange(len(angles))
        rows = int(np.ceil(len(n) / columns))
        self.feet = np.column_stack([(n % columns + 0.12) * cell[0], -(n // columns) * cell[1]])
        self.length, self.em = 0.72 * min(cell[0], 1.25 * cell[1] - 2 * em), em
        self.tags = [NameTag(f"{float(layer):.0f}", em, palette().rgba("soft")) for layer in layers]
        self.turned, self.opacities = np.zeros(len(n)), np.ones(len(n))
        super().__init__((-GLOW, -(rows - 1) * cell[1] - 1.6 * em), (columns * cell[0], self.length + GLOW))

    def paint(self, canvas: skia.Canvas) -> None:
        for n, (foot, tag) in enumerate(zip(self.feet, self.tags, strict=True)):
            share = float(self.opacities[n] * self.opacity)
            self._paint_needle(canvas, n, foot, share)
            tag.draw(canvas, self._below(n), share)

    def _paint_needle(self, canvas: skia.Canvas, n: int, foot: np.ndarray, share: float) -> None:
        colors = palette()
        angle, other = (np.radians(float(r.value[n])) for r in (self.readings, self.controls))
        angle, other = angle * float(self.turned[n]), other * float(self.turned[n])
        rgba = colors.rgba("focus" if float(self.readings.value[n]) > FAR else "update", share)
        fan = foot + self.length * self._toward(np.linspace(0, angle, ARC))
        canvas.drawPath(polygons(np.concatenate([[foot], fan])[None]), fill_paint(rgba * [1, 1, 1, 0.22]))
        for end, role, width in ((0.0, "faint", 0.03), (other, "soft", 0.03)):
            to = foot + self.length * self._toward(np.array([end]))[0]
            canvas.drawLine(*foot.tolist(), *to.tolist(), stroke_paint(colors.rgba(role, share), width))
        needle = np.array([foot, foot + self.length * self._toward(np.array([angle]))[0]])
        draw_glowing_line(canvas, polygons(needle[None], closed=False), rgba, 0.05)

    @staticmethod
    def _toward(angle_N: np.ndarray) -> np.ndarray:
        return np.column_stack([np.cos(angle_N), np.sin(angle_N)])

    def _below(self, n: int) -> np.ndarray:
        return np.asarray(self.feet[n] + [self.length / 2, -1.25 * self.em])

    def visible(self) -> np.ndarray:
        """Return for each layer whether its needle can be seen, then whether its number can, ``[2 L]``."""
        light = self.opacities * self.opacity
        return np.concatenate([light * self.turned, light]) > VISIBLE

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        needles, numbers = (np.flatnonzero(seen).tolist() for seen in np.split(self.visible(), 2))
        angles = [("↗", each[n]) for n in needles for each in (self.readings, self.controls)]
        return angles + [(self.tags[n].text, self.layers[n]) for n in numbers]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity < VISIBLE:
            return []
        return [tag.read_on(self, self._below(n)) for n, tag in enumerate(self.tags)]
