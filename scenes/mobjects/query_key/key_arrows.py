"""A query and some keys as arrows: every angle to the query is true, and so is every length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import joined
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.label_places import Box, Placed, place_labels
from attention_scenes.scenes.mobjects.space.flat_shapes import CIRCLE_N2
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, light_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space

LENGTH = 5.0  # units of space of the longest arrow
SHAFT, HEAD, LAMP = 0.075, 0.4, 0.6  # scene units: width of an arrow, length of its head, radius of its light
BEYOND = 0.16  # scene units beyond a tip, from where its name keeps its distance
DISC = 0.24  # opacity of the plane
POINT = 0.08  # round the point of an arrow: names of others keep out of it
SHAFTS = np.array([0.25, 0.45, 0.6, 0.75])  # parts of an arrow that names keep out of, too
STEM = 0.05  # width of the line from a tip to the plane
RINGS = (0.25, 0.5, 0.75, 1.0)  # of the plane, in parts of the longest arrow
STEP = 5.0  # degrees: directions round the query are tried so far apart


def around_the_query(query: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a direction round the query for each key, in degrees, and by how much angles between keys are missed.

    The angles to the query are kept; for those between the keys there is no room in three dimensions, so the
    directions are those that miss them least.
    """
    axis = query / np.linalg.norm(query)
    unit = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    high = unit @ axis
    flat = np.sqrt(np.clip(1 - high**2, 0, 1))
    pairs = list(combinations(range(len(keys)), 2))
    true = np.array([np.arccos(np.clip(unit[i] @ unit[j], -1, 1)) for i, j in pairs])
    turns = np.deg2rad(np.arange(0, 360, STEP))
    tried = np.zeros((1, 1))
    for key in range(1, len(keys)):  # the first stays; of the mirror images one is kept
        own = turns[turns <= np.pi + 1e-9] if key == 1 else turns
        tried = np.column_stack([np.repeat(tried, len(own), axis=0), np.tile(own, len(tried))])
    if not pairs:
        return np.zeros(len(keys)), 0.0
    found = np.stack([
        np.arccos(np.clip(high[i] * high[j] + flat[i] * flat[j] * np.cos(tried[:, i] - tried[:, j]), -1, 1))
        for i, j in pairs
    ], axis=1)  # fmt: skip
    missed = np.abs(found - true)
    best = int((missed**2).sum(axis=1).argmin())
    return np.rad2deg(tried[best]), float(np.rad2deg(missed[best].max()))


