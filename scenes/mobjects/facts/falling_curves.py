"""Chances that fall as parts are switched off: a curtain for each curve, one behind the other, with its name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import joined
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 40.0
APART = 1.5  # units of space from curtain to curtain
SHADE, CREST, BEAD, LAMP = 0.26, 0.045, 0.09, 0.5  # opacity of a curtain, width of its crest, radii of its points
LEAST = 0.6  # light of the farthest curtain
TAG, SIDE = 0.34, 0.4  # em of names; scene units that words keep from the side of the box
ASIDE = 0.3  # units of space from the last point to the name, and from the first one to what stands on its left


class FallingCurves(Space):
    """C curves of N points: the first in front; each begins at its own share of 1 and has its name on the right.

    Parameters
    ----------
    shares
        ``[C, N]``, from 0 to 1.
    names, roles
        Of the curves.
    ticks
        What stands under the points, N texts.
    counts
        The numbers in those, N.
    low, high
        The box of the frame it is seen in.
    heights
        Shares of 1 that have a line on the left and their number beside it, each as it is written.
    floor
        What the numbers under the points count, on the left of them.
    em
        Of the names.
    step, full
        Units of space from number to number, and how high a share of 1 is.
    along
        ``[N]`` where the points stand, from 0 to 1; else evenly.
    figures
        A number of each curve, behind its name, as it is written.

    Attributes
    ----------
    grown
        ``[C]`` how far each curve has come, from 0 to 1.
    opacities
        ``[C]``.
    said
        ``[C]`` opacity of the names.
    shade
        ``[C]`` how dense the sheet under each curve is.
    ruled
        Opacity of the floor's lines and of the numbers on it.
    """

    def __init__(
        self, shares: Reading, names: Sequence[str], roles: Sequence[str], ticks: Sequence[str],
        counts: Sequence[Reading], low: Sequence[float], high: Sequence[float], *,
        heights: Sequence[tuple[str, Reading]] = (), floor: str = "", em: float = TAG, step: float = 1.35,
        full: float = 3.4, along: Sequence[float] | None = None,
        figures: Sequence[tuple[str, Reading]] = (),
    ) -> None:  # fmt: skip
        if not isinstance(shares, Reading) or not all(isinstance(count, Reading) for count in counts):
            raise TypeError("a curve on screen needs a source: give Readings")
        self.readings, self.counts = shares, tuple(counts)
        count, points = shares.value.shape
        self.values = np.clip(shares.value.astype(float), 0, None)
        places = np.linspace(0, 1, points) if along is None else np.asarray(along, dtype=float)
        self.x = (places - 0.5) * (points - 1) * step
        self.z, self.full = np.arange(count) * APART, full
        self.roles, self.figures = tuple(roles), tuple(figures)
        if figures:
            names = [joined("  ", (name, text)) for name, (text, _) in zip(names, figures, strict=True)]
        self.tags = tuple(NameTag(n, readable(em), palette().rgba(r)) for n, r in zip(names, roles, strict=True))
        self.heights = tuple(heights)
        texts = [*ticks, *[text for text, _ in heights], floor]
        made = [NameTag(text, readable(0.9 * em), palette().rgba("soft")) for text in texts]
        self.ticks, self.marks, self.floor = tuple(made[:points]), tuple(made[points:-1]), made[-1]
        self.grown, self.opacities, self.said = np.zeros(count), np.ones(count), np.zeros(count)
        self.shade, self.ruled = np.ones(count), 1.0
        super().__init__(low, high, eye=[0, 5, -12], aim=[0, 1, 0], angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which all curtains fill a box of the frame; names stand to the right of it."""
        top = self.full * float(self.values.max())
        corners = np.array([[x, y, z] for x in self.x[[0, -1]] for y in (0, top) for z in self.z[[0, -1]]])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        self._paint_floor(canvas, lens)
        for curve in range(len(self.z) - 1, -1, -1):
            if self.grown[curve] * self.opacities[curve] * self.opacity > FAINT:
                self._paint_curtain(canvas, lens, curve)
        for tag, at, share, hold in self._tags(lens):
            tag.draw(canvas, at, share, hold)

    def _paint_floor(self, canvas: skia.Canvas, lens: Lens) -> None:
        if self.ruled * self.opacity < FAINT:
            return
        ends = [[[x, 0, self.z[0] - 0.4], [x, 0, self.z[-1] + 0.4]] for x in self.x]
        ends += [[[self.x[0], 0, z], [self.x[-1], 0, z]] for z in self.z]
        ends += [[[self.x[0], y, self.z[0] - 0.4], [self.x[0], y, self.z[-1] + 0.4]] for y in self._levels()]
        xy = lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.5 * self.ruled * self.opacity), 0.018)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _levels(self) -> list[float]:
        return [self.full * float(share) for _, share in self.heights]

    def _paint_curtain(self, canvas: skia.Canvas, lens: Lens, curve: int) -> None:
        way = self._way(curve)
        share = float(self.opacities[curve] * self.opacity) * self._far(curve)
        rgba = palette().rgba(self.roles[curve], share)
        foot = way * [1, 0, 1]
        seen, ground = lens.project(way), lens.project(foot)
        area = np.concatenate([seen.xy_N2, ground.xy_N2[::-1]])
        if (shade := float(self.shade[curve])) > FAINT:
            canvas.drawPath(polygons(area[None]), fill_paint(rgba * [1, 1, 1, SHADE * shade]))
        width = CREST * float(seen.scale_N.mean())
        draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), rgba, width)
        for xy, scale in zip(seen.xy_N2[: self._reached(curve)], seen.scale_N.tolist(), strict=False):
            canvas.drawCircle(*xy.tolist(), BEAD * scale, fill_paint(rgba))
        draw_lamp(canvas, seen.xy_N2[-1], LAMP * float(seen.scale_N[-1]), rgba * [1, 1, 1, 0.8])

    def _way(self, curve: int) -> np.ndarray:
        """Return the points of a curve as far as it has come, ``[M, 3]``: straight between two of them."""
        reach = float(self.grown[curve]) * (len(self.x) - 1)
        there = np.append(np.arange(int(reach) + 1), reach) if reach % 1 else np.arange(int(reach) + 1)
        at = np.arange(len(self.x))
        x, y = (np.interp(there, at, each) for each in (self.x, self.full * self.values[curve]))
        return np.column_stack([x, y, np.full(len(there), self.z[curve])])

    def _reached(self, curve: int) -> int:
        return int(float(self.grown[curve]) * (len(self.x) - 1)) + 1

    def _far(self, curve: int) -> float:
        return 1 - (1 - LEAST) * curve / max(len(self.z) - 1, 1)

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        """Names behind the curves' last points, none over another; and what stands under the points in front."""
        ends = np.column_stack([np.full_like(self.z, self.x[-1] + ASIDE), self.full * self.values[:, -1], self.z])
        found, last = [], -np.inf
        for curve, at in enumerate(lens.project(ends).xy_N2):
            tag = self.tags[curve]
            last = max(float(at[1]) - 0.3 * tag.em, last + 1.12 * tag.em)
            found.append((tag, np.array([at[0], last]), float(self.said[curve]) * self.opacity, Hold(-1.0)))
        front = np.column_stack([self.x, np.zeros_like(self.x), np.full_like(self.x, self.z[0] - 0.55)])
        for tag, at in zip(self.ticks, lens.project(front).xy_N2, strict=True):
            found.append((tag, at - [0, 0.75 * tag.em], self.ruled * self.opacity * bool(tag.text), Hold()))
        rails = [[self.x[0] - ASIDE, y, z] for y in self._levels() for z in (self.z[0] - 0.4, self.z[-1] + 0.4)]
        places = lens.project(np.array(rails).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        for tag, ends in zip(self.marks, places, strict=True):
            at = ends[ends[:, 0].argmin()]
            found.append((tag, at - [0, 0.35 * tag.em], self.ruled * self.opacity, Hold(1.0)))
        if self.floor.text:
            at = lens.project(front[:1]).xy_N2[0] - [self.ticks[0].width, 0.75 * self.floor.em]
            if (least := self.low[0] + SIDE + self.floor.width) > at[0]:  # no room there: on a line below
                at = np.array([least, at[1] - 1.2 * self.floor.em])
            found.append((self.floor, at, self.ruled * self.opacity, Hold(1.0)))
        return [each for each in found if each[2] > FAINT]

    def paint_bounds(self) -> skia.Rect | None:
        return with_tags(self, super().paint_bounds(), self._tags(self.lens))

    def visible(self) -> np.ndarray:
        """Return the points that can be read, then the numbers under them, beside the lines and behind names."""
        seen = self.grown * self.opacities * self.opacity > VISIBLE
        points = np.arange(len(self.x)) <= self.grown[:, None] * (len(self.x) - 1)
        written = np.array([bool(tag.text) for tag in self.ticks] + [True] * len(self.heights), dtype=bool)
        ticks = np.flatnonzero(written & (self.ruled * self.opacity > VISIBLE))
        marks = len(written) + np.flatnonzero(self.said[: len(self.figures)] * self.opacity > VISIBLE)
        return np.concatenate(
            [np.flatnonzero(points & seen[:, None]), self.values.size + ticks, self.values.size + marks]
        ).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        flat, size = self.readings.reshape(-1), self.values.size
        said = [*zip([tick.text for tick in self.ticks], self.counts, strict=True), *self.heights]
        said += self.figures
        return [("▬", flat[i]) if i < size else said[i - size] for i in self.visible().tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, share, hold in self._tags(self.lens) if share > VISIBLE]
