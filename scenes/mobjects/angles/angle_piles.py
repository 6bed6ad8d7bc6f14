"""Piles of angles in depth: each point of light is a pair of arrows at its angle on a ring, high where many are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Cloud, CloudLight
from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.dust import DustRaster, Points
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import (
    INK,
    draw_glowing_line,
    draw_lamp,
    fill_paint,
    light_paint,
    stroke_paint,
)
from attention_scenes.scenes.mobjects.space.name_tag import NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.constant import constant

ANGLE = 36.0  # of the lens, degrees
BINS = 360
MIDDLES = (np.arange(BINS) + 0.5) / 2  # degrees
TICKS = (0, 30, 60, 90, 120, 150, 180)
GOLDEN = (np.sqrt(5) - 1) / 2  # shares of its multiples fill 0 to 1 evenly
THICK = 0.35  # of a pile, in units of space: points lie so deep
GRAIN = 0.017  # radius of a point of light, in units of space
CREST, FLOOR, NEEDLE = 0.045, 0.042, 0.05  # widths of lines, in units of space
SHADE, GROUND = 0.4, 0.55  # of what lies under a crest: its colour, and the ground behind it
LISTED = 0.004  # shares smaller than this are not listed
STRAIGHT = 1e-3  # a smaller bend is none


@dataclass(frozen=True)
class Pile:
    """What one pile is made of, at S moments.

    Attributes
    ----------
    shares
        ``[S, 360]`` of all pairs in each half degree.
    points
        ``[S, P]`` degrees of some pairs.
    role
        Its colour.
    """

    shares: Reading
    points: Reading
    role: str


@dataclass
class _Kept:
    """A raster for each pile; copies of a field share them, as their pixels are shared."""

    rasters: list[DustRaster] = field(default_factory=list)


class AnglePiles(Space):
    """K piles of angles, one behind the other, over rings (or, unbent, lines) from 0° at the right to 180° at the left.

    Parameters
    ----------
    piles
        The first one stands in front.
    low, high
        The box of the frame it is seen in.
    needles
        ``[N]`` angles that are marked by lines of light, with ``needle_roles``; ``needle_piles`` says on which pile.
    moving
        ``[S]`` angles of the first needle at the first pile's moments.
    em
        Of the angles under the first pile.

    Attributes
    ----------
    step
        At which moment the first pile is, perhaps between two.
    growth, opacities, dust
        ``[K]``; the last is how much of a pile is seen: its ring and its needles stay without it.
    z
        ``[K]`` depths.
    unit, bend, tall
        Units of space of a degree; how much the line is bent, 1 / radius; and of a share of 1.
    spanned
        ``[N]`` from 0 to 1 how long a needle is; ``needle_light`` ``[N]`` its opacity.
    said
        Opacity of the angles' names.
    """

    def __init__(
        self, piles: Sequence[Pile], low: Sequence[float], high: Sequence[float], em: float, *,
        needles: Reading | None = None, needle_roles: Sequence[str] = (), needle_piles: Sequence[int] = (),
        moving: Reading | None = None, apart: float = 0.0, unit: float = np.pi / 60, bend: float = 1 / 3,
        tall: float = 18.0, reach: float = 2.4,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for pile in piles for each in (pile.shares, pile.points)):
            raise TypeError("a point of light on screen needs a source: give Readings")
        self.piles, self.em, self.reach = tuple(piles), em, reach
        self.needles, self.moving = needles, moving
        self.needle_roles, self.needle_piles = tuple(needle_roles), tuple(needle_piles)
        count = 0 if needles is None else len(needles)
        self.spanned, self.needle_light = np.zeros(count), np.ones(count)
        self.step, self.unit, self.bend, self.tall, self.said = 0.0, float(unit), float(bend), float(tall), 1.0
        self.growth, self.opacities, self.dust = np.zeros(len(piles)), np.ones(len(piles)), np.ones(len(piles))
        self.z = apart * np.arange(len(piles), dtype=float)
        self._kept = _Kept([DustRaster() for _ in piles])
        super().__init__(low, high, eye=[0, 1, -14], aim=[0, 1, 0], angle=ANGLE)

    def places(self, degrees: np.ndarray, high: np.ndarray | float, z: np.ndarray | float) -> np.ndarray:
        """Return where angles lie in space, so high over the ring, ``[N, 3]``."""
        bend = max(self.bend, STRAIGHT)
        turn = self.unit * (90.0 - np.asarray(degrees, dtype=float)) * bend
        out = 1 / bend + np.asarray(high, dtype=float)
        x, y = out * np.sin(turn), out * np.cos(turn) - 1 / bend
        return np.column_stack([x, y, np.broadcast_to(z, x.shape)])

    def seen(
        self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float,
        between: tuple[float, float] = (0.0, 180.0),
    ) -> Pose:  # fmt: skip
        """Return the pose from which the piles between two angles, and the needles, fill a box of the frame."""
        turns = np.linspace(*between, 25)
        corners = [self.places(turns, -0.3, z) for z in (self.z[0], self.z[-1])]
        for k, pile in enumerate(self.piles):
            tops = self.tall * pile.shares.value.max(axis=0)
            corners.append(self.places(turns, np.interp(turns, MIDDLES, tops), self.z[k]))
        for n, angle in enumerate(self.needle_angles().tolist()):
            if between[0] < angle < between[1]:
                corners.append(self.places(np.array([angle]), self.reach, self.z[self.needle_piles[n]]))
        return fitting(np.concatenate(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        for k in np.argsort(-self.z).tolist():
            light = float(self.opacities[k]) * self.opacity
            if light > FAINT:
                self._paint_pile(canvas, lens, k, light)
                self._paint_needles(canvas, lens, k, light)
        canvas.restore()
        for tag, at in self._ticks(lens):
            tag.draw(canvas, at, self.said * self.opacity)

    def _moment(self, values_SN: np.ndarray, k: int) -> np.ndarray:
        """Return a pile's numbers at the moment that is shown; between two of them on a straight way."""
        step = min(self.step, len(values_SN) - 1.0) if k == 0 else 0.0
        before = int(step)
        after, share = min(before + 1, len(values_SN) - 1), step - before
        return (1 - share) * values_SN[before] + share * values_SN[after]

    def crest(self, k: int) -> np.ndarray:
        """Return how high a pile is at each half degree, in units of space, ``[360]``."""
        shares = self._moment(self.piles[k].shares.value.astype(float), k)
        return np.asarray(self.tall * self.growth[k] * shares)

    def _paint_pile(self, canvas: skia.Canvas, lens: Lens, k: int, light: float) -> None:
        rgba, crest, z = palette().rgba(self.piles[k].role), self.crest(k), float(self.z[k])
        top = lens.project(self.places(MIDDLES, crest, z))
        floor = lens.project(self.places(np.array([0.0, *MIDDLES, 180.0]), 0.0, z)).xy_N2
        scale = float(top.scale_N.mean())
        canvas.drawPath(polygons(floor[None], closed=False), stroke_paint(rgba * [1, 1, 1, 0.5 * light], FLOOR * scale))
        if (light := light * float(self.dust[k])) < FAINT:
            return
        under = polygons(np.concatenate([floor, top.xy_N2[::-1]])[None])
        canvas.drawPath(under, fill_paint(palette().rgba("background", GROUND * light)))
        canvas.drawPath(under, fill_paint(rgba * [1, 1, 1, SHADE * light]))
        self._paint_points(canvas, lens, k, crest, light)
        raised = crest > 1e-3 * max(self.reach, 1e-6)
        for some in np.split(np.arange(BINS), np.flatnonzero(np.diff(raised)) + 1):
            if raised[some[0]] and len(some) > 1:
                draw_glowing_line(
                    canvas, polygons(top.xy_N2[some][None], closed=False), rgba * [1, 1, 1, light], CREST * scale
                )

    def _paint_points(self, canvas: skia.Canvas, lens: Lens, k: int, crest: np.ndarray, light: float) -> None:
        """Draw pairs as points of light: each at its angle, and somewhere between the ring and the crest there."""
        angles = self._moment(self.piles[k].points.value.astype(float), k)
        turn = np.arange(1, len(angles) + 1)
        high = np.interp(angles, MIDDLES, crest) * (turn * GOLDEN % 1)
        deep = self.z[k] + THICK * (turn * GOLDEN**2 % 1 - 0.5)
        at_N3 = self.places(angles, high, deep)
        opacity = light * min(1.0, float(self.growth[k])) * (INK if palette().on_white else 1.0)
        rgb = 0.5 * palette().rgba(self.piles[k].role) + 0.5 * palette().rgba("text")
        if not isinstance(canvas, skia.Canvas):
            cloud = Cloud((at_N3,), (), 0.0, lens.map_34, CloudLight(lens.focal, GRAIN))
            return canvas.drawCloud(cloud, rgb * [1, 1, 1, opacity])
        seen = lens.project(at_N3)
        matrix = canvas.getTotalMatrix()
        pixels = abs(matrix.getScaleX())
        radius = seen.scale_N * GRAIN * pixels
        points = Points(
            (seen.xy_N2[:, 0] * matrix.getScaleX() + matrix.getTranslateX()).astype(np.float32),
            (seen.xy_N2[:, 1] * matrix.getScaleY() + matrix.getTranslateY()).astype(np.float32),
            (np.pi * radius**2).astype(np.float32),
        )
        picture = self._kept.rasters[k].picture([points], [rgb], canvas.getDeviceClipBounds(), pixels)
        if picture is not None:
            picture.draw(canvas, opacity)
        return None

    def needle_angles(self) -> np.ndarray:
        """Return where the needles stand now, ``[N]`` degrees."""
        if self.needles is None:
            return np.zeros(0)
        found = self.needles.value.astype(float).copy()
        if self.moving is not None:
            found[0] = float(self._moment(self.moving.value.astype(float)[:, None], 0)[0])
        return found

    def _paint_needles(self, canvas: skia.Canvas, lens: Lens, k: int, light: float) -> None:
        for n, angle in enumerate(self.needle_angles().tolist()):
            share = float(self.needle_light[n]) * light * min(1.0, 2 * float(self.spanned[n]))
            if self.needle_piles[n] != k or share < FAINT:
                continue
            rgba = palette().rgba(self.needle_roles[n], share)
            ends = np.array([-0.12, self.reach * float(self.spanned[n])])
            seen = lens.project(self.places(np.full(2, angle), ends, self.z[k] - THICK))
            width = NEEDLE * float(seen.scale_N.mean())
            path = polygons(seen.xy_N2[None], closed=False)
            canvas.drawPath(path, light_paint(rgba * [1, 1, 1, 0.06], 8 * width))
            draw_glowing_line(canvas, path, rgba, width)
            draw_lamp(canvas, seen.xy_N2[1], 9 * width, rgba * [1, 1, 1, 0.8])

    def top_of(self, n: int, pose: Pose | None = None) -> np.ndarray:
        """Return where a needle ends in the frame, ``[2]``; as seen from a pose, or now."""
        lens = self.lens if pose is None else Lens(*pose[:2], ANGLE, pose.center)
        k = self.needle_piles[n]
        at = self.places(self.needle_angles()[n : n + 1], self.reach, self.z[k] - THICK)
        return lens.project(at).xy_N2[0]

    def end_of(self, k: int, pose: Pose, degrees: float = 0.0) -> np.ndarray:
        """Return where a pile's ring has an angle, as seen from a pose, ``[2]``."""
        return Lens(*pose[:2], ANGLE, pose.center).project(self.places(np.array([degrees]), 0.0, self.z[k])).xy_N2[0]

    def _ticks(self, lens: Lens) -> list[tuple[NameTag, np.ndarray]]:
        """Return the angles named under the first pile, those that are in the box."""
        if self.said * self.opacity < FAINT:
            return []
        at = lens.project(self.places(np.array(TICKS, dtype=float), -0.22, self.z[0])).xy_N2 - [0, 0.62 * self.em]
        tags = [NameTag(f"{angle}°", self.em, palette().rgba("soft")) for angle in TICKS]
        return [
            (tag, xy)
            for tag, xy in zip(tags, at, strict=True)
            if self.low[0] + 0.6 < xy[0] < self.high[0] - 0.6 and self.low[1] + 0.05 < xy[1] < self.high[1]
        ]

    # -- what is read -----------------------------------------------------------------------------------

    def _stands(self, k: int) -> bool:
        still = k > 0 or float(min(self.step, len(self.piles[0].shares) - 1)).is_integer()
        return bool(self.opacities[k] * self.opacity > VISIBLE and self.growth[k] == 1 and still)

    def _is_read(self, k: int) -> bool:
        return self._stands(k) and bool(self.dust[k] * self.opacities[k] * self.opacity > VISIBLE)

    def visible(self) -> np.ndarray:
        """Return which piles can be read, at which moment, which needles, and how many names."""
        piles = [int(self._is_read(k)) for k in range(len(self.piles))]
        needles = (self.spanned == 1) & (self.needle_light * self.opacity > VISIBLE)
        names = len(self._ticks(self.lens)) if self.said * self.opacity > VISIBLE else 0
        return np.array([*piles, *needles.astype(int), int(2 * self.step), names])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found: list[tuple[str, Reading]] = []
        for k, pile in enumerate(self.piles):
            if self._is_read(k):
                moment = min(int(self.step), len(pile.shares) - 1) if k == 0 else 0
                listed = np.flatnonzero(pile.shares.value[moment] > LISTED).tolist()
                found += [("▬", pile.shares[moment, n]) for n in listed]
        for n in range(len(self.spanned)):
            k = self.needle_piles[n]
            if self.spanned[n] == 1 and self.needle_light[n] * self.opacity > VISIBLE and self._stands(k):
                assert self.needles is not None
                moved = n == 0 and self.moving is not None
                found.append(("↗", self.moving[int(self.step)] if moved and self.moving else self.needles[n]))
        if self.said * self.opacity > VISIBLE:
            names = [tag.text.rstrip("°") for tag, _ in self._ticks(self.lens)]
            found += [(name, constant(float(name))) for name in names]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        if self.said * self.opacity < VISIBLE:
            return []
        return [tag.read_on(self, at) for tag, at in self._ticks(self.lens)]
