"""Towers at every place of a sentence, in rows one behind the other, up or down from a floor; words before them."""

from __future__ import annotations

from collections.abc import Sequence

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
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 38.0
WIDE, APART = 0.62, 0.95  # of a tower; from row to row, in units of space, where a place is 1 wide
LEAST = 0.012  # of the height: a tower that can still be seen
LAMP = 0.55  # opacity of the light at the end of a lit tower
AROUND = 0.7  # scene units round the box, for lights and numbers
Mark = tuple[int, int, str, Reading]  # row and place, what is written at the tower's end, the number it tells


class PlaceTowers(Space):
    """Rows of values ``[V, T]`` as towers over each of T words, the first row in front.

    Parameters
    ----------
    words
        Of the sentence.
    values
        ``[V, T]``.
    full
        The size of a value that is ``height`` units of space high.
    roles
        ``[V][T]`` palette roles.
    low, high
        The box of the frame that the towers fill; names stand below it.
    height
        Of ``full``, where a place is 1 wide.
    em, turn
        Of the words; by how many degrees they are turned.
    pitch, yaw
        From where it is seen, in degrees.
    marks
        What is written at the ends of some towers; of those that go down, over the floor: words stand below.
    lit
        Row and place of the towers with a light at their end.
    mark_em
        Of what is written at their ends.
    below
        Scene units under the box, for the words.
    level
        A pane that the towers stand in, its text at its right end.
    numbers
        In the words: how each is written there, and its Reading.
    abreast
        Rows stand side by side at each place, thinner, none behind another: heights can be compared.

    Attributes
    ----------
    growth
        ``[V]`` how far each row has risen; ``[V, T]`` where towers are to rise one by one.
    named
        Opacity of the words and of the floor.
    marked
        Opacity of what is written at the ends.
    """

    furniture = ("floor",)

    def __init__(
        self, words: Sequence[str], values: Reading, full: float, roles: Sequence[Sequence[str]], low: Sequence[float],
        high: Sequence[float], *, height: float, em: float, turn: float = 45.0, pitch: float = 20.0, yaw: float = -6.0,
        marks: Sequence[Mark] = (), lit: Sequence[tuple[int, int]] = (), mark_em: float | None = None,
        below: float = 1.9, level: Level | None = None, numbers: Sequence[tuple[str, Reading]] = (),
        abreast: bool = False,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (values, *(level or ())[:1], *[each for _, each in numbers])):
            raise TypeError("a tower on screen needs a source: give a Reading")
        self.readings, (self.rows, self.count) = values, values.shape
        self.beside_by = WIDE / self.rows if abreast else 0.0  # from row to row across
        self.behind_by = 0.0 if abreast else APART  # from row to row into space
        self.heights = height * values.value.astype(float) / full
        self.colors = np.array([[palette().rgba(role) for role in row] for row in roles])
        self.tags = [NameTag(word, readable(em), palette().rgba("text")) for word in words]
        self.turn, self.marks, self.lit, self.numbers = turn, tuple(marks), tuple(lit), list(numbers)
        self.ends = [NameTag(text, readable(mark_em or em), self.colors[row, place]) for row, place, text, _ in marks]
        self.level, self.level_y = level, height * float(level.value) / full if level else 0.0
        self.beside = NameTag(level.text, readable(em), palette().rgba(level.role)) if level else None
        self.growth: np.ndarray = np.zeros(self.rows)  # or of each tower
        self.opacities, self.named, self.marked = np.ones(self.rows), 0.0, 0.0
        self.floor = 1.0
        around = (low[0] - AROUND, low[1] - below), (high[0] + AROUND, high[1] + AROUND)
        super().__init__(*around, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)
        across, deep = self.count / 2, (self.rows - 1) * self.behind_by + WIDE
        levels = min(0.0, float(self.heights.min())), max(float(self.heights.max()), 0.1)
        corners = np.array([[x, y, z] for x in (-across, across) for y in levels for z in (0.0, deep)])
        self.stand_at(fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE))

    @property
    def risen(self) -> np.ndarray:
        """How far each tower has risen, ``[V, T]``."""
        return np.broadcast_to(np.reshape(self.growth, (self.rows, -1)), self.heights.shape)

    def tops(self) -> np.ndarray:
        """Return where in space each tower ends now, ``[V, T, 3]``."""
        x = np.arange(self.count) - (self.count - 1) / 2
        aside = (np.arange(self.rows) - (self.rows - 1) / 2) * self.beside_by
        z = np.arange(self.rows) * self.behind_by + WIDE / 2
        grown = self.heights * self.risen
        grown = np.where(np.abs(grown) > LEAST, grown, LEAST)
        return np.stack(np.broadcast_arrays(x[None] + aside[:, None], grown, z[:, None]), axis=-1)

    def paint(self, canvas: skia.Canvas) -> None:
        self._paint_floor(canvas)
        lens, tops = self.lens, self.tops()
        feet = tops * [1, 0, 1]
        order = np.argsort(-np.linalg.norm(feet - lens.eye, axis=-1), axis=None, kind="stable")
        blocks = []
        for row, place in np.column_stack(np.unravel_index(order, feet.shape[:2])).tolist():
            share = float(self.opacities[row] * self.opacity)
            if self.risen[row, place] < FAINT or share < FAINT:
                continue
            ends = np.sort([0.0, tops[row, place, 1]])
            half = np.array([(self.beside_by or WIDE) / 2, 0, WIDE / 2])
            low, high = (feet[row, place] + [0, y, 0] + sign * half for y, sign in zip(ends, (-1, 1), strict=True))
            blocks.append(Block(low, high, self.colors[row, place] * [1, 1, 1, share]))
        if self.level:
            draw_in_pane(canvas, lens, blocks, self._pane(), self.level.role, self.named * self.opacity)
        for block in blocks if not self.level else []:
            draw_block(canvas, lens, *block)
        for lamp in self._lamps(tops):
            draw_lamp(canvas, *lamp)
        for tag, at, hold, share in self._named():
            tag.draw(canvas, at, share, hold)

    def _pane(self) -> np.ndarray:
        """Return the corners of the level's pane, ``[4, 3]``."""
        across, deep = self.count / 2, (self.rows - 1) * self.behind_by + WIDE + 0.25
        ends = [(-across, -0.25), (across, -0.25), (across, deep), (-across, deep)]
        return np.array([[x, self.level_y, z] for x, z in ends])

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        across, deep = self.count / 2, (self.rows - 1) * self.behind_by + WIDE + 0.25
        rows = np.linspace(-0.25, deep, self.rows + 1 if self.behind_by else 2)
        ends = [[[-across, 0, z], [across, 0, z]] for z in rows]
        ends += [[[x, 0, -0.25], [x, 0, deep]] for x in np.arange(self.count + 1) - across]
        xy = self.lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.5 * self.named * self.opacity), 0.016)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _lamps(self, tops: np.ndarray) -> list[tuple[np.ndarray, float, np.ndarray]]:
        """Lamps on the lit towers: where each stands, its radius, its light."""
        found = []
        for row, place in self.lit:
            seen = self.lens.project(tops[row, place])
            share = LAMP * float(self.risen[row, place] * self.opacities[row]) * self.opacity
            light = self.colors[row, place] * [1, 1, 1, share]
            found.append((seen.xy_N2[0], 1.5 * float(seen.scale_N[0]) * WIDE, light))
        return found

    def _named(self) -> list[tuple[NameTag, np.ndarray, Hold, float]]:
        """Words before the first row, then what is written at ends; where it stands, how it is held, its opacity."""
        deep = min(0.0, float(self.heights[0].min()))
        feet = self.tops().mean(axis=0) * [1, 0, 0] + [0, deep, -0.3]
        hold, found = Hold(1.0 if self.turn else 0.0, self.turn), []
        for tag, at in zip(self.tags, self.lens.project(feet).xy_N2, strict=True):
            aside = 0.3 * tag.em if self.turn else 0.0
            found.append((tag, at + [aside, -(0.75 if self.turn else 1.15) * tag.em], hold, self.named * self.opacity))
        tops = self.tops()
        for tag, (row, place, *_) in zip(self.ends, self.marks, strict=True):
            x, y, z = tops[:, place, 0].mean(), max(tops[row, place, 1], 0.0), tops[row, place, 2]
            at = self.lens.project(np.array([x, y, z + WIDE / 2])).xy_N2[0] + [0, 0.35 * tag.em]
            found.append((tag, at, Hold(), self.marked * self.opacity))
        if self.beside:
            at = self.lens.project(self._pane()[1]).xy_N2[0] + [0.15, -0.3 * self.beside.em]
            found.append((self.beside, at, Hold(-1.0), self.named * self.opacity))
        return [each for each in found if each[3] > FAINT]

    def paint_bounds(self) -> skia.Rect | None:
        named = [(tag, at, share, hold) for tag, at, hold, share in self._named()]
        if (bounds := with_tags(self, super().paint_bounds(), named)) is None:
            return None
        for at, radius, _ in self._lamps(self.tops()):
            bounds.join(self.matrix().mapRect(skia.Rect.MakeLTRB(*(at - radius).tolist(), *(at + radius).tolist())))
        return bounds

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        seen = np.argwhere(self.risen * self.opacities[:, None] * self.opacity > VISIBLE)
        found = [("▬", self.readings[row, place]) for row, place in seen.tolist()]
        if self.level and self.named * self.opacity > VISIBLE:
            found += self.level.shown()
        if self.named * self.opacity > VISIBLE:
            found += self.numbers
        if self.marked * self.opacity > VISIBLE:
            found += [(tag.text, reading) for tag, (*_, reading) in zip(self.ends, self.marks, strict=True)]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._named() if share > VISIBLE]
