"""A matrix product as a block of glass: rows on its left side, columns on its top, the result on its front.

Both factors run from back to front, along the size that they share; where the light of a row and of a column cross
inside stand their products, which slide to the front and add up. The front is seen face-on.
"""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from attention_scenes.scenes.mobjects.space.lens import FRAME_HEIGHT, Lens
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.text.number_format import written

STEP = 0.9  # units of space from one shared index to the next
GLASS, GRID, EDGE, LIT, HIDDEN = 0.05, 0.35, 0.9, 0.28, 0.3  # opacities: a side, its lines, edge, lit strip, far edges
TILE = 0.9  # of its cell
LINE, RAY, LAMP, DOT = 0.012, 0.018, 0.42, 0.30  # widths in scene units; radius of a product's light and of its dot
SINK = 0.34  # em that digits stand below the middle of their cell
LEFT_OVER, DOTTED = 0.3, "■"  # opacity of a dot that stays, and what stands for it in lists
# When in the time of one entry: its strips light up, products come, slide back, the sum stands.
LIGHTS, COMES, SLIDES, STANDS = (0.0, 0.12), (0.12, 0.4), (0.6, 0.86), (0.84, 0.96)


def during(part: tuple[float, float], time: float) -> float:
    """Return how much of a part of the time is over, eased."""
    share = min(max((time - part[0]) / (part[1] - part[0]), 0.0), 1.0)
    return share * share * (3 - 2 * share)


