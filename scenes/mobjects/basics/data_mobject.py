"""Data mobjects: arrays painted with Skia, one mobject for a whole field of numbers, dots or cells.

Manim's own way, a family of glyphs per number, spends its time in copies; here there is nothing to copy and nothing to
align.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, Self

import numpy as np
import skia
from manim import Animation, config
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.utils.rate_functions import smooth

from attention_scenes.film.frames.drawable import Quad, SkiaDrawable
from attention_scenes.model.numbers.sourced_array import Reading

VISIBLE = 0.05
FAINT = 1 / 512  # opacity that changes no pixel
OVERHANG = 0.1  # scene units that a line's width or a glyph may stand out of its box


class DataMobject(AbstractImageMobject, SkiaDrawable):
    """Arrays painted inside a box from ``low`` to ``high`` (``x, y`` in scene units, y up).

    A subclass sets its arrays, with one row per entry, then implements :meth:`paint` in the coordinates of that
    box. ``opacities`` belongs to each entry, ``opacity`` to the whole. Works under Manim's stock Cairo camera
    too, as an image.

    ``points`` are the box's corners in the scene, in the order of a :class:`~film.frames.drawable.Quad`. Set them to
    where a camera in space sees those of a plane, and the field is painted onto that plane.

    ``entry_cost`` is the ``raster_cost`` of one entry, where entries do not overlap. 0 where no raster may be kept;
    elsewhere ``paint`` may only read arrays, numbers and strings held by the mobject, or what never changes.

    ``furniture`` is true of what scenes do not speak of, such as dust or a grid; where that is a part, it names the
    opacities of such parts. A frame with nothing else in it counts as empty. Any mobject may have it.
    """

    entry_cost: float = 0
    furniture: bool | tuple[str, ...] = ()

    readings: Reading
    opacities: np.ndarray

    def __init__(self, low: Sequence[float] | np.ndarray, high: Sequence[float] | np.ndarray) -> None:
        self.low = np.asarray(low, dtype=float)
        self.high = np.maximum(np.asarray(high, dtype=float), self.low + 1e-6)
        self.opacity = 1.0
        super().__init__(scale_to_resolution=0)

    def reset_points(self) -> Self:
        (left, bottom), (right, top) = self.low, self.high
        self.points = np.array([[left, top, 0], [right, top, 0], [left, bottom, 0], [right, bottom, 0]])
        return self

    def paint(self, canvas: skia.Canvas) -> None:
        """Draw everything in box coordinates."""
        raise NotImplementedError

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        """Return what can be read now: pairs of the text on screen and its Reading.

        Where a method ``visible()`` gives the indices of these entries, it is asked in every frame in place of this.
        """
        raise NotImplementedError

    @property
    def raster_cost(self) -> float:
        return self.entry_cost * len(self.opacities)

    def place(self, xy: np.ndarray) -> np.ndarray:
        """Return box coordinates ``[N, 2]`` as points of the scene ``[N, 3]``."""
        if not self.is_parallelogram:
            found = self.matrix().mapPoints([skia.Point(x, y) for x, y in np.atleast_2d(xy).tolist()])
            return np.array([[point.x(), point.y(), 0] for point in found])
        right, up = self.axes()
        steps = np.atleast_2d(xy) - self.low
        return self.points[2] + steps[:, :1] * right + steps[:, 1:2] * up

    def boxes_around(self, centers_N2: np.ndarray, sides_N2: np.ndarray | float) -> np.ndarray:
        """Return boxes of the scene ``[N, 4]`` (left, bottom, width, height) round those of box coordinates."""
        if not len(centers_N2):
            return np.zeros((0, 4))
        half_N2 = np.broadcast_to(np.asarray(sides_N2, dtype=float) / 2, centers_N2.shape)
        ends = [self.place(centers_N2 + half_N2 * way)[:, :2] for way in ([-1, -1], [1, -1], [1, 1], [-1, 1])]
        low, high = np.min(ends, axis=0), np.max(ends, axis=0)
        return np.column_stack([low, high - low])

    def in_frame(self, boxes_N4: np.ndarray) -> np.ndarray:
        """Return boxes of the scene round boxes given in box coordinates (left, bottom, width, height)."""
        return self.boxes_around(boxes_N4[:, :2] + boxes_N4[:, 2:] / 2, boxes_N4[:, 2:])

    def axes(self) -> tuple[np.ndarray, np.ndarray]:
        """Return what one unit to the right and one unit up in the box are in the scene, at its upper left corner."""
        width, height = self.high - self.low
        return (self.points[1] - self.points[0]) / width, (self.points[0] - self.points[2]) / height

    @property
    def origin(self) -> np.ndarray:
        """The place in the scene of the box's own (0, 0)."""
        return self.place(np.zeros(2))[0]

    @property
    def zoom(self) -> float:
        """Scale factor since the mobject was made."""
        return float(np.linalg.norm(self.axes()[0]))

    @property
    def is_parallelogram(self) -> bool:
        """Whether its corners are those of a box that was moved, turned or sheared, but not seen in perspective."""
        upper_left, upper_right, lower_left, lower_right = self.points[:, :2].tolist()
        sums = zip(upper_left, lower_right, upper_right, lower_left, strict=True)
        return all(abs(a + b - c - d) < 1e-6 for a, b, c, d in sums)

    def matrix(self) -> skia.Matrix:
        """Return the map from box coordinates to the scene."""
        if not self.is_parallelogram:
            (left, bottom), (right, top) = self.low.tolist(), self.high.tolist()
            found = Quad(self.points[:, :2]).matrix(skia.Rect.MakeLTRB(left, top, right, bottom))
            return found or skia.Matrix.Scale(0, 0)
        right, up = self.axes()
        zero = self.points[2] - self.low[0] * right - self.low[1] * up
        return skia.Matrix.MakeAll(right[0], up[0], zero[0], right[1], up[1], zero[1], 0, 0, 1)

    def draw_skia(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.concat(self.matrix())
        self.paint(canvas)
        canvas.restore()

    def appearance_key(self) -> Hashable:
        arrays, others = hashlib.blake2b(digest_size=16), []
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                arrays.update(value.tobytes())
            elif isinstance(value, int | float | str) and name != "opacity":
                others.append(value)
        return id(self), arrays.digest(), *others

    def paint_bounds(self) -> skia.Rect | None:
        """Return the bounding box of the corners and a little around it: override it where ``paint`` goes further."""
        if self.opacity < FAINT or self.opacity * self.opacities.max(initial=0) < FAINT:
            return None
        if not self.is_parallelogram:
            return self.matrix().mapRect(skia.Rect.MakeLTRB(*(self.low - OVERHANG), *(self.high + OVERHANG)))
        (xs, ys), around = self.points[:, :2].T.tolist(), OVERHANG * self.zoom
        return skia.Rect.MakeLTRB(min(xs) - around, min(ys) - around, max(xs) + around, max(ys) + around)

    def get_pixel_array(self) -> np.ndarray:
        scale = config.pixel_width / config.frame_width
        width, height = (max(2, round(side * scale)) for side in self.high - self.low)
        pixels = np.zeros((height, width, 4), np.uint8)
        info = skia.ImageInfo.Make(width, height, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
        canvas.scale(width / (self.high - self.low)[0], -height / (self.high - self.low)[1])
        canvas.translate(-self.low[0], -self.high[1])
        self.paint(canvas)
        alpha = np.maximum(pixels[..., 3:], 1).astype(np.uint16)
        pixels[..., :3] = np.minimum(pixels[..., :3].astype(np.uint16) * 255 // alpha, 255)
        return pixels

    # What Manim's fades and transforms call.
    def set_opacity(self, opacity: float, family: bool = True) -> Self:
        self.opacity = opacity
        return self

    def fade(self, darkness: float = 0.5, family: bool = True) -> Self:
        self.opacity *= 1 - darkness
        return self

    def set_color(self, color: object = None, alpha: object = None, family: bool = True) -> Self:
        return self

    def interpolate_color(self, start: DataMobject, end: DataMobject, alpha: float) -> None:
        self.opacity = (1 - alpha) * start.opacity + alpha * end.opacity

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        twin = copy.copy(self)
        memo[id(self)] = twin
        for name, held in vars(self).items():
            if isinstance(held, np.ndarray):
                setattr(twin, name, held.copy())
        twin.submobjects = copy.deepcopy(self.submobjects, memo)
        twin.updaters = list(self.updaters)
        return twin


def rows(wanted: np.ndarray, *columns: np.ndarray) -> Iterator[tuple[Any, ...]]:
    """Iterate over the wanted entries of several arrays as plain numbers and lists: quicker than indexing."""
    return zip(*[column[wanted].tolist() for column in columns], strict=True)


class Change(Animation):
    """Animate named arrays of a data mobject to new values, all at once or entry by entry.

    Parameters
    ----------
    mobject
        What changes, in place: nothing is copied.
    delays
        For each entry when it starts, between 0 and 1; with ``spread`` the share of the time given to starting.
    arrays
        ``name=new values``, of the shape the array has (or a scalar for all).
    """

    def __init__(
        self,
        mobject: DataMobject,
        *,
        delays: np.ndarray | None = None,
        spread: float = 0.7,
        run_time: float = 1.0,
        rate_func: Callable[[float], float] = smooth,
        **arrays: Any,
    ) -> None:
        super().__init__(mobject, run_time=run_time, rate_func=rate_func)
        self.arrays, self.delays, self.spread = arrays, delays, spread

    def begin(self) -> None:
        self.ends = {}
        for name, target in self.arrays.items():
            start = np.array(getattr(self.mobject, name), dtype=float)
            self.ends[name] = (start, np.broadcast_to(np.asarray(target, dtype=float), start.shape))
        self.interpolate(0)

    def create_starting_mobject(self) -> DataMobject:
        return self.mobject

    def get_all_mobjects(self) -> list[DataMobject]:
        return [self.mobject]

    def interpolate_mobject(self, alpha: float) -> None:
        for name, (start, end) in self.ends.items():
            share = self.share(alpha, start)
            value = start + share * (end - start)
            setattr(self.mobject, name, float(value) if value.ndim == 0 else value)

    def share(self, alpha: float, start: np.ndarray) -> np.ndarray | float:
        if self.delays is None or start.ndim == 0:
            return self.rate_func(alpha)
        own = np.clip((alpha - self.delays * self.spread) / (1 - self.spread), 0, 1)
        eased = own * own * (3 - 2 * own)
        return eased.reshape(-1, *[1] * (start.ndim - 1))
