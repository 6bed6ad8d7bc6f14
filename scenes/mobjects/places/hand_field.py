"""Clock hands in depth: a column for each word, a row for each speed, fast in front; a hand turns a step a word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 30.0
RADIUS, RISE, DEPTH = 0.47, 0.62, 0.8  # units of space: of a dial, how much higher the next row is and farther
HAND, RIM, SHINE = 0.085, 0.022, 0.38  # widths of lines, radius of the light at a tip
GLASS, WEDGE, FACE = 0.31, 0.3, 0.6  # opacity of a dial, of what a hand has swept, and of a dial's rim
LEAST = 0.85  # light of the farthest row
TURN = np.linspace(0, 2 * np.pi, 49)[:-1]


class HandField(Space):
    """R rows of T dials; the hand of row r stands at ``degrees[r]`` times its column's place, clockwise from above.

    Parameters
    ----------
    degrees
        ``[R]``: the turn from one place to the next, fast ones first.
    names
        T names under the front row, of places 0 to T−1.
    low, high
        The box of the frame it is seen in.
    em
        Of the names.
    apart, rise
        From column to column, and how much higher the next row is, in units of space.
    slanted
        By how many degrees the names are turned.

    Attributes
    ----------
    turned
        ``[R]`` from 0, all hands up, to 1, turned.
    opacities
        ``[R]``, light of each row.
    glow
        ``[T]`` from 0 to 1: light behind a column's dials in the first row.
    said
        Opacity of the names.
    """

    def __init__(
        self, degrees: Reading, names: Sequence[str], low: Sequence[float], high: Sequence[float], em: float, *,
        apart: float = 1.0, rise: float = RISE, slanted: float = 0.0,
    ) -> None:  # fmt: skip
        if not isinstance(degrees, Reading):
            raise TypeError("a hand on screen needs a source: give a Reading")
        self.readings, self.names, self.em, self.slanted, self.rise = (
            degrees,
            tuple(names),
            em,
            float(slanted),
            float(rise),
        )
        self.n_rows, self.count = len(degrees), len(names)
        self.steps = np.deg2rad(degrees.value.astype(float))
        self.x = (np.arange(self.count) - (self.count - 1) / 2) * apart
        self.turned, self.opacities = np.zeros(self.n_rows), np.ones(self.n_rows)
        self.glow, self.said = np.zeros(self.count), 1.0
        shares = np.linspace(0, 1, self.n_rows)[:, None]
        self.colors = (1 - shares) * palette().rgba("first") + shares * palette().rgba("second")
        super().__init__(low, high, eye=[0, 4, -14], aim=[0, 1, 0], angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float, rows: int = 0) -> Pose:
        """Return the pose from which the first rows, or all, fill a box of the frame."""
        last = (rows or self.n_rows) - 1
        ends = [(x, side * RADIUS) for x in (self.x[0] - RADIUS, self.x[-1] + RADIUS) for side in (-1, 1)]
        corners = [[x, y + row * self.rise, row * DEPTH] for x, y in ends for row in (0, last)]
        return fitting(np.array(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def centers(self, row: int) -> np.ndarray:
        """Return the middles of a row's dials, ``[T, 3]``."""
        return np.column_stack([self.x, np.full(self.count, row * self.rise), np.full(self.count, row * DEPTH)])

    def beside(self, row: int, pose: Pose) -> np.ndarray:
        """Return the place of the frame at the right of a row, from a pose, ``[2]``."""
        end = self.centers(row)[-1] + [1.25 * RADIUS, 0, 0]
        return Lens(*pose[:2], ANGLE, pose.center).project(end).xy_N2[0]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        for row in range(self.n_rows - 1, -1, -1):
            light = self.opacities[row] * self.opacity * (1 - (1 - LEAST) * row / max(self.n_rows - 1, 1))
            if light > FAINT:
                self._paint_row(canvas, lens, row, float(light))
        for tag, at in self._tags(lens):
            tag.draw(canvas, at, self.said * self.opacity, self._hold())

    def _paint_row(self, canvas: skia.Canvas, lens: Lens, row: int, light: float) -> None:
        middles, rgba = self.centers(row), self.colors[row]
        scale = float(lens.project(middles).scale_N.mean())
        if row == 0:
            for at, glow in zip(lens.project(middles).xy_N2, self.glow.tolist(), strict=True):
                draw_lamp(canvas, at, 1.7 * RADIUS * scale, palette().rgba("focus", 0.8 * glow * light))
        around = np.column_stack([np.sin(TURN), np.cos(TURN), np.zeros(len(TURN))]) * RADIUS
        rims = _seen(lens, middles[:, None] + around)
        canvas.drawPath(polygons(rims), fill_paint(palette().rgba("background", 0.55 * light)))
        canvas.drawPath(polygons(rims), fill_paint(rgba * [1, 1, 1, GLASS * light]))
        canvas.drawPath(polygons(rims), stroke_paint(rgba * [1, 1, 1, FACE * light], RIM * scale))
        angles = self.turned[row] * self.steps[row] * np.arange(self.count)
        canvas.drawPath(
            polygons(_seen(lens, middles[:, None] + _wedges(angles))), fill_paint(rgba * [1, 1, 1, WEDGE * light])
        )
        tips = middles + 0.86 * RADIUS * np.column_stack([np.sin(angles), np.cos(angles), np.zeros(self.count)])
        hands = polygons(_seen(lens, np.stack([middles, tips], axis=1)), closed=False)
        canvas.drawPath(hands, stroke_paint(rgba * [1, 1, 1, light], HAND * scale))
        for at in lens.project(tips).xy_N2:
            draw_lamp(canvas, at, SHINE * scale, rgba * [1, 1, 1, 0.7 * light])

    def _hold(self) -> Hold:
        return Hold(1.0 if self.slanted else 0.0, self.slanted)

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray]]:
        """The names under the first row, each with its place."""
        under = lens.project(self.centers(0) - [0, 1.2 * RADIUS, 0]).xy_N2 - [0, 1.1 * self.em]
        under += [0.3 * self.em, 0.3 * self.em] if self.slanted else [0, 0]
        return [
            (NameTag(name, self.em, palette().rgba("text")), at) for name, at in zip(self.names, under, strict=True)
        ]

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Hands that are seen, turned: of place 0 there is none."""
        rows = np.flatnonzero(self.opacities * self.opacity * (self.turned == 1) > VISIBLE)
        return (rows[:, None] * self.count + np.arange(1, self.count)).ravel()

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found = (divmod(int(index), self.count) for index in self.visible())
        return [("↗", self.readings[row] * float(place)) for row, place in found]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.opacity * self.said < VISIBLE:
            return []
        tags = self._tags(self.lens)
        return [tag.read_on(self, at, self._hold()) for tag, at in tags]


def _wedges(angles_T: np.ndarray) -> np.ndarray:
    """Return what each hand has swept, less whole turns, as outlines ``[T, 25, 3]`` round 0."""
    swept = np.linspace(0, np.mod(angles_T, 2 * np.pi), 24, axis=1)
    rim = 0.86 * RADIUS * np.stack([np.sin(swept), np.cos(swept), np.zeros_like(swept)], axis=-1)
    return np.concatenate([np.zeros((len(angles_T), 1, 3)), rim], axis=1)


def _seen(lens: Lens, points: np.ndarray) -> np.ndarray:
    """Project outlines ``[N, P, 3]`` to ``[N, P, 2]``."""
    return lens.project(points.reshape(-1, 3)).xy_N2.reshape(*points.shape[:2], 2)