class KeyArrows(Space):
    """The query upright on the plane of all that is at a right angle to it; N keys, each with a stem to that plane.

    Parameters
    ----------
    names, roles
        Of the query, then of the keys, ``N + 1`` each.
    lengths
        ``[N + 1]`` of query and keys.
    angles
        ``[N]`` in degrees, of each key to the query.
    around
        ``[N]`` degrees, the direction of each key round the query.

    Attributes
    ----------
    grown, stems
        ``[N + 1]`` and ``[N]``, how far arrows and stems have come.
    ground, named
        Opacity of the plane, and of the names.
    bare
        0: beside each name stands its angle; 1: the names alone.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], lengths: Reading, angles: Reading,
        around: np.ndarray, low: Sequence[float], high: Sequence[float], em: float, room: Box,
    ) -> None:  # fmt: skip
        colors = palette()
        self.lengths, self.angles, self.room = lengths, angles, room
        size = LENGTH * lengths.value.astype(float) / float(lengths.value.max())
        polar, turn = np.deg2rad(angles.value.astype(float)), np.deg2rad(around)
        keys = np.column_stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)])
        self.tips = np.vstack([[0, size[0], 0], keys * size[1:, None]])
        self.colors = np.array([colors.rgba(role) for role in roles])
        self.opacities, self.grown, self.stems = np.ones(1), np.zeros(len(names)), np.zeros(len(names) - 1)
        self.ground = self.named = 0.0
        self.degrees = [f"{float(angle):.1f}°" for angle in angles.value]
        self.bare = 0.0
        self.measured = [
            NameTag(joined(" ", [name, number]) if number else name, em, rgba)
            for name, number, rgba in zip(names, ["", *self.degrees], self.colors, strict=True)
        ]
        self.unmeasured = [NameTag(name, em, rgba) for name, rgba in zip(names, self.colors, strict=True)]
        super().__init__(low, high, eye=(0, 4, -12), aim=(0, 1, 0), angle=40.0)

    def feet(self) -> np.ndarray:
        """Return where each key's stem meets the plane, ``[N, 3]``."""
        return self.tips[1:] * [1, 0, 1]

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        self._paint_ground(canvas, lens)
        for key, share in enumerate(self.stems.tolist()):
            if share > 0.01:
                ends = np.array(
                    [self.tips[key + 1], self.tips[key + 1] + share * (self.feet()[key] - self.tips[key + 1])]
                )
                rgba = palette().rgba("focus" if self.tips[key + 1, 1] > 0 else "weight_minus", self.opacity)
                draw_glowing_line(canvas, polygons(lens.project(ends).xy_N2[None], closed=False), rgba, STEM)
        for arrow in np.argsort(-lens.project(self.tips).depth_N).tolist():
            self._paint_arrow(canvas, lens, arrow)
        canvas.restore()
        for placed in self._placed():
            placed.name.draw(canvas, placed.at, self.named * self.opacity, halo=False)

    def _paint_ground(self, canvas: skia.Canvas, lens: Lens) -> None:
        share = self.ground * self.opacity
        if share < FAINT:
            return
        for part in RINGS:
            circle = CIRCLE_N2 * LENGTH * part
            path = polygons(lens.project(np.insert(circle, 1, 0.0, axis=1)).xy_N2[None])
            if part == 1.0:
                canvas.drawPath(path, fill_paint(palette().rgba("soft", DISC * share)))
            canvas.drawPath(path, light_paint(palette().rgba("soft", (0.9 if part == 1.0 else 0.45) * share), 0.02))

    def _paint_arrow(self, canvas: skia.Canvas, lens: Lens, arrow: int) -> None:
        share = float(self.grown[arrow])
        if share < 0.02:
            return
        start, end = lens.project([np.zeros(3), share * self.tips[arrow]]).xy_N2
        way = end - start
        long = max(float(np.linalg.norm(way)), 1e-6)
        ahead, head = way / long, min(HEAD, 0.5 * long)
        aside, neck = np.array([-ahead[1], ahead[0]]), end - ahead * head
        rgba = self.colors[arrow] * [1, 1, 1, self.opacity]
        draw_lamp(canvas, end, LAMP, rgba * [1, 1, 1, 0.5])
        draw_glowing_line(canvas, polygons(np.array([[start, neck]]), closed=False), rgba, SHAFT)
        point = np.array([[end, neck + 0.42 * head * aside, neck - 0.42 * head * aside]])
        canvas.drawPath(polygons(point), fill_paint(rgba))

    @property
    def tags(self) -> list[NameTag]:
        """The names as they stand now."""
        return self.unmeasured if self.bare >= 0.5 else self.measured

    def _placed(self) -> list[Placed]:
        """Return the names that can be seen, beside the tips."""
        if self.named * self.opacity < FAINT or (self.grown < 1).any():
            return []
        tips, found, taken = self.lens.project(self.tips).xy_N2, [], list[Box]()
        start = self.lens.project(np.zeros(3)).xy_N2[0]
        shafts = [Box(*(at - POINT), *(at + POINT)) for tip in tips for at in start + SHAFTS[:, None] * (tip - start)]
        for arrow, tag in enumerate(self.tags):
            others = [Box(*(other - POINT), *(other + POINT)) for other in np.delete(tips, arrow, axis=0)]
            way = tips[arrow] - start
            at = tips[arrow] + BEYOND * way / max(float(np.linalg.norm(way)), 1e-6)
            here = self._place(tag, at, tips, [*taken, *others, *shafts]) or self._place(tag, at, tips, taken)
            if here is None:
                continue
            taken.append(Box.of(tag).moved(here.at.tolist()))
            found.append(here)
        return found

    def _place(self, tag: NameTag, at: np.ndarray, tips: np.ndarray, taken: Sequence[Box]) -> Placed | None:
        """Return a place for a name beside its tip, where none of ``taken`` is."""
        [beside] = place_labels([tag], at[None], tips.mean(axis=0), taken, self.room)
        return beside

    def visible(self) -> np.ndarray:
        told = int(bool(self.bare < 0.5 and self.named * self.opacity > VISIBLE and self._placed()))
        return np.array([*(self.grown == 1).astype(int) * (self.opacity > VISIBLE), told])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        *grown, told = self.visible().tolist()
        found = [("↗", self.lengths[i]) for i, there in enumerate(grown) if there]
        if told:
            names = {placed.name.text for placed in self._placed()}
            found += [
                (text.removesuffix("°"), self.angles[i])
                for i, (tag, text) in enumerate(zip(self.tags[1:], self.degrees, strict=True)) if tag.text in names
            ]  # fmt: skip
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [
            placed.name.read_on(self, placed.at) for placed in self._placed() if self.named * self.opacity > VISIBLE
        ]
