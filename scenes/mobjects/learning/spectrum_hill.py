"""A hill of spectra: a map's values, the largest first, step before step; over its front what shuffled numbers have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag, with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 38.0
DEEP, HIGHEST = 13.0, 9.0  # units of space from the first step to the last, and in the highest value; a value is 1 wide
GROUND, SHADE, FIRST = 0.4, 0.26, 0.75  # of what lies under a crest: the ground behind it, its colour, also at first
CREST, FRONT, ACROSS, BAND = 0.04, 0.1, 0.09, 0.5  # widths of a crest, the last one, the control; light of its spread
BEAD, LAMP = 0.13, 0.9  # radii of the last crest's points, and of the light at its highest
AHEAD = 0.02  # units of space by which the control stands before its crest


class SpectrumHill(Space):
    """Values ``[C, N]`` of C steps as crests, the last step in front; grey at first, in the focus's colour at the end.

    Parameters
    ----------
    values
        Each row from its largest value down.
    control
        ``[C, 3, N]``: what such values would be without their order, the least, the mean and the most.
    low, high
        The box of the frame it is seen in.
    names
        What is written at the right end of the first and of the last crest, with the numbers in each.
    along
        ``[C]`` how far the crests stand from the first one, from 0 to 1.
    em
        Of the names.

    Attributes
    ----------
    at
        Which step is reached; between two of them crest and control are on their way.
    """

    furniture = ("floor",)

    def __init__(
        self, values: Reading, control: Reading, low: Sequence[float], high: Sequence[float], *,
        names: Sequence[tuple[str, Sequence[tuple[str, Reading]]]], along: Sequence[float], em: float,
    ) -> None:  # fmt: skip
        if not isinstance(values, Reading) or not isinstance(control, Reading):
            raise TypeError("a crest on screen needs a source: give Readings")
        self.listed, self.beyond = [row.flat() for row in values], [rows.flat() for rows in control]
        most = max(float(values.value.max()), float(control.value.max()))
        self.heights, self.bands = (HIGHEST * each.value.astype(float) / most for each in (values, control))
        self.x = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
        self.z = DEEP * (1 - np.asarray(along, dtype=float))
        self.tags = [NameTag(text, readable(em), palette().rgba("text")) for text, _ in names]
        self.numbers = [[*own] for _, own in names]
        self.at, self.floor = 0.0, 1.0
        self.opacities = np.ones(1)
        super().__init__(low, high, eye=(0, 0, -8), aim=(0, 0, 0), angle=ANGLE)

    def seen(self, low: Sequence[float], high: Sequence[float], *, pitch: float, yaw: float) -> Pose:
        """Return the pose from which the whole hill fills a box of the frame; names stand to the right of it."""
        tops = np.vstack([self._line(row, z) for row, z in zip(self.heights, self.z, strict=True)])
        return fitting(np.vstack([tops, tops * [1, 0, 1]]), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def _line(self, heights: np.ndarray, z: float) -> np.ndarray:
        return np.column_stack([self.x, heights, np.full_like(self.x, z)])

    def _between(self, rows: np.ndarray) -> np.ndarray:
        """Return the row that is reached; between two steps it is on the way from one to the other."""
        here, way = int(self.at), self.at - int(self.at)
        return np.asarray((1 - way) * rows[here] + way * rows[min(here + 1, len(rows) - 1)])

    def paint(self, canvas: skia.Canvas) -> None:
        self._paint_floor(canvas)
        for step in range(int(np.ceil(self.at))):
            self._paint_crest(canvas, self._line(self.heights[step], self.z[step]), step)
        here = float(self._between(self.z))
        front = self._line(self._between(self.heights), here)
        self._paint_crest(canvas, front, self.at)
        self._paint_control(canvas, self._between(self.bands), here)
        self._paint_front(canvas, front)
        for tag, place, share, hold in self._tags():
            tag.draw(canvas, place, share, hold)

    def _paint_floor(self, canvas: skia.Canvas) -> None:
        ends = [[[self.x[0], 0, z], [self.x[-1], 0, z]] for z in self.z[[0, -1]]]
        ends += [[[x, 0, self.z[0]], [x, 0, self.z[-1]]] for x in self.x[[0, -1]]]
        xy = self.lens.project(np.array(ends).reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        paint = stroke_paint(palette().rgba("faint", 0.6 * self.floor * self.opacity), 0.018)
        canvas.drawPath(polygons(xy, closed=False), paint)

    def _color(self, at: float) -> np.ndarray:
        share = at / max(len(self.z) - 1, 1)
        mixed = share * palette().rgba("focus") + (1 - share) * palette().rgba("data_low")
        return np.asarray(mixed * [1, 1, 1, self.opacity])

    def _paint_crest(self, canvas: skia.Canvas, way: np.ndarray, at: float) -> None:
        seen, foot = self.lens.project(way), self.lens.project(way * [1, 0, 1]).xy_N2
        under = polygons(np.concatenate([seen.xy_N2, foot[::-1]])[None])
        canvas.drawPath(under, fill_paint(palette().rgba("background", GROUND * self.opacity)))
        shade = SHADE + (FIRST - SHADE) * max(0.0, 1 - self.at)  # alone, a crest is more than a line
        canvas.drawPath(under, fill_paint(self._color(at) * [1, 1, 1, shade]))
        width = CREST * float(seen.scale_N.mean())
        canvas.drawPath(polygons(seen.xy_N2[None], closed=False), stroke_paint(self._color(at), width))

    def _paint_front(self, canvas: skia.Canvas, way: np.ndarray) -> None:
        seen, rgba = self.lens.project(way), self._color(self.at)
        width = FRONT * float(seen.scale_N.mean())
        draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), rgba, width)
        for xy, scale in zip(seen.xy_N2.tolist(), seen.scale_N.tolist(), strict=True):
            canvas.drawCircle(*xy, BEAD * scale, fill_paint(rgba))
        draw_lamp(canvas, seen.xy_N2[0], LAMP * float(seen.scale_N[0]), rgba * [1, 1, 1, 0.8])

    def _paint_control(self, canvas: skia.Canvas, rows: np.ndarray, z: float) -> None:
        """Draw the control's mean as a line before the crest, its spread as a band."""
        least, mean, most = (self.lens.project(self._line(row, z - AHEAD)) for row in rows)
        band = polygons(np.concatenate([most.xy_N2, least.xy_N2[::-1]])[None])
        canvas.drawPath(band, fill_paint(palette().rgba("text", BAND * self.opacity)))
        width = ACROSS * float(mean.scale_N.mean())
        draw_glowing_line(canvas, polygons(mean.xy_N2[None], closed=False), palette().rgba("text", self.opacity), width)

    def _tags(self) -> list[tuple[NameTag, np.ndarray, float, Hold]]:
        """Names at the right ends of the first and of the last crest, that once it is reached."""
        found = []
        for tag, step in zip(self.tags, (0, len(self.z) - 1), strict=True):
            end = self.lens.project(np.array([[self.x[-1] + 0.4, 0, self.z[step]]])).xy_N2[0]
            found.append((tag, end, self.opacity * float(self.at >= step), Hold(-1.0)))
        return [each for each in found if each[2] > FAINT]

    def paint_bounds(self) -> skia.Rect | None:
        return with_tags(self, super().paint_bounds(), self._tags())

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity < VISIBLE:
            return []
        here = int(self.at + 1e-6)
        found = [("▬", each) for row in self.listed[: here + 1] for each in row]
        if abs(self.at - here) < 1e-6:  # on the way it is of no step
            found += [("▬", each) for each in self.beyond[here]]
        for number, step in zip(self.numbers, (0, len(self.z) - 1), strict=True):
            found += number if self.at >= step else []
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, place, hold) for tag, place, share, hold in self._tags() if share > VISIBLE]
