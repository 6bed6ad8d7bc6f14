"""The terms of one score as a wall of tiles: one for each pair of writes, lit by the size of what the pair gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Quad
from attention_scenes.film.frames.skia_paths import name_part, polygons
from attention_scenes.model.answers.score_terms import ScoreTerms
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.term_edges import TermEdges
from attention_scenes.scenes.mobjects.depth.term_tiles import LISTED, lights, tiles_image
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, light_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting

ANGLE = 40.0
SIDE = 6.0  # of the wall, in units of space
HIGHEST = 2.5  # of the pillar of the largest term of all walls that are compared
PILLARS = 0.25  # light from which a tile has a pillar
LEVELS = 8  # of light: as many paths of pillars are drawn
THICK = 0.028
GLOW = ((0.0, 0.45), (0.5, 0.5), (0.8, 0.4))  # of a pillar: from which part of its height on, and opacity
LAMPS = 260  # tiles that have a lamp, the brightest first
SUMS = 0.6  # length of the longest bar of a sum, in units of space
OUT = 0.46  # units of space that the writes along an edge take
FROM_ABOVE = 89.9  # degrees


class TermWall(Space):
    """W × W tiles on the ground, seen from above as a wall: a column for each write of the query, a row for the key's.

    A tile's area and light are the size of its term, blue where it adds and orange where it takes away. Seen from
    aside, it has a pillar as high. The clip's record lists the tiles that give a quarter of the full light or more; the
    sums along its edges are listed while they are seen.

    Attributes
    ----------
    shown
        0 to 1: the square of writes from the first on that is lit.
    rise
        0 to 1: how high pillars stand.
    plus, minus
        Opacity of the terms that add, and of those that take away.
    tiles, combs
        Opacity of all tiles, and of the writes along both edges.
    query_rays, key_rays, rays
        0 to 1: how far rays of the writes reach over the wall, down and to the right; their opacity.
    by_query, by_key
        Opacity of the sums of columns, below, and of the sums of rows, at the right.

    Parameters
    ----------
    terms
        The score's terms.
    full, tallest
        The sizes of the term that has full light, and of that with the highest pillar: the same in walls that are
        compared.
    """

    def __init__(
        self, terms: ScoreTerms, full: float, tallest: float, low: Sequence[float], high: Sequence[float]
    ) -> None:
        self.terms, self.full, self.tallest, self.count = terms, full, tallest, len(terms.writes)
        self.values = terms.terms.value.T  # row: key; column: query
        self.light = lights(self.values, full)
        flat, count = terms.terms.reshape(-1), self.count
        self.lit = np.flatnonzero(lights(terms.terms.value, full).ravel() >= LISTED)
        self.numbers = [flat, terms.by_query, terms.by_key]
        self.starts = np.cumsum([0, flat.value.size, count, count])
        self.readings = flat
        self.opacities = np.ones(1)
        self.shown, self.rise, self.plus, self.minus = 1.0, 0.0, 1.0, 1.0
        self.tiles, self.combs, self.by_query, self.by_key = 1.0, 1.0, 0.0, 0.0
        self.query_rays, self.key_rays, self.rays = 0.0, 0.0, 1.0
        self._images: dict[tuple[int, ...], skia.Image] = {}
        self.edges = TermEdges(terms.writes, SIDE)
        self.longest = max(float(np.abs(terms.by_query.value).max()), float(np.abs(terms.by_key.value).max()), 1e-9)
        order = np.argsort(-self.light, axis=None, kind="stable")
        self.pillars = order[self.light.ravel()[order] >= PILLARS]
        pose = self.pose(low, high)
        super().__init__(low, high, eye=pose.eye.tolist(), aim=pose.aim.tolist(), angle=ANGLE, center=pose.center)

    # -- where the camera may stand ---------------------------------------------------------------------

    @staticmethod
    def pose(
        low: Sequence[float], high: Sequence[float], pitch: float = FROM_ABOVE, yaw: float = 0.0, rise: float = 0.0
    ) -> Pose:
        """Return the nearest pose from which the wall, and pillars ``rise`` high, lie in a box of the frame."""
        near, far = -SIDE / 2, SIDE / 2 + OUT
        corners = [[x, 0.0, z] for x in (-far, -near) for z in (near, far)]
        corners += [[x, rise, z] for x in (near, -near) for z in (near, -near) if rise]
        return fitting(np.array(corners), low, high, pitch=pitch, yaw=yaw, angle=ANGLE)

    def at(self, row: float, column: float, height: float = 0.0) -> np.ndarray:
        """Return the middle of a tile in space, ``[3]``; a whole number of tiles from the upper left corner."""
        step = SIDE / self.count
        return np.array([(column + 0.5) * step - SIDE / 2, height, SIDE / 2 - (row + 0.5) * step])

    def seen(self, row: float, column: float) -> np.ndarray:
        """Return where in the scene the middle of a tile is seen, ``[3]``."""
        return self.place(self.lens.project([self.at(row, column)]).xy_N2)[0]

    def bar_end(self, row: int) -> np.ndarray:
        """Return where in the scene the bar of a row's sum ends."""
        length = self._lengths(self.terms.by_key.value)[row] + 0.12
        return self.place(self.lens.project([self.at(row, self.count - 0.5) + [length, 0, 0]]).xy_N2)[0]

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        lens = self.lens
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.tiles * self.opacity > FAINT and self.shown > 0:
            self._paint_tiles(canvas, lens)
        self._paint_sums(canvas, lens)
        self.edges.paint(canvas, lens, self.combs * self.opacity, self.shown)
        for on_top, reach in ((True, self.query_rays), (False, self.key_rays)):
            self.edges.paint_rays(canvas, lens, on_top, reach, self.rays * self.opacity)
        if self.tiles * self.opacity > FAINT and self.shown > 0:
            self._paint_lights(canvas, lens)
        canvas.restore()

    def _paint_tiles(self, canvas: skia.Canvas, lens: Lens) -> None:
        half = SIDE / 2
        corners = lens.project([[-half, 0, half], [half, 0, half], [-half, 0, -half], [half, 0, -half]])
        images = [(self._image(signs), share) for signs, share in self._shares().items()]
        size = images[0][0].width()
        plane = Quad(corners.xy_N2).matrix(skia.Rect.MakeWH(size, size))
        if corners.depth_N.min() < 0.1 or plane is None:
            return
        canvas.save()
        canvas.concat(plane)
        canvas.clipRect(skia.Rect.MakeWH(size * self.shown, size * self.shown), doAntiAlias=True)
        ground = palette().rgba("data_high", 0.035 * self.opacity * self.tiles)
        canvas.drawRect(skia.Rect.MakeWH(size, size), fill_paint(ground))
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        for image, share in images:
            if share * self.opacity * self.tiles > FAINT:
                paint = skia.Paint(AntiAlias=True, Alphaf=float(share * self.opacity * self.tiles))
                canvas.drawImage(image, 0, 0, sampling, paint)
        canvas.restore()

    def _shares(self) -> dict[tuple[int, ...], float]:
        """Return the opacity of terms by their signs, of all at once where it is the same: a picture costs most."""
        return {(-1, 0, 1): self.plus} if self.plus == self.minus else {(1,): self.plus, (-1, 0): self.minus}

    def _image(self, signs: tuple[int, ...]) -> skia.Image:
        if signs not in self._images:
            self._images[signs] = tiles_image(self.values, self.light * np.isin(np.sign(self.values), signs))
        return self._images[signs]

    def _paint_lights(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the pillars and the lamps of the brightest tiles."""
        rows, columns = np.divmod(self.pillars, self.count)
        inside = np.maximum(rows, columns) < self.shown * self.count
        rows, columns = rows[inside], columns[inside]
        if not len(rows):
            return
        step, values = SIDE / self.count, self.values[rows, columns]
        share = np.where(values > 0, self.plus, self.minus) * self.opacity * self.tiles
        light = self.light[rows, columns]
        feet = np.column_stack([(columns + 0.5) * step - SIDE / 2, 0 * light, SIDE / 2 - (rows + 0.5) * step])
        tops = feet + np.outer(np.abs(values) / self.tallest * HIGHEST * self.rise, [0, 1, 0])
        low, high = lens.project(feet), lens.project(tops)
        level = np.rint(light * share * LEVELS).astype(int)
        if self.rise > 0.01:
            width = THICK * float(low.scale_N.mean())
            for part, opacity in GLOW:
                start = lens.project(feet + part * (tops - feet))  # in space: a tape finds it there
                lines = np.stack([start.xy_N2, high.xy_N2], axis=1)
                for role, mine, fade in (
                    ("weight_plus", values > 0, self.plus),
                    ("weight_minus", values <= 0, self.minus),
                ):
                    drawn, whole = level, opacity
                    if not isinstance(canvas, skia.Canvas):  # a tape knows lines again that are the same while all fade
                        drawn, whole = np.rint(light * LEVELS).astype(int), opacity * fade * self.opacity * self.tiles
                    for each in range(1, LEVELS + 1):
                        path = polygons(lines[mine & (drawn == each)], closed=False)
                        canvas.drawPath(path, light_paint(palette().rgba(role, whole * each / LEVELS), width))
        for n in range(min(LAMPS, len(rows))):
            if level[n]:
                name_part(canvas, (int(rows[n]), int(columns[n])))
                role = "weight_plus" if values[n] > 0 else "weight_minus"
                radius = (0.10 + 0.22 * light[n]) * float(high.scale_N[n])
                draw_lamp(canvas, high.xy_N2[n], radius, palette().rgba(role, 0.55 * light[n] * share[n]))
        name_part(canvas, None)

    def _paint_sums(self, canvas: skia.Canvas, lens: Lens) -> None:
        for readings, share, is_row in (
            (self.terms.by_query, self.by_query, False), (self.terms.by_key, self.by_key, True),
        ):  # fmt: skip
            if share * self.opacity < FAINT:
                continue
            corners = self._bars(readings.value, is_row)
            xy = lens.project(corners.reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
            for role, mine in (("weight_plus", readings.value > 0), ("weight_minus", readings.value <= 0)):
                canvas.drawPath(polygons(xy[mine]), fill_paint(palette().rgba(role, 0.95 * share * self.opacity)))

    def _lengths(self, sums: np.ndarray) -> np.ndarray:
        return SUMS * np.abs(sums) / self.longest

    def _bars(self, sums: np.ndarray, is_row: bool) -> np.ndarray:
        """Return the corners ``[W, 4, 3]`` of bars that stand out from the right edge, or from the lower one."""
        step, at = SIDE / self.count, np.arange(self.count)
        near, thick = (at + 0.5) * step - SIDE / 2, max(0.78 * step, 0.02) / 2
        start, end = np.full(self.count, SIDE / 2 + 0.08), SIDE / 2 + 0.08 + self._lengths(sums)
        along = np.stack([near - thick, near + thick, near + thick, near - thick], axis=1)
        out = np.stack([start, start, end, end], axis=1)
        x, z = (out, -along) if is_row else (along, -out)
        return np.stack([x, np.zeros_like(x), z], axis=-1)

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return the entries that are read now: terms, then sums by query, then by key; then the layers' numbers."""
        found = []
        if self.opacity * self.tiles > VISIBLE:
            rows, columns = np.divmod(self.lit, self.count)  # row: the query's write
            values = self.terms.terms.value.ravel()[self.lit]
            lit = np.where(values > 0, self.plus, self.minus) > VISIBLE
            found.append(self.lit[(np.maximum(rows, columns) < self.shown * self.count) & lit])
        for n, (share, sums) in enumerate(
            ((self.by_query, self.terms.by_query), (self.by_key, self.terms.by_key)), start=1
        ):
            if share * self.opacity > VISIBLE:
                found.append(self.starts[n] + np.flatnonzero(np.abs(sums.value) > 0.02 * self.longest))
        return np.concatenate(found) if found else np.arange(0)

    def visible_numbers(self) -> list[tuple[str, Any]]:
        found = []
        for entry in self.visible().tolist():
            part = int(np.searchsorted(self.starts, entry, side="right")) - 1
            found.append(("▬" if part else "■", self.numbers[part][entry - self.starts[part]]))
        return found
