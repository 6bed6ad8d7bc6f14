"""Lanes of words in space, and on each the hops by which the first word gets to the last one."""

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

ANGLE = 38.0
PITCH, YAW = 27.0, -4.0
BEAD, LAMP = 0.16, 0.95  # radius of a bead, and of the light where a hop has come to, in units of space
HIGH, HIGHEST = 0.36, 1.4  # of a hop: in parts of how far it goes, and at most
SAMPLES = 33
AROUND = 0.5  # scene units round the box
BELOW = 0.9  # scene units under it, for the words


class Lane(NamedTuple):
    """Whether a change of the first word has reached each word, ``[R, T]``; its name, and the numbers in that."""

    reached: Reading
    text: str
    role: str
    numbers: Sequence[tuple[str, Reading]]


class HopLanes(Space):
    """Lanes, the first in front; a hop goes from the farthest word that was reached to the next farthest.

    Parameters
    ----------
    words
        Before the first lane.
    lanes
        From the front to the back.
    low, high
        The box of the frame that the lanes fill; words stand below it.
    em, turn
        Of what lanes are called and of the words; by how many degrees these are turned.
    apart
        From lane to lane, in units of space, where a word is 1 wide.

    Attributes
    ----------
    tick
        How many hops each lane has made.
    named, told
        Opacity of the words; of what each lane is called, ``[lanes]``.
    """

    def __init__(
        self, words: Sequence[str], lanes: Sequence[Lane], low: Sequence[float], high: Sequence[float], *, em: float,
        turn: float = 0.0, apart: float = 2.6,
    ) -> None:  # fmt: skip
        if not all(isinstance(lane.reached, Reading) for lane in lanes):
            raise TypeError("a hop on screen needs a source: give Readings")
        self.lanes, self.turn, self.readings = tuple(lanes), turn, lanes[0].reached
        self.x = np.arange(len(words)) - (len(words) - 1) / 2
        self.z = apart * np.arange(len(lanes))
        self.stops = [np.array([0, *(np.flatnonzero(row)[-1] for row in lane.reached.value)]) for lane in lanes]
        self.tags = [NameTag(word, readable(em), palette().rgba("text")) for word in words]
        self.names = [NameTag(lane.text, readable(1.15 * em), palette().rgba(lane.role)) for lane in lanes]
        self.tick, self.named, self.told, self.opacities = 0.0, 1.0, np.zeros(len(lanes)), np.ones(1)
        around = (low[0] - AROUND, low[1] - BELOW), (high[0] + AROUND, high[1] + AROUND)
        super().__init__(*around, eye=(0, 2, -8), aim=(0, 0, 0), angle=ANGLE)
        tops = [[x, self._top(n), z] for n, z in enumerate(self.z) for x in self.x[[0, -1]]]
        feet = [[x, 0.0, z - 1.0] for z in self.z for x in self.x[[0, -1]]]
        self.stand_at(fitting(np.array(tops + feet), low, high, pitch=PITCH, yaw=YAW, angle=ANGLE))

    def _top(self, lane: int) -> float:
        return float(min(HIGHEST, HIGH * np.diff(self.stops[lane]).max(initial=0)))

    def hop(self, lane: int, number: int) -> np.ndarray:
        """Return the points of a hop, ``[SAMPLES, 3]``."""
        start, end = self.x[self.stops[lane][number : number + 2]]
        turn = np.linspace(0, np.pi, SAMPLES)
        high = min(HIGHEST, HIGH * abs(end - start))
        x = start + (end - start) * (1 - np.cos(turn)) / 2
        return np.column_stack([x, high * np.sin(turn), np.full(SAMPLES, self.z[lane])])

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        for lane in range(len(self.lanes) - 1, -1, -1):
            self._paint_lane(canvas, lane)
            for number in range(len(self.stops[lane]) - 1):
                come = float(np.clip(self.tick - number, 0, 1))
                if come < FAINT:
                    continue
                points = self.hop(lane, number)[: max(2, round(come * (SAMPLES - 1)) + 1)]
                seen = lens.project(points)
                rgba = palette().rgba(self.lanes[lane].role, 0.95 * self.opacity)
                draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), rgba, 0.05)
                if come < 1 or number == len(self.stops[lane]) - 2:
                    radius = LAMP * float(seen.scale_N[-1])
                    draw_lamp(canvas, seen.xy_N2[-1], radius, rgba * [1, 1, 1, 0.9])
        for tag, at, share, hold in self._named():
            tag.draw(canvas, at, share, hold)

    def _paint_lane(self, canvas: skia.Canvas, lane: int) -> None:
        row = np.column_stack([self.x, np.zeros(len(self.x)), np.full(len(self.x), self.z[lane])])
        seen = self.lens.project(row)
        canvas.drawPath(
            polygons(seen.xy_N2[None], closed=False), stroke_paint(palette().rgba("soft", 0.4 * self.opacity), 0.014)
        )
        done = self.stops[lane][: 1 + int(np.floor(self.tick + 1e-6))]
        for n, (at, unit) in enumerate(zip(seen.xy_N2.tolist(), seen.scale_N.tolist(), strict=True)):
            role, share = (self.lanes[lane].role, 1.0) if n in done else ("soft", 0.6)
            canvas.drawCircle(*at, BEAD * unit, fill_paint(palette().rgba(role, share * self.opacity)))

    def _named(self) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        found = []
        for n, tag in enumerate(self.names):
            at = self.lens.project([self.x[0], 0.0, self.z[n]]).xy_N2[0] - [0.1, 1.15 * tag.em]
            found.append((tag, at, float(self.told[n]) * self.opacity, Hold(-1.0)))
        hold = Hold(1.0 if self.turn else 0.0, self.turn)
        first = np.column_stack([self.x, np.zeros(len(self.x)), np.full(len(self.x), self.z[0])])
        for tag, at in zip(self.tags, self.lens.project(first).xy_N2, strict=True):
            found.append((tag, at - [0.0, 3.4 * tag.em], self.named * self.opacity, hold))
        return [each for each in found if each[2] > FAINT]

    def paint_bounds(self) -> skia.Rect | None:
        return with_tags(self, super().paint_bounds(), self._named())

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        found = []
        for n, lane in enumerate(self.lanes):
            done = min(int(np.ceil(self.tick - 1e-6)), len(lane.reached))
            found += [("⌒", lane.reached[round_, int(self.stops[n][round_ + 1])]) for round_ in range(done)]
            found += [*lane.numbers] if self.told[n] * self.opacity > VISIBLE else []
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, share, hold in self._named() if share > VISIBLE]