class ProductBlock(Space):
    """The product of ``left`` ``[I, N]`` and ``top`` ``[N, J]``, which is ``result`` ``[I, J]``.

    Parameters
    ----------
    low, high
        Corners of the box of the frame that the block fills.
    cell
        Width and height of an entry of the result, in scene units.
    em
        Size of the digits in front; those at the back are smaller.
    ratio
        How large things at the back are, beside those in front.
    decimals
        With which products are written while they cross; None: they are dots alone. A dot of each stays, whose area is
        its size.

    Attributes
    ----------
    left_there, top_there
        Opacity of the two factors.
    beam
        How many entries of the result have been worked out, row by row; between two whole numbers one is.
    """

    def __init__(
        self, left: Wall, top: Wall, result: Wall, low: tuple[float, float], high: tuple[float, float],
        cell: tuple[float, float], em: float, ratio: float = 0.76, decimals: int | None = 0,
    ) -> None:  # fmt: skip
        (self.rows, self.inner), (_, self.columns) = left.shape, top.shape
        self.walls = (left, top, result)
        self.cell, self.em, self.ratio = cell, em, ratio
        self.products = _products(left.readings, top.readings)  # of each entry [N]
        sizes = np.abs([each.value for each in self.products])
        self.dots = np.sqrt(sizes / max(float(sizes.max()), 1e-9))  # radius of each product's, of the largest
        self.opacities, self.left_there, self.top_there, self.beam = np.ones(1), 1.0, 1.0, 0.0
        self.deep = STEP * self.inner
        away = ratio * self.deep / (1 - ratio)
        aside = (high[0] - low[0] - self.columns * cell[0]) / (1 - ratio)
        above = (high[1] - low[1] - self.rows * cell[1]) / (1 - ratio)
        corner = (high[0] - self.columns * cell[0], low[1] + self.rows * cell[1])  # of the front, its upper left one
        # What is behind the rim of a cell is drawn a little out of the box.
        super().__init__(
            (low[0] - 0.3, low[1] - 0.3), (high[0] + 0.3, high[1] + 0.3), eye=(-aside, above, -away),
            aim=(-aside, above, self.deep), center=(corner[0] - aside, corner[1] + above),
            angle=2 * float(np.rad2deg(np.arctan(FRAME_HEIGHT / 2 / away))),
        )  # fmt: skip

        self.sizes = [self._em(which) for which in range(3)]
        self.tags = [wall.tags(size) if wall.digits else [] for wall, size in zip(self.walls, self.sizes, strict=True)]
        colour = palette().rgba(result.role)
        self.product_tags = [] if decimals is None else [
            [NameTag(written(float(value), decimals), self.sizes[2], colour) for value in each.value]
            for each in self.products
        ]  # fmt: skip

    def _em(self, which: int) -> float:
        """Return the size of a side's digits in front, so that each fits into its cell."""
        found = self.lens.project(self._quads(which).mean(axis=1))
        (rows, columns), at = self.walls[which].shape, found.xy_N2[:, 0]
        apart = np.diff(at.reshape(rows, columns), axis=1) if columns > 1 else np.full((rows, 1), self.cell[0])
        width = float((apart / found.scale_N.reshape(rows, columns)[:, : apart.shape[1]]).min())
        return self.walls[which].em_for(width, self.em)

    # -- where things are ---------------------------------------------------------------------------------

    def on_left(self, row: float, inner: float) -> np.ndarray:
        """Return a point of the left side, in cells from its upper far corner, ``[3]``."""
        return self.inside(row, 0.0, inner)

    def on_top(self, inner: float, column: float) -> np.ndarray:
        """Return a point of the top, in cells from its far left corner, ``[3]``."""
        return self.inside(0.0, column, inner)

    def inside(self, row: float, column: float, inner: float) -> np.ndarray:
        """Return a point of the block; at the front ``inner`` is the size that the factors share, ``[3]``."""
        return np.array([column * self.cell[0], -row * self.cell[1], self.deep - inner * STEP])

    def seen(self, point: np.ndarray) -> np.ndarray:
        """Return where a point is in the scene, ``[3]``."""
        return self.place(self.lens.project(point).xy_N2)[0]

    def _quads(self, which: int) -> np.ndarray:
        """Return the corners of all cells of a side, ``[R C, 4, 3]``."""
        place = (self.on_left, self.on_top, lambda row, column: self.inside(row, column, self.inner))[which]
        rows, columns = self.walls[which].shape
        half = (1 - TILE) / 2
        ends = ((half, half), (half, 1 - half), (1 - half, 1 - half), (1 - half, half))
        return np.array([
            [place(row + y, column + x) for y, x in ends] for row in range(rows) for column in range(columns)
        ])  # fmt: skip

    def _outline(self, which: int) -> np.ndarray:
        place = (self.on_left, self.on_top, lambda row, column: self.inside(row, column, self.inner))[which]
        rows, columns = self.walls[which].shape
        return np.array([place(0, 0), place(0, columns), place(rows, columns), place(rows, 0)])

    # -- what is lit --------------------------------------------------------------------------------------

    @property
    def entry(self) -> int:
        """Which entry is being worked out, or −1."""
        index = int(self.beam)
        return index if self.beam > index and index < self.rows * self.columns else -1

    @property
    def time(self) -> float:
        """How much of the time of its entry is over, 0 to 1."""
        return float(self.beam - int(self.beam))

    def _come(self, number: int) -> float:
        """How far an entry of the result stands there."""
        if number < int(self.beam):
            return 1.0
        return during(STANDS, self.time) if number == self.entry else 0.0

    # -- drawing ------------------------------------------------------------------------------------------

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        lens, there = self.lens, (self.left_there, self.top_there, 1.0)
        self._paint_hidden_edges(canvas, lens)
        self._paint_dots(canvas, lens)
        for which in (0, 1, 2):
            self._paint_wall(canvas, lens, which, there[which] * self.opacity)
        if self.entry >= 0:
            self._paint_beam(canvas, lens)
        for which in (0, 1, 2):
            self._paint_digits(canvas, lens, which, there[which] * self.opacity)
        if self.entry >= 0:
            self._paint_products(canvas, lens)

    def _paint_hidden_edges(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the three edges that are seen through the glass."""
        corner = self.inside(self.rows, self.columns, 0)
        ends = ((self.rows, 0, 0), (0, self.columns, 0), (self.rows, self.columns, self.inner))
        for end in ends:
            way = lens.project(np.array([corner, self.inside(*end)])).xy_N2
            paint = stroke_paint(palette().rgba("faint", HIDDEN * self.opacity), LINE)
            canvas.drawPath(polygons(way[None], closed=False), paint)

    def _paint_dots(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw what is left inside of the entries that are done: a dot for each of their products."""
        paint = fill_paint(palette().rgba(self.walls[2].role, LEFT_OVER * self.opacity))
        for entry in range(int(self.beam)):
            row, column = divmod(entry, self.columns)
            places = [self.inside(row + 0.5, column + 0.5, inner + 0.5) for inner in range(self.inner)]
            found = lens.project(np.array(places))
            for (x, y), scale, size in zip(
                found.xy_N2.tolist(), found.scale_N.tolist(), self.dots[entry].tolist(), strict=True
            ):
                canvas.drawCircle(x, y, DOT / 2 * size * scale, paint)

    def _paint_wall(self, canvas: skia.Canvas, lens: Lens, which: int, share: float) -> None:
        wall = self.walls[which]
        around = polygons(lens.project(self._outline(which)).xy_N2[None])
        canvas.drawPath(around, fill_paint(palette().rgba("soft", GLASS * self.opacity)))
        cells = lens.project(self._quads(which).reshape(-1, 3)).xy_N2.reshape(-1, 4, 2)
        canvas.drawPath(polygons(cells), stroke_paint(palette().rgba("line", GRID * self.opacity), LINE))
        shares = [self._come(n) for n in range(len(cells))] if which == 2 else [1.0] * len(cells)
        for cell, tint, come in zip(cells, wall.tints, shares, strict=True):
            if come * share > FAINT:
                canvas.drawPath(polygons(cell[None]), fill_paint(tint * [1, 1, 1, come * share]))
        edge = palette().rgba("weight_plus" if wall.learnt else wall.role, EDGE * max(share, 0.25 * self.opacity))
        draw_glowing_line(canvas, around, edge, 2 * LINE)

    def _strips(self) -> list[np.ndarray]:
        """Return the corners of the row and of the column that meet, ``[4, 3]`` each."""
        row, column = divmod(self.entry, self.columns)
        return [
            np.array([self.on_left(row + y, x) for y, x in ((0, 0), (0, self.inner), (1, self.inner), (1, 0))]),
            np.array([self.on_top(z, column + x) for z, x in ((0, 0), (0, 1), (self.inner, 1), (self.inner, 0))]),
        ]

    def _paint_beam(self, canvas: skia.Canvas, lens: Lens) -> None:
        share = during(LIGHTS, self.time) * (1 - during((0.9, 1.0), self.time)) * self.opacity
        colour = palette().rgba(self.walls[2].role)
        for strip in self._strips():
            path = polygons(lens.project(strip).xy_N2[None])
            canvas.drawPath(path, fill_paint(colour * [1, 1, 1, LIT * share]))
            canvas.drawPath(path, stroke_paint(colour * [1, 1, 1, share], 2 * LINE))
        row, column = divmod(self.entry, self.columns)
        rays = during(COMES, self.time) * (1 - during(SLIDES, self.time)) * self.opacity
        for inner in range(self.inner):
            middle = self.inside(row + 0.5, column + 0.5, inner + 0.5)
            ends = np.array([self.on_left(row + 0.5, inner + 0.5), middle, self.on_top(inner + 0.5, column + 0.5)])
            way = lens.project(ends).xy_N2
            canvas.drawPath(polygons(way[None], closed=False), stroke_paint(colour * [1, 1, 1, 0.55 * rays], RAY))

    def _paint_digits(self, canvas: skia.Canvas, lens: Lens, which: int, share: float) -> None:
        for number, (tag, at, hold) in enumerate(self._digits(lens, which)):
            come = self._come(number) if which == 2 else 1.0
            if tag.text and come * share > FAINT:
                tag.draw(canvas, at, come * share, hold, halo=self.walls[which].learnt)

    def _digits(self, lens: Lens, which: int) -> list[tuple[NameTag, np.ndarray, Hold]]:
        """Return the digits of a side, where each stands and how large."""
        tags = self.tags[which]
        if not tags:
            return []
        middles = self._quads(which).mean(axis=1)
        found = lens.project(middles)
        sizes = found.scale_N[:, None] * [[0, SINK * self.sizes[which]]]
        return [
            (tag, at, Hold(scale=float(scale)))
            for tag, at, scale in zip(tags, found.xy_N2 - sizes, found.scale_N, strict=True)
        ]

    def _paint_products(self, canvas: skia.Canvas, lens: Lens) -> None:
        """Draw the products of one entry where row and column cross, or on their way to the front."""
        share = during(COMES, self.time) * (1 - during(STANDS, self.time)) * self.opacity
        if share < FAINT:
            return
        row, column = divmod(self.entry, self.columns)
        slid, colour = during(SLIDES, self.time), palette().rgba(self.walls[2].role)
        for inner in reversed(range(self.inner)):
            depth = inner + 0.5 + slid * (self.inner - inner - 0.5)
            found = lens.project(self.inside(row + 0.5, column + 0.5, depth))
            at, scale = found.xy_N2[0], float(found.scale_N[0])
            size = float(self.dots[self.entry, inner])
            draw_lamp(canvas, at, LAMP * scale, colour * [1, 1, 1, 0.5 * share])
            canvas.drawCircle(*at.tolist(), DOT * size * scale, fill_paint(colour * [1, 1, 1, 0.3 * share]))
            fading = share * (1 - slid)
            if fading > FAINT and self.product_tags:
                self.product_tags[self.entry][inner].draw(
                    canvas, at - [0, SINK * self.sizes[2] * scale], fading, Hold(scale=scale)
                )

    # -- what can be read ---------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return whether the factors can be read, and how many results with their products."""
        if self.opacity < VISIBLE:
            return np.array([0, 0, 0])
        come = int(self.beam) + (self.entry >= 0 and self._come(self.entry) > 0.6)
        return np.array([*[there * self.opacity > VISIBLE for there in (self.left_there, self.top_there)], come], int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        left, top, come = self.visible().tolist()
        found = [each for there, wall in zip((left, top), self.walls, strict=False) if there for each in wall.shown()]
        found += self.walls[2].shown()[:come]
        return found + [(DOTTED, product) for products in self.products[:come] for product in products]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        lens, found = self.lens, list[tuple[str, np.ndarray, float]]()
        counts = self.visible().tolist()
        for which, count in enumerate([counts[0] * 10**6, counts[1] * 10**6, counts[2]]):
            for tag, at, hold in self._digits(lens, which)[:count]:
                text, points, em = tag.read_on(self, at, hold)
                found += [(text, points, em * hold.scale)] if text else []
        return found


def _products(left: Reading, top: Reading) -> list[Reading]:
    """Return for each entry of the result its products, ``[N]`` each, in row-major order."""
    return [join(list(row * column)) for row in left for column in top.T]
