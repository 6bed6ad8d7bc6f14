"""Two grids of attention hinged like a book: the same words, unmasked on one page and masked on the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.book.book_names import AROUND, BookNames, Held
from attention_scenes.scenes.mobjects.book.hinge import Hinge
from attention_scenes.scenes.mobjects.book.page import Page
from attention_scenes.scenes.mobjects.space.ground_dots import LEAST, draw_dot_lamps, draw_dots, radii_of
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import with_tags
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.stage.glass import draw_glass
from attention_scenes.scenes.mobjects.stage.pose import Pose, fitting
from attention_scenes.scenes.mobjects.stage.stage_light import draw_block_light

ANGLE, PITCH = 40.0, 6.0  # of the lens; from how far above the book is seen; degrees
HIGH = 6.0  # of a page, in units of space
SHEET, EDGE, RULE = 0.07, 0.8, 0.6  # opacity of a page, of its edge, of the lines on it
ROLES = ("key", "soft")  # of the pages' edges: unmasked and masked
ARC, THIN, BOW, READ = 0.22, 0.02, 0.9, 0.03  # width of the arc of a weight of 1, the least; its bow; least weight
SAMPLES = 33
OVER, ASIDE = 2.2, 0.3  # scene units over the box for words, and on its other sides
LIGHT = 0.6  # scene units round a page that its light reaches


class HingedBook(Space):
    """The weights of one head with all words in sight, and of its twin under a mask, on two pages.

    Parameters
    ----------
    words
        T words, which both read.
    patterns
        ``[T, T]`` each, row = query: unmasked, and masked.
    hole
        The place that is spoken of.
    low, high
        The box of the frame that the open pages fill; words stand over it.
    em
        Of the words.
    wide
        Width of a page over its height.
    upright
        Whether the hinge is upright.

    Attributes
    ----------
    opened
        0: the second page lies on the first; 1: it has turned over.
    growth
        ``[2 T]`` share of the area of each query's dots, on the first page and then on the second.
    curtain
        ``[T]`` how far the glass over each query's later words has fallen on the second page.
    lit
        ``[2]`` light on the hole's column.
    arcs
        ``[2]`` how far arcs have come from the words that the hole reads.
    spoken
        ``[T]`` light on words that are read.
    """

    furniture = ("lattice",)

    def __init__(
        self, words: Sequence[str], patterns: tuple[Reading, Reading], hole: int, low: Sequence[float],
        high: Sequence[float], *, em: float, wide: float = 1.0, upright: bool = True,
    ) -> None:  # fmt: skip
        if not all(isinstance(pattern, Reading) for pattern in patterns):
            raise TypeError("a dot on screen needs a source: give Readings")
        self.patterns, self.hole, count = patterns, hole, len(words)
        self.weights = np.array([np.clip(pattern.value.astype(float), 0, 1) for pattern in patterns])
        self.weights[1] *= np.tril(np.ones((count, count)))  # what is masked is 0, and no number
        self.later = np.triu(np.ones((count, count), dtype=bool), 1)
        self.names = BookNames(words, hole, em, upright)
        self.opened, self.lattice, self.opacities = 1.0, 1.0, np.ones(1)
        self.growth, self.curtain, self.spoken = np.zeros(2 * count), np.zeros(count), np.zeros(count)
        self.lit, self.arcs = np.zeros(2), np.zeros(2)
        aside = (low[0] - ASIDE, low[1] - ASIDE), (high[0] + ASIDE, high[1] + OVER)
        super().__init__(*aside, eye=(0, 0, -20), aim=(0, 0, 0), angle=ANGLE)
        self.box, self.size = (low, high), (HIGH * wide, HIGH)
        self.hinge = self._fitted(count, upright)
        self.stand_at(self.pose())

    def _fitted(self, count: int, upright: bool) -> Hinge:
        """Return the hinge whose gap is as wide as its words."""
        room = self.names.widest + 3 * AROUND if upright else 0.62 * self.names.widest + 3 * self.names.em
        gap = 1.0
        for _ in range(6):  # the wider the gap, the smaller all is seen
            self.hinge = Hinge(count, self.size, gap, upright)
            self.stand_at(self.pose())
            gap = room / float(self.lens.project(np.zeros((1, 3))).scale_N[0])
        return Hinge(count, self.size, gap, upright)

    def pose(self) -> Pose:
        """Return from where the open book is seen."""
        return fitting(self.hinge.corners(), *self.box, pitch=PITCH, yaw=0.0, angle=ANGLE)

    # -- what is drawn ----------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        pages = self.hinge.pages(self.opened)
        for number, page in enumerate(pages):
            there = self.opacity * (min(1.0, 6 * self.opened) if number else 1.0)
            if there > FAINT:
                self._paint_page(canvas, page, number, there)
        for tag, at, hold, share in self._placed():
            if share > FAINT:
                tag.draw(canvas, at, share, hold)

    def _paint_page(self, canvas: skia.Canvas, page: Page, number: int, there: float) -> None:
        lens, role, sheet = self.lens, ROLES[number], page.corners()
        outline = polygons(lens.project(sheet).xy_N2[None])
        canvas.drawPath(outline, fill_paint(palette().rgba(role, SHEET * there)))
        xy = lens.project(page.lines().reshape(-1, 3)).xy_N2.reshape(-1, 2, 2)
        rule = palette().rgba("faint", RULE * there * self.lattice)
        canvas.drawPath(polygons(xy, closed=False), stroke_paint(rule, 0.014))
        canvas.drawPath(outline, stroke_paint(palette().rgba(role, EDGE * there), 0.03))
        if (lit := float(self.lit[number]) * there) > FAINT:
            draw_block_light(canvas, lens, page.block((self.hole, 0), (self.hole, page.count - 1)), "query", lit)
        self._paint_dots(canvas, page, number, there)
        if number:
            draw_glass(canvas, lens, page, self.curtain, there, 1.0)
        self._paint_arcs(canvas, page, number, there)

    def _paint_dots(self, canvas: skia.Canvas, page: Page, number: int, there: float) -> None:
        sizes = self.weights[number] * self.growth.reshape(2, -1)[number][:, None]
        radii, spots, seen = radii_of(sizes, float(page.cell.min())), page.centers(), sizes >= LEAST
        mine = (np.arange(page.count) == self.hole)[:, None] & (self.lit[number] > FAINT)
        for own in (False, True):
            for late in (False, True):
                some = seen & (mine == own) & (self.later == late)
                role = "future" if late else "query" if own else "data_high"
                rgba = palette().rgba(role, there)
                if own:
                    light = rgba * [1, 1, 1, float(self.lit[number])]
                    draw_dot_lamps(canvas, self.lens, spots[some], radii[some], light)
                draw_dots(canvas, self.lens, spots[some], radii[some], rgba, page.plane)

    def _ways(self, page: Page) -> np.ndarray:
        """Return the points of the arcs from each word that is read to the hole's cell, ``[T, SAMPLES, 3]``."""
        middle, u = np.arange(page.count) + 0.5, np.linspace(0, 1, SAMPLES)
        left = np.linalg.norm(page.at(0.0, 0.0)[[0, 2]]) < np.linalg.norm(page.at(float(page.count), 0.0)[[0, 2]])
        start = 0.0 if left or not self.names.upright else float(page.count)
        query = start + (self.hole + 0.5 - start) * u * u * (3 - 2 * u)
        bow = BOW * 4 * u * (1 - u) * abs(self.hole + 0.5 - start) / page.count
        return page.at(query[None], middle[:, None]) + bow[None, :, None] * page.normal

    def read(self, number: int) -> np.ndarray:
        """Return which words the hole reads so much on a page that an arc is drawn."""
        return np.flatnonzero(self.weights[number, self.hole] >= READ)

    def _paint_arcs(self, canvas: skia.Canvas, page: Page, number: int, there: float) -> None:
        if (come := float(self.arcs[number])) < FAINT:
            return
        ways = self._ways(page)
        for key in self.read(number).tolist():
            seen = self.lens.project(ways[key, : max(2, round(come * (SAMPLES - 1)) + 1)])
            wide = max(ARC * self.weights[number, self.hole, key] * float(seen.scale_N.mean()), THIN)
            role = "future" if self.later[self.hole, key] else "query"
            light = palette().rgba(role, 0.8 * there)
            draw_glowing_line(canvas, polygons(seen.xy_N2[None], closed=False), light, wide)

    def _placed(self) -> list[Held]:
        there = min(1.0, 2 * max(0.0, self.opened - 0.5))
        pages, lit = self.hinge.pages(self.opened), float(self.lit.max())
        held = self.names.placed(self.lens, pages, self.spoken, lit, there)
        return [(*each[:3], each[3] * self.opacity) for each in held]

    # -- what is told -----------------------------------------------------------------------------------

    def paint_bounds(self) -> skia.Rect | None:
        """Return the box with its words, and with a page that turns over outside of it."""
        bounds = super().paint_bounds()
        if bounds and 0 < self.opened < 1:
            xy = self.lens.project(self.hinge.pages(self.opened)[1].corners()).xy_N2
            page = skia.Rect.MakeLTRB(*(xy.min(axis=0) - LIGHT).tolist(), *(xy.max(axis=0) + LIGHT).tolist())
            bounds.join(self.matrix().mapRect(page))
        return with_tags(self, bounds, [(tag, at, share, hold) for tag, at, hold, share in self._placed()])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        found = []
        for number, pattern in enumerate(self.patterns):
            there = self.growth.reshape(2, -1)[number] * self.opacity > VISIBLE
            seen = np.argwhere((self.weights[number] >= LEAST) & there[:, None])
            found += [("●", pattern[tuple(at)]) for at in seen.tolist()]
            if self.arcs[number] * self.opacity > VISIBLE:
                found += [("⌒", pattern[self.hole, key]) for key in self.read(number).tolist()]
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, hold) for tag, at, hold, share in self._placed() if share > VISIBLE]
