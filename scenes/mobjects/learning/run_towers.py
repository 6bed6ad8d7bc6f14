"""Towers in groups side by side, in a pane of glass as high as guessing where there is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.learning.blocks import draw_block
from attention_scenes.scenes.mobjects.learning.level_pane import Block, Level, draw_in_pane
from attention_scenes.scenes.mobjects.space.light import draw_lamp, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 38.0
WIDE, APART, BETWEEN = 0.72, 1.1, 0.85  # of a tower; from one to the next, and more from group to group
DEEPER = 0.18  # units of space that each tower of a group stands farther back than the one before
LEAST = 0.02  # of the height of 1: a tower that can still be seen
LAMP = 0.5  # opacity of the light at the end of what glows
AROUND = 0.7  # scene units round the box, for lights and numbers


class RunGroup(NamedTuple):
    """Runs of one kind: the kind's name, a share of each ``[R]``, their names if any, and the colour of each.

    ``numbers`` are those in its name: how each is written there, and its Reading.
    """

    name: str
    shares: Reading
    roles: Sequence[str]
    names: Sequence[str] = ()
    numbers: Sequence[tuple[str, Reading]] = ()


class RunTowers(Space):
    """Shares, or other numbers that are not negative, as towers in groups from the left; at each end its number.

    Parameters
    ----------
    groups
        From the left.
    level
        The pane; its text stands at its right end. None for none.
    low, high
        The box of the frame that floor, towers and pane fill; names stand below it.
    full
        Units of space in the height of 1, or of ``most``.
    most
        The largest number that there is.
    write
        Makes the digits at a tower's end.
    em, mark_em
        Of the names below, and of the numbers at the ends.
    below
        Scene units under the box, for names.

    Attributes
    ----------
    growth
        ``[G]`` how far the towers of each group have risen.
    named
        ``[G]`` opacity of the name and of the numbers of each group.
    glows
        ``[N]`` light at the end of each tower.
    paned
        Opacity of the pane and of what is written beside it.
    """

    furniture = ("floor",)

    def __init__(
        self, groups: Sequence[RunGroup], level: Level | None, low: Sequence[float], high: Sequence[float], *,
        full: float, em: float, mark_em: float, pitch: float = 15.0, yaw: float = -8.0, below: float = 1.3,
        most: float = 1.0, write: Callable[[float], str] = written,
    ) -> None:  # fmt: skip
        shown = [*(level or ())[:1], *[group.shares for group in groups]]
        shown += [each for group in groups for _, each in group.numbers]
        if not all(isinstance(each, Reading) for each in shown):
            raise TypeError("a tower on screen needs a source: give Readings")
        self.groups, self.level, self.full, self.most = list(groups), level, full, most
        self.sizes = [len(group.shares) for group in groups]
        self.group_of = np.repeat(np.arange(len(groups)), self.sizes)
        self.each = [reading for group in groups for reading in group.shares]
        self.heights = full * np.clip([float(reading) / most for reading in self.each], LEAST, 1)
        self.x, self.z = self._places()
        self.colors = np.array([palette().rgba(role) for group in groups for role in group.roles])
        self.tags = [NameTag(group.name, readable(em), palette().rgba("text")) for group in groups]
        soft = palette().rgba("soft")
        self.below = [NameTag(name, readable(0.85 * em), soft) for group in groups for name in group.names]
        self.ends = [
            NameTag(write(float(reading)), readable(mark_em), color)
            for reading, color in zip(self.each, self.colors, strict=True)
        ]
        self.beside = NameTag(level.text, readable(em), palette().rgba(level.role)) if level else None
        self.growth, self.named = (np.zeros(len(groups)) for _ in range(2))
        self.glows = np.zeros(len(self.each))
        self.opacities, self.floor, self.paned = np.ones(1), 1.0, 1.0
        around = (low[0] - AROUND, low[1] - below), (high[0] + AROUND, high[1] + AROUND)
        super().__init__(*around, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)
        ends = self._floor_ends()
        corners = np.array([[x, y, z] for x in ends[0] for y in (0.0, full) for z in ends[1]])
        self.stand_at(fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        """Return where the middle of each tower's foot is."""
        number = np.concatenate([np.arange(size) for size in self.sizes])
        x = np.arange(len(number)) * APART + self.group_of * BETWEEN
        return x - x.mean(), number * DEEPER + WIDE / 2

    def _floor_ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Return from where to where the floor lies, across and deep."""
        aside = WIDE / 2 + 0.35
        return np.array([self.x[0] - aside, self.x[-1] + aside]), np.array([-0.35, self.z.max() + WIDE / 2 + 0.35])

    def tops(self) -> np.ndarray:
        """Return where in space each tower ends now, ``[N, 3]``."""
        return np.column_stack([self.x, self.heights * self.growth[self.group_of], self.z])

    def paint(self, canvas: skia.Canvas) -> None:
        lens, tops = self.lens, self.tops()
        self._paint_floor(canvas)
        half = np.array([WIDE / 2, 0, WIDE / 2])
        order = np.argsort(-np.linalg.norm(tops * [1, 0, 1] - lens.eye, axis=1), kind="stable").tolist()
        blocks = [
            Block(tops[n] * [1, 0, 1] - half, tops[n] + half, self.colors[n] * [1, 1, 1, self.opacity])
            for n in order if self.growth[self.group_of[n]] > FAINT
        ]  # fmt: skip
        if self.level:
            draw_in_pane(canvas, lens, blocks, self._pane(self.level), self.level.role, self.paned * self.opacity)
        for block in blocks if not self.level else []:
            draw_block(canvas, lens, *block)
        for n in np.flatnonzero(self.glows > FAINT).tolist():
            seen, share = lens.project(tops[n]), LAMP * float(self.glows[n]) * self.opacity
            draw_lamp(canvas, seen.xy_N2[0], 1.4 * float(seen.scale_N[0]) * WIDE, self.colors[n] * [1, 1, 1, share])
        for tag, at, hold, share in self._named():
            tag.draw(canvas, at, share, hold)

    def _pane(self, level: Level) -> np.ndarray:
        """Return the corners of the pane, ``[4, 3]``."""
        (left, right), (near, far) = self._floor_ends()
        y = self.full * float(level.value) / self.most
        return np.array([[left, y, near], [right, y, near], [right, y, far], [left, y, far]])

    def _off_the_pane(self, at: np.ndarray, em: float) -> float:
        """Return how high a number stands that would stand before the pane: over its far edge."""
        if not self.level:
            return float(at[1])
        edges = self.lens.project(self._pane(self.level)).xy_N2
        near, far = (float(np.interp(at[0], *edge.T)) for edge in (edges[:2], edges[:1:-1]))
        hides = near - 0.8 * em < at[1] < far + 0.2 * em
        return far + 0.35 * em if hides else float(at[1])

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        (left, right), (near, far) = self._floor_ends()
        ends = [[[left, 0, z], [right, 0, z]] for z in np.linspace(near, far, 4)]
        ends += [[[x, 0, near], [x, 0, far]] for x in np.linspace(left, right, 2 * len(self.x))]
        xy = self.lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.5 * self.floor * self.opacity), 0.016)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Names of groups and runs, numbers at ends, what the pane is: where each stands, how held, its opacity."""
        found, lens, tops = [], self.lens, self.tops()
        near = float(self._floor_ends()[1][0])
        lines = 1 + bool(self.below)
        for group, tag in enumerate(self.tags):
            x = float(self.x[self.group_of == group].mean())
            at = lens.project(np.array([x, 0.0, near])).xy_N2[0] - [0, (0.2 + 1.1 * lines) * tag.em]
            found.append((tag, at, Hold(), float(self.named[group])))
        for n, tag in enumerate(self.below):
            at = lens.project(np.array([self.x[n], 0.0, near])).xy_N2[0] - [0, 1.15 * tag.em]
            found.append((tag, at, Hold(), float(self.named[self.group_of[n]])))
        for n, tag in enumerate(self.ends):
            at = lens.project(tops[n] + [0, 0, WIDE / 2]).xy_N2[0] + [0, 0.35 * tag.em]
            at[1] = self._off_the_pane(at, tag.em)
            found.append((tag, at, Hold(), float(self.named[self.group_of[n]])))
        if self.level and self.beside:
            at = lens.project(self._pane(self.level)[1]).xy_N2[0] + [0.15, -0.3 * self.beside.em]
            found.append((self.beside, at, Hold(-1.0), self.paned))
        return [
            (*each[:3], each[3] * self.opacity) for each in found if each[0].text and each[3] * self.opacity > FAINT
        ]

    def paint_bounds(self) -> skia.Rect | None:
        named = [(tag, at, share, hold) for tag, at, hold, share in self._named()]
        return with_tags(self, super().paint_bounds(), named)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found = self.level.shown() if self.level and self.paned * self.opacity > VISIBLE else []
        for number, group in enumerate(self.groups):
            found += group.numbers if self.named[number] * self.opacity > VISIBLE else []
        for n, reading in enumerate(self.each):
            of = self.group_of[n]
            found += [("▬", reading)] if self.growth[of] * self.opacity > VISIBLE else []
            found += [(self.ends[n].text, reading)] if self.named[of] * self.opacity > VISIBLE else []
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._named() if share > VISIBLE]
