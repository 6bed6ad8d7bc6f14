"""The neurons of one MLP at one word as a wall of lamps: as bright as what each says, and one spoken of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import fill_polygons, polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.facts.neuron_grid import across, grid_of
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 42.0
HIGH = 8.0  # of the wall, in units of space
POINT, SIDES = 0.42, 12  # radius of a lamp in parts of the step, corners of its outline
DARK = 0.3  # opacity of a lamp that says nothing
LEVELS, POWER = 12, 0.7  # paths that lamps are drawn in; of the light over the size
GLOWS, HALO = 40, 2.6  # so many of the brightest glow, this far in parts of the step
BURN, SPOKEN = 7.0, 1.15  # halo and size of the one that is spoken of, in the same parts
WAYS = 90  # points on a ray
WAY = 9.0  # units of space that the word's vector comes from, and what the neuron writes goes to
LINE = 0.05
MARGIN, TAG = 0.5, 0.46  # scene units: so far from the box's edges a ray ends; em of what is said of it
ASIDE, EDGE = 0.25, 0.35  # scene units from a ray's end to its word, and that this keeps from the box's side
CLEAR = 0.16  # scene units round a word in which no lamp is seen


class LampWall(Space):
    """M lamps in rows; ``spoken`` is one of them, through which a line of light runs. Where a word comes, lamps go.

    Parameters
    ----------
    values
        ``[M]`` what each neuron says at the word; its size is the light, below 0 in another colour.
    spoken
        The neuron spoken of.
    low, high
        The box of the frame it is seen in.
    reads, writes
        What is said of the word's vector that comes to it, and of what it adds.
    right
        How far to the right rays and what is said of them may go; to the box's side where None.

    Attributes
    ----------
    growth
        ``[M]`` how far each lamp is lit.
    opacities
        ``[M]``.
    order
        ``[M]`` delays by which lamps come from left to right.
    asked, added
        How far the word's vector has come to the neuron, and what it writes has gone from it.
    """

    def __init__(
        self, values: Reading, spoken: int, low: Sequence[float], high: Sequence[float], *, reads: str = "",
        writes: str = "", right: float | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(values, Reading):
            raise TypeError("a lamp on screen needs a source: give a Reading")
        self.readings, self.spoken = values, spoken
        self.right = float(high[0]) if right is None else right
        found = values.value.astype(float)
        self.step = HIGH / across(len(found))[1]
        self.places = grid_of(len(found)) * self.step
        self.lights = (np.abs(found) / max(float(np.abs(found).max()), 1e-9)) ** POWER
        self.below = found < 0
        self.growth, self.opacities = np.zeros(len(found)), np.ones(len(found))
        self.order = (self.places[:, 0] - self.places[:, 0].min()) / max(float(np.ptp(self.places[:, 0])), 1e-9)
        self.asked, self.added = 0.0, 0.0
        self.tags = tuple(
            NameTag(text, readable(TAG), palette().rgba(role)) for text, role in ((reads, "key"), (writes, "update"))
        )
        super().__init__(low, high, eye=[0, 1, -20], aim=[0, 0, 0], angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which the wall fills a box of the frame."""
        (left, bottom), (right, top) = self.places.min(axis=0), self.places.max(axis=0)
        corners = np.array([[x, y, 0] for x in (left, right) for y in (bottom, top)])
        return fitting(corners, low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def place_of(self, ahead: float = 0.0) -> np.ndarray:
        """Return where in the frame the lamp spoken of is, ``[2]``, or what is so far behind it."""
        return self.lens.project([[*self.places[self.spoken], ahead]]).xy_N2[0]

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.added > FAINT:
            self._paint_way(canvas, lens, 0.0, WAY * self.added, "update")
        self._paint_lamps(canvas, lens)
        if self.asked > FAINT:
            self._paint_way(canvas, lens, -WAY, -WAY * (1 - self.asked), "key")
        canvas.restore()
        for tag, at, share, hold in self._tags(lens):
            tag.draw(canvas, at, share, hold)

    def _paint_lamps(self, canvas: skia.Canvas, lens: Lens) -> None:
        seen = lens.project(np.column_stack([self.places, np.zeros(len(self.places))]))
        turn = np.linspace(0, 2 * np.pi, SIDES, endpoint=False)
        circle = np.column_stack([np.cos(turn), np.sin(turn)])
        light = self.lights * self.growth
        size = POINT * self.step * (0.55 + 0.45 * light)
        size[self.spoken] *= 1 + SPOKEN * float(light[self.spoken])
        flat = self.places[:, None] + circle * size[:, None, None]
        corners = np.concatenate([flat, np.zeros((*flat.shape[:2], 1))], axis=-1)
        xy = lens.project(corners.reshape(-1, 3)).xy_N2.reshape(-1, SIDES, 2)
        share = self.opacities * self.opacity * self._uncovered(lens, seen.xy_N2)
        steps = 2 * LEVELS
        levels = np.rint((DARK + (1 - DARK) * light) * share * steps).astype(int)
        dark = levels <= np.rint(DARK * share * steps).astype(int)
        for role, some in (("data_high", dark), ("focus", ~dark & ~self.below), ("third", ~dark & self.below)):
            mine = np.flatnonzero(some)
            fill_polygons(canvas, xy[mine], fill_paint(palette().rgba(role)), levels[mine] / steps, steps, mine)
        for lamp in np.argsort(-light)[:GLOWS].tolist():
            role = "third" if self.below[lamp] else "focus"
            far = BURN if lamp == self.spoken else HALO
            radius = far * self.step * float(seen.scale_N[lamp])
            glow = palette().rgba(role, (1.0 if lamp == self.spoken else 0.45) * float(light[lamp] * share[lamp]))
            draw_lamp(canvas, seen.xy_N2[lamp], radius, glow)

    def _uncovered(self, lens: Lens, xy_N2: np.ndarray) -> np.ndarray:
        """Return how much of each lamp words leave to be seen, ``[M]``: of those they stand on, less as they come."""
        left = np.ones(len(xy_N2))
        for tag, at, share, hold in self._tags(lens):
            points = tag.points(at, hold)
            under = ((xy_N2 > points.min(axis=0) - CLEAR) & (xy_N2 < points.max(axis=0) + CLEAR)).all(axis=1)
            left[under] = np.minimum(left[under], 1 - min(float(share), 1.0))
        left[self.spoken] = 1.0
        return left

    def _paint_way(self, canvas: skia.Canvas, lens: Lens, start: float, end: float, role: str) -> None:
        """Draw a line of light that runs through the wall at the lamp spoken of."""
        at = self._way(lens, np.linspace(start, end, WAYS))
        if len(at) > 1:
            width = LINE * float(lens.project([[*self.places[self.spoken], 0.0]]).scale_N[0])
            draw_glowing_line(canvas, polygons(at[None], closed=False), palette().rgba(role, self.opacity), width)

    def _way(self, lens: Lens, ahead_N: np.ndarray) -> np.ndarray:
        """Return points of the frame on the way through the lamp spoken of, those outside the box left out."""
        x, y = self.places[self.spoken].tolist()
        at = lens.project(np.column_stack([np.full((len(ahead_N), 2), [x, y]), ahead_N])).xy_N2
        high = np.minimum(self.high - MARGIN, [self.right, np.inf])
        return at[((at > self.low + MARGIN) & (at < high)).all(axis=1)]

    def _tags(self, lens: Lens) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        """Return what is said of both rays: at the far end of each."""
        found = []
        for tag, end, share in zip(self.tags, (-WAY, WAY), (self.asked, self.added), strict=True):
            at = self._way(lens, np.linspace(0, end, WAYS))
            if tag.text and len(at) and share * self.opacity > FAINT:
                place, hold = self._beside(tag, at)
                found.append((tag, place, share * self.opacity, hold))
        return found

    def _beside(self, tag: NameTag, way_N2: np.ndarray) -> tuple[np.ndarray, Hold]:
        """Return where a ray's word stands: beyond its end, or where it has no room there, over or under it."""
        out = np.where(way_N2[-1] >= way_N2[0], 1.0, -1.0)
        end = float(way_N2[-1, 0] + out[0] * (ASIDE + tag.width))
        if self.low[0] + EDGE < end < self.right:
            return way_N2[-1] + [0.6 * ASIDE * out[0], -0.3 * tag.em], Hold(-float(out[0]))
        return way_N2[-1] + [0, (0.3 if out[1] > 0 else -1.0) * tag.em], Hold(float(out[0]))

    def paint_bounds(self) -> skia.Rect | None:
        return with_tags(self, super().paint_bounds(), self._tags(self.lens))

    def visible(self) -> np.ndarray:
        lens = self.lens
        seen = self.growth * self.opacities * self.opacity
        if self.asked > VISIBLE:  # words come with the ray
            places = lens.project(np.column_stack([self.places, np.zeros(len(self.places))])).xy_N2
            seen = seen * self._uncovered(lens, places)
        return np.flatnonzero(seen > VISIBLE)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [("■", self.readings[i]) for i in self.visible().tolist()]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, share, hold in self._tags(self.lens) if share > VISIBLE]
