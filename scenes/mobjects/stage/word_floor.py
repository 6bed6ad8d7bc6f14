"""Words on a floor in space, farther back the farther they are from the one that asks; rings of light round that."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import FRAME_HEIGHT, Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, light_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space

ANGLE = 40.0  # of the lens, degrees
AWAY = FRAME_HEIGHT / 2 / float(np.tan(np.deg2rad(ANGLE) / 2))  # so far off a unit of space is a scene unit
RINGS, FIRST, TURN = 5, 1.5, np.linspace(0, 2 * np.pi, 73)  # round the word that asks; radius of the first
POOL, POOL_FLAT = 0.8, 0.3  # of light under a word: how far it reaches, and its height in parts of that
UNDER = 1.15  # em from the feet of what stands on its word to the word's baseline
JOINER = 0.3  # em under the baseline, of the line under the pieces of one word


class WordFloor(Space):
    """T words upright on a floor, seen from above by ``pitch`` degrees; one of them asks, in the middle of the rings.

    They show no number. For instance::

        floor = WordFloor(["a", "creature"], ["token", "token"], [[0, 1]], 1, places, 0.42, (-7, -4), (7, 4), 16)

    Parameters
    ----------
    texts, roles
        ``T`` words and the palette roles of their colours.
    pieces
        Groups of words that are pieces of one: each is underlined as a whole.
    asks
        Which of them asks.
    places
        ``[T, 2]`` where they stand in the frame; under the one that asks there is room for what stands on it.
    em
        Their size in scene units, near or far.
    low, high
        The box of the frame it is seen in.

    Attributes
    ----------
    opacities
        ``[T]`` of the words.
    lit
        ``[T]`` how much light falls on the floor under each.
    rings
        Opacity of the rings.
    """

    furniture = ("rings",)

    def __init__(
        self, texts: Sequence[str], roles: Sequence[str], pieces: Sequence[Sequence[int]], asks: int,
        places: np.ndarray, em: float, low: Sequence[float], high: Sequence[float], pitch: float,
    ) -> None:  # fmt: skip
        front = np.asarray(places, dtype=float)[asks]
        up = np.deg2rad(pitch)
        eye = AWAY * np.array([0, np.sin(up), -np.cos(up)])
        self.asks, self.places, self.pieces = asks, np.array(places, dtype=float), [list(p) for p in pieces]
        colors = palette()
        self.tags = [NameTag(text, em, colors.rgba(role)) for text, role in zip(texts, roles, strict=True)]
        self.opacities, self.lit, self.rings = np.ones(len(texts)), np.zeros(len(texts)), 1.0
        super().__init__(low, high, eye=eye, aim=(0, 0, 0), angle=ANGLE, center=(0.0, float(front[1])))
        self.feet = on_floor(self.lens, self.places)
        self.places[asks] -= [0, UNDER * em]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.rings * self.opacity > FAINT:
            self._paint_rings(canvas, lens)
        for at, share in zip(self.places, (self.lit * self.opacity).tolist(), strict=True):
            if share > FAINT:
                canvas.save()
                canvas.translate(*at.tolist())
                canvas.scale(1, POOL_FLAT)
                draw_lamp(canvas, np.zeros(2), POOL, palette().rgba("text", 0.45 * share))
                canvas.restore()
        for tag, at, share in zip(self.tags, self.places, (self.opacities * self.opacity).tolist(), strict=True):
            if share > FAINT:
                tag.draw(canvas, at, share)
        self._paint_joiners(canvas)
        canvas.restore()

    def _paint_rings(self, canvas: skia.Canvas, lens: Lens) -> None:
        for number in range(RINGS):
            radius = FIRST * (number + 1)
            ring = self.feet[self.asks] + radius * np.column_stack([np.cos(TURN), np.zeros(len(TURN)), np.sin(TURN)])
            light = palette().rgba("soft", 0.28 * (1 - number / RINGS) * self.rings * self.opacity)
            canvas.drawPath(polygons(lens.project(ring).xy_N2[None]), light_paint(light, 0.018))

    def _paint_joiners(self, canvas: skia.Canvas) -> None:
        for first, *_, last in self.pieces:
            share = float(self.opacities[first] * self.opacity)
            (left, one), (right, other) = self.places[first], self.places[last]
            if share > FAINT and abs(one - other) < self.tags[first].em:
                ends = left - self.tags[first].width / 2, right + self.tags[last].width / 2
                down = JOINER * self.tags[first].em
                paint = light_paint(palette().rgba("piece", share), 0.02)
                canvas.drawLine(float(ends[0]), float(one - down), float(ends[1]), float(other - down), paint)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [
            tag.read_on(self, at)
            for tag, at, share in zip(self.tags, self.places, (self.opacities * self.opacity).tolist(), strict=True)
            if share > VISIBLE
        ]


def on_floor(lens: Lens, places: np.ndarray) -> np.ndarray:
    """Return the points of the floor (y = 0) that are seen at places ``[N, 2]`` of the frame: ``[N, 3]``."""
    ahead = np.column_stack([(places - lens.center) / lens.focal, np.ones(len(places))]) @ lens.axes_33
    return lens.eye - ahead * (lens.eye[1] / ahead[:, 1:2])
