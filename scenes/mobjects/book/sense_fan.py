"""A fan of lines through layers: where a word stands between two senses, after each layer, a line for each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE, PITCH, YAW = 36.0, 14.0, -16.0  # of the lens; from where it is seen; degrees
LONG, HIGH, DEEP = 6.0, 2.0, 1.2  # of the fan, in units of space: through all layers, to one sense, over all sentences
MOST = 1.25  # of the way to a sense: farther ones are drawn there
THICK, BEAD, LAMP = 0.035, 0.075, 0.3  # of a line, of a place on it, of the light at its end; scene units
LINES = 3  # of the floor


class LayerNames(NamedTuple):
    """What the first layer and the last are called, and the Readings of the numbers in that."""

    names: tuple[str, str]
    numbers: list[tuple[str, Reading]]


class SenseFan(Space):
    """N lines through the layers of a model, up to one sense and down to the other.

    Parameters
    ----------
    places
        ``[N, L + 1]``, −1 at the middle of the first sense, which is drawn up, 1 at that of the second.
    senses
        Which of the two each sentence means, ``[N]``.
    names
        What the two are called.
    layers
        What the first and the last are called.
    low, high
        The box of the frame that the fan fills; names stand beside it.
    em
        Of the names.

    Attributes
    ----------
    grown
        How far through the layers the lines have come.
    named
        Opacity of the names.
    """

    furniture = ("floor",)

    def __init__(
        self, places: Reading, senses: Sequence[int], names: Sequence[str], layers: LayerNames,
        low: Sequence[float], high: Sequence[float], *, em: float,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (places, *[each for _, each in layers.numbers])):
            raise TypeError("a line on screen needs a source: give Readings")
        self.readings, self.layers, (self.count, self.steps) = places, layers, places.shape
        self.roles = [("first", "second")[sense] for sense in senses]
        self.ends = [NameTag(name, readable(em), palette().rgba(role)) for name, role in
                     zip(names, ("first", "second"), strict=True)]  # fmt: skip
        self.edges = [NameTag(text, readable(em), palette().rgba("soft")) for text in layers.names]
        self.ways = self._ways(places.value)
        self.grown, self.named, self.floor, self.opacities = 0.0, 0.0, 1.0, np.ones(1)
        around = (low[0] - 1.0, low[1] - 1.0), (high[0] + 2.5, high[1] + 1.0)
        super().__init__(*around, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)
        corners = np.array([[x, y, z] for x in (0, LONG) for y in (-HIGH, HIGH) for z in (0, DEEP)])
        self.stand_at(fitting(corners, low, high, pitch=PITCH, yaw=YAW, angle=ANGLE))

    def _ways(self, places: np.ndarray) -> np.ndarray:
        """Return where in space each line is after each layer, ``[N, L + 1, 3]``."""
        x = np.broadcast_to(np.linspace(0, LONG, self.steps), places.shape)
        z = np.broadcast_to(np.linspace(0, DEEP, self.count)[:, None], places.shape)
        return np.stack([x, -HIGH * np.clip(places, -MOST, MOST), z], axis=-1)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        self._paint_floor(canvas)
        last = self.grown * (self.steps - 1)
        for number in range(self.count - 1, -1, -1):
            rgba = palette().rgba(self.roles[number], self.opacity)
            come = np.append(np.arange(0, np.floor(last) + 1), last)
            way = np.column_stack([np.interp(come, np.arange(self.steps), self.ways[number, :, n]) for n in range(3)])
            seen = lens.project(way).xy_N2
            draw_glowing_line(canvas, polygons(seen[None], closed=False), rgba * [1, 1, 1, 0.75], THICK)
            for at in seen[:-1].tolist():
                canvas.drawCircle(*at, BEAD, fill_paint(rgba))
            draw_lamp(canvas, seen[-1], LAMP, rgba * [1, 1, 1, 0.7])
        for tag, at, hold, share in self._placed():
            tag.draw(canvas, at, share, hold)

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        """Draw a plane between the senses, a line for each layer, and where each sense is."""
        ends = [[[x, 0, 0], [x, 0, DEEP]] for x in np.linspace(0, LONG, self.steps)]
        ends += [[[0, 0, z], [LONG, 0, z]] for z in np.linspace(0, DEEP, LINES)]
        ends += [[[LONG, y, 0], [LONG, y, DEEP]] for y in (-HIGH, HIGH)] + [[[LONG, -HIGH, 0], [LONG, HIGH, 0]]]
        xy = self.lens.project(np.array(ends, dtype=float).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.6 * self.floor * self.opacity), 0.016)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _placed(self) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Senses at the end of the fan, the first and the last layer under it: where each stands, how it is held."""
        found, share = [], self.named * self.opacity
        for tag, y in zip(self.ends, (HIGH, -HIGH), strict=True):
            at = self.lens.project(np.array([LONG, y, 0.0])).xy_N2[0] + [0.15, -0.3 * tag.em]
            found.append((tag, at, Hold(-1.0), share))
        for tag, x in zip(self.edges, (0.0, LONG), strict=True):
            at = self.lens.project(np.array([x, -HIGH, 0.0])).xy_N2[0] - [0, 1.6 * tag.em]
            found.append((tag, at, Hold(), share))
        return [each for each in found if each[3] > FAINT]

    def paint_bounds(self) -> skia.Rect | None:
        named = [(tag, at, share, hold) for tag, at, hold, share in self._placed()]
        return with_tags(self, super().paint_bounds(), named)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        come = int(np.floor(self.grown * (self.steps - 1) + 1e-6)) + 1 if self.opacity > VISIBLE else 0
        found = [("●", self.readings[n, layer]) for n in range(self.count) for layer in range(come)]
        return found + (self.layers.numbers if self.named * self.opacity > VISIBLE else [])

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._placed() if share > VISIBLE]
