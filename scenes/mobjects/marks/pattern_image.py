"""A pattern too large for dots: one pixel a cell, seen from near or far."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette

DECADES = 8.0  # from black to white: a weight of 1 is white, and 10 to the −8 black
COARSE = 2.0  # pixels a cell from which its edges are kept sharp
STRIPS = 16  # in which a square is drawn, each without what is all future


def brightness(pattern: np.ndarray) -> np.ndarray:
    """Return 0 to 1 on a logarithmic scale, for weights of any shape."""
    with np.errstate(divide="ignore"):
        return np.clip(1 + np.log10(pattern) / DECADES, 0, 1)


class PatternImage(DataMobject):
    """The first ``view`` queries and keys of a pattern in a square, brighter where the weight is larger.

    ``fraction`` is the share of the square's side that the ``nearest`` first tokens take; as it shrinks, the view
    widens: ``view = nearest / fraction``.

    Parameters
    ----------
    pattern
        ``[T, T]``, row = query. The clip's record lists each query's largest weight, not all ``T`` squared.
    side
        Of the square, in scene units.
    nearest
        How many tokens are seen at first.
    columns
        Whether queries run along the top, or down the side.
    """

    entry_cost = 100_000

    def __init__(self, pattern: Reading, side: float, nearest: int, columns: bool = True) -> None:
        if not isinstance(pattern, Reading):
            raise TypeError("a cell on screen needs a source: give a Reading")
        self.readings, self.side, self.nearest, self.columns = pattern, side, nearest, columns
        self.fraction, self.opacities = 1.0, np.ones(1)
        self.largest = list(pattern[np.arange(len(pattern)), pattern.value.argmax(axis=1)])
        shades = brightness(pattern.value.T if columns else pattern.value)
        pixels = np.empty((*shades.shape, 4), np.uint8)
        pixels[..., :3] = np.rint(255 * palette().rgba("data_high")[:3])
        pixels[..., 3] = np.rint(255 * shades)
        self.image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, copy=True).withDefaultMipmaps()
        super().__init__((0, 0), (side, side))

    @property
    def view(self) -> float:
        return min(self.nearest / self.fraction, len(self.readings))

    def paint(self, canvas: skia.Canvas) -> None:
        for strip in self.strips():
            canvas.save()
            canvas.clipRect(strip)
            self.draw_cells(canvas, skia.Rect.MakeWH(self.view, self.view))
            canvas.restore()

    def strips(self) -> Iterator[skia.Rect]:
        """Return strips of the square from top to bottom that hold all but some of the future, which is empty."""
        edges, near = self.side * np.linspace(0, 1, STRIPS + 1), 2 * self.side / self.view
        for first, last in itertools.pairwise(edges.tolist()):
            left, right = (first - near, self.side + near) if self.columns else (-near, last + near)
            above, below = (near if edge in (0.0, self.side) else 0.0 for edge in (first, last))
            yield skia.Rect.MakeLTRB(left, self.side - last - below, right, self.side - first + above)

    def draw_cells(self, canvas: skia.Canvas, cells: skia.Rect) -> None:
        """Draw the cells of a rectangle (in cells, from the top left) where they stand in the square."""
        unit = self.side / self.view
        canvas.save()
        canvas.translate(0, self.side)
        canvas.scale(1, -1)
        place = skia.Rect.MakeLTRB(
            *(unit * edge for edge in (cells.left(), cells.top(), cells.right(), cells.bottom()))
        )
        sharp = unit * canvas.getTotalMatrix().getScaleX() > COARSE
        sampling = (
            skia.SamplingOptions(skia.FilterMode.kNearest)
            if sharp
            else skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        )
        paint = skia.Paint(AntiAlias=True, Alphaf=float(self.opacity))
        canvas.drawImageRect(self.image, cells, place, sampling, paint)
        canvas.restore()

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        if self.opacity <= VISIBLE:
            return []
        return [("■", largest) for largest in self.largest[: round(self.view)]]


class BlockWalk(PatternImage):
    """One block of the same picture at a time: for each run of queries all earlier keys, block after block.

    ``step`` counts through the blocks that hold a pair of a query and an earlier key.
    """

    def __init__(self, pattern: Reading, side: float, blocks: int, columns: bool = True) -> None:
        super().__init__(pattern, side, len(pattern), columns)
        self.blocks, self.step = blocks, 0.0
        self.pairs = [(q, k) for q in range(blocks) for k in range(q + 1)]
        self.color = palette().rgba("focus")

    def paint(self, canvas: skia.Canvas) -> None:
        query, key = self.pairs[min(int(self.step), len(self.pairs) - 1)]
        across, down = (query, key) if self.columns else (key, query)
        size = len(self.readings) / self.blocks
        self.draw_cells(canvas, skia.Rect.MakeXYWH(across * size, down * size, size, size))
        edge = self.side / self.blocks
        frame = skia.Paint(AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=0.035)
        r, g, b, _ = (float(c) for c in self.color)
        frame.setColor4f(skia.Color4f(r, g, b, float(self.opacity)))
        canvas.drawRect(skia.Rect.MakeXYWH(across * edge, self.side - (down + 1) * edge, edge, edge), frame)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []  # what it shows is a part of the picture behind it
