"""Attention's weighted sum on a stage: values stand under lamps of weight, whose light pours into one column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import fitting
from attention_scenes.scenes.mobjects.stage.value_strips import Strips

ANGLE, PITCH, YAW = 40.0, 8.0, -14.0  # of the lens and from where it looks, degrees
PITCH_X, WIDE, TALL = 1.5, 0.74, 2.7  # from word to word; a value's strip; in units of space
SUM_WIDE, SUM_TALL, NEARER, BESIDE = 1.0, 3.1, 2.0, 1.35  # of the sum: its strip, how near the eye, how far right
LAMP_UP, LAMP = 0.55, 0.36  # over its strip; radius of the lamp of a weight of 1
GLOW, LIGHT = 1.5, 0.8  # of a lamp: its reach beyond the core, and its opacity
ARC, ARC_UP = 0.13, 0.75  # width of the arc of a weight of 1, and how far it rises over its lamp
SAMPLES, DROPS, DROP = 25, 7, 0.6  # points along an arc; drops on it, and their area in parts of the lamp's
NAME, SMALLEST, NAME_DOWN, NUMBER_DOWN = 0.42, 0.235, 0.45, 0.42  # em; under a foot, and under its name
APART = 0.25  # em between two names
PANE = 0.3  # opacity of the glass that the sum fills
LEAST = 0.004  # a weight below gives no light


class ValueLamps(Space):
    """For K words a value under a lamp whose area is its weight; arcs as wide lead to the sum, which stands nearer.

    Parameters
    ----------
    names, roles
        ``K`` words as they are called, and the palette roles of their colours.
    weights
        ``[K]`` the query's weights for them.
    values
        ``[K, R]`` their values.
    total
        ``[R]`` the weighted sum over all words.
    sum_name
        What stands under the sum.
    low, high
        The box of the frame that it bleeds into; ``inner`` (low, high) is the part that it fills.

    Attributes
    ----------
    lamps, arcs, rise
        ``[K]`` how far each lamp is lit, its arc has grown, its value stands.
    weighted
        0: values as they are; 1: each as bright as its weight lets it be.
    way
        How far the light on its way has come, from 0 to 1.
    filled
        ``[R]`` how far each entry of the sum is there.
    ready
        Opacity of the empty column for the sum, and of its name.
    """

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], weights: Reading, values: Reading, total: Reading,
        sum_name: str, low: Sequence[float], high: Sequence[float],
        inner: tuple[Sequence[float], Sequence[float]],
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (weights, values, total)):
            raise TypeError("light on screen needs a source: give Readings")
        colors, count = palette(), len(names)
        self.readings, self.values, self.total = weights, values, total
        self._products = values * weights.reshape(-1, 1)
        self.shares = np.clip(weights.value.astype(float), 0, 1)
        xs = (np.arange(count) - (count - 1) / 2) * PITCH_X
        self.feet = np.column_stack([xs, np.zeros(count), np.zeros(count)])
        self.foot = np.array([float(xs[-1]) + PITCH_X / 2 + BESIDE, 0.0, -NEARER])
        self.strips = Strips(values.value, self.feet, (WIDE, TALL), "value")
        self.column = Strips(total.value[None], self.foot[None], (SUM_WIDE, SUM_TALL), "value")
        self.tags = [NameTag(name, NAME, colors.rgba(role)) for name, role in zip(names, roles, strict=True)]
        self.sum_tag = NameTag(sum_name, NAME, colors.rgba("value"))
        self.lamps, self.arcs, self.rise = np.zeros(count), np.zeros(count), np.zeros(count)
        self.filled, self.opacities = np.zeros(len(total)), np.ones(1)
        self.weighted = self.way = self.ready = 0.0
        pose = fitting(self._outline(), *inner, pitch=PITCH, yaw=YAW, angle=ANGLE)
        super().__init__(low, high, eye=pose.eye, aim=pose.aim, angle=ANGLE, center=pose.center)
        self._set_names()

    def _set_names(self) -> None:
        """Make the names as small as two neighbours need."""
        gaps = np.diff(self.lens.project(self.feet).xy_N2[:, 0])
        widths = np.array([tag.width / tag.em for tag in self.tags])
        em = float((gaps / ((widths[1:] + widths[:-1]) / 2 + APART)).min(initial=NAME))
        for tag in [*self.tags, self.sum_tag]:
            tag.width *= max(em, SMALLEST) / tag.em
            tag.em = max(em, SMALLEST)

    # -- places ---------------------------------------------------------------------------------------

    def bulbs(self) -> np.ndarray:
        """Return the middles of the lamps in space, ``[K, 3]``: they rise with what stands under them."""
        return self.feet + np.array([[0, LAMP_UP, 0]]) + TALL * self.rise[:, None] * np.eye(3)[1]

    def ways(self, bulbs: np.ndarray) -> np.ndarray:
        """Return the ways of the light from lamps at ``bulbs`` to the top of the sum, ``[K, SAMPLES, 3]``."""
        u = np.linspace(0, 1, SAMPLES)[None, :, None]
        start = bulbs[:, None]
        end = self.foot + np.array([0, SUM_TALL, 0])
        over = np.array([0, 4 * ARC_UP, 0]) * u * (1 - u)
        return start + (end - start) * u * u * (3 - 2 * u) + over

    def _outline(self) -> np.ndarray:
        """Return points in space that must be seen."""
        up = np.array([0, TALL + LAMP_UP + 0.6, 0])
        aside = np.array([PITCH_X / 2, 0, 0])
        ends = [self.feet[0] - aside, self.feet[-1] + aside, self.feet[0] - [0, 0.9, 0]]
        sum_ = [self.foot + [side * SUM_WIDE * 0.7, height, 0] for side in (-1, 1) for height in (-0.9, SUM_TALL)]
        ways = self.ways(self.feet + [0, LAMP_UP + TALL, 0])[self.shares > LEAST]
        return np.vstack([*ends, *[end + up for end in ends], *sum_, ways.reshape(-1, 3)])

    def numbers_at(self) -> np.ndarray:
        """Return where numbers stand under the names, in the frame: ``[K, 2]``."""
        return self.lens.project(self.feet).xy_N2 - [0, NAME_DOWN + NUMBER_DOWN]

    # -- drawing --------------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        light = (1 - self.weighted) + self.weighted * self.shares
        self.strips.paint(canvas, lens, self.rise, light * self.opacity)
        self._paint_arcs(canvas, lens)
        self._paint_lamps(canvas, lens)
        self._paint_sum(canvas, lens)
        self._paint_names(canvas, lens)
        canvas.restore()

    def _rgba(self, role: str, share: float) -> np.ndarray:
        return palette().rgba(role, share * self.opacity)

    def _paint_arcs(self, canvas: skia.Canvas, lens: Lens) -> None:
        ways = self.ways(self.bulbs())
        for k in np.flatnonzero((self.arcs > FAINT) & (self.shares > LEAST)).tolist():
            seen = lens.project(ways[k])
            reach = max(2, round(float(self.arcs[k]) * (SAMPLES - 1)) + 1)
            width = ARC * self.shares[k] * float(seen.scale_N.mean())
            line = polygons(seen.xy_N2[None, :reach], closed=False)
            draw_glowing_line(canvas, line, self._rgba("focus", 0.25 + 0.5 * float(self.shares[k])), max(width, 0.012))
            self._paint_drops(canvas, lens, ways[k], float(self.shares[k]))

    def _paint_drops(self, canvas: skia.Canvas, lens: Lens, way_S3: np.ndarray, share: float) -> None:
        """Draw drops of light one after the other; none is left where the light has come to its end."""
        if not 0 < self.way < 1:
            return
        at = 2 * self.way - np.linspace(0, 1, DROPS)
        at = at[(at > 0) & (at < 1)] * (SAMPLES - 1)
        points = np.column_stack([np.interp(at, np.arange(SAMPLES), way_S3[:, axis]) for axis in range(3)])
        if not len(points):
            return
        seen = lens.project(points)
        for xy, scale in zip(seen.xy_N2, seen.scale_N.tolist(), strict=True):
            radius = LAMP * float(np.sqrt(DROP * share)) * scale
            draw_lamp(canvas, xy, 2.2 * radius, self._rgba("value", 0.8))
            canvas.drawCircle(float(xy[0]), float(xy[1]), 0.55 * radius, fill_paint(self._rgba("value", 1.0)))

    def _paint_lamps(self, canvas: skia.Canvas, lens: Lens) -> None:
        seen = lens.project(self.bulbs())
        radii = LAMP * np.sqrt(self.shares * np.clip(self.lamps, 0, 1)) * seen.scale_N
        for xy, radius, share in zip(seen.xy_N2, radii.tolist(), self.shares.tolist(), strict=True):
            if radius > FAINT and share > LEAST:
                draw_lamp(canvas, xy, radius * (1 + GLOW), self._rgba("focus", LIGHT))
                canvas.drawCircle(float(xy[0]), float(xy[1]), radius, fill_paint(self._rgba("focus", 1.0)))

    def _paint_sum(self, canvas: skia.Canvas, lens: Lens) -> None:
        if self.ready < FAINT:
            return
        half, high = SUM_WIDE / 2 + 0.06, SUM_TALL + 0.06
        rim = self.foot + np.array([[-half, -0.06, 0], [-half, high, 0], [half, high, 0], [half, -0.06, 0]])
        outline = polygons(lens.project(rim).xy_N2[None])
        canvas.drawPath(outline, fill_paint(self._rgba("value", PANE * self.ready)))
        share = float(self.filled.mean())
        if share > FAINT:
            middle = lens.project(self.foot + [0, SUM_TALL / 2, 0])
            reach = 0.95 * SUM_TALL * float(middle.scale_N[0])
            draw_lamp(canvas, middle.xy_N2[0], reach, self._rgba("value", 0.3 * share))
        draw_glowing_line(canvas, outline, self._rgba("value", 0.8 * self.ready), 0.022)
        self.column.paint(canvas, lens, np.ones(1), np.ones(1) * self.opacity, self.filled)

    def _paint_names(self, canvas: skia.Canvas, lens: Lens) -> None:
        for tag, at, share in self._named(lens):
            tag.draw(canvas, at, share * self.opacity, halo=False)

    def _named(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, float]]:
        feet = np.vstack([self.feet, self.foot])
        at = lens.project(feet).xy_N2 - [0, NAME_DOWN]
        shares = [*np.ones(len(self.tags)).tolist(), self.ready]
        return list(zip([*self.tags, self.sum_tag], at, shares, strict=True))

    # -- what can be read ------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return what tells which numbers can be seen: of lamps, arcs, values and the sum, all at once."""
        seen = [self.lamps > VISIBLE, (self.arcs > VISIBLE) & (self.shares > LEAST), self.filled > VISIBLE]
        stands = bool((self.rise == 1).all() and self.weighted in (0, 1))
        return np.concatenate([*seen, [self.opacity > VISIBLE, stands, stands and bool(self.weighted)]]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity <= VISIBLE:
            return []
        found = [("●", self.readings[k]) for k in np.flatnonzero(self.lamps > VISIBLE).tolist()]
        found += [("⌒", self.readings[k]) for k in np.flatnonzero((self.arcs > VISIBLE) & (self.shares > LEAST))]
        if (self.rise == 1).all() and self.weighted in (0, 1):
            values = self._products if self.weighted else self.values
            found += [("■", value) for value in values.reshape(-1)]
        return found + [("■", self.total[r]) for r in np.flatnonzero(self.filled > VISIBLE).tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at) for tag, at, share in self._named(self.lens) if share * self.opacity > VISIBLE]
