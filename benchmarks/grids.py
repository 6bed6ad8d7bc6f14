"""The same few seconds of attention grid twice: with our data mobjects, and as stock Manim would build it.

Scores arrive one after the other, give way to the weights, and these shrink while dots grow. The words and lines
around the cells stand still and are the same mobjects in both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    Circle,
    DecimalNumber,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    ManimColor,
    Scene,
    Typst,
    VGroup,
    VMobject,
    smooth,
)

from model.bundle import Bundle
from scenes.mobjects.data import Change
from scenes.mobjects.digits import text_width
from scenes.mobjects.dots import DotField
from scenes.mobjects.grid import PatternGrid
from scenes.mobjects.numbers import CAP, NumberField
from scenes.mobjects.outlines import text_outline
from scenes.mobjects.palette import use_palette

SPREAD = 0.85
PREAMBLE = '#set text(font: ("New Computer Modern", "New Computer Modern Math"))'


class GridScene(Scene):
    """What both have in common: the fields, and the grid that stands still.

    Parameters
    ----------
    seconds
        How long each of the three steps takes.
    """

    def __init__(self, bundle: Bundle, seconds: float = 0.5, **manim: Any) -> None:
        self.bundle, self.step = bundle, seconds
        super().__init__(**manim)

    def setup(self) -> None:
        self.camera.background_color = use_palette("dark").background
        at = self.bundle.chosen_head()
        scores, pattern = self.bundle.read("attn_scores", *at), self.bundle.read("pattern", *at)
        self.grid = PatternGrid(self.bundle.tokens(), (6.5, 4.85))
        self.scores, self.weights = self.grid.numbers(scores, 1), self.grid.numbers(pattern, 2)
        self.dots = self.grid.dots(pattern)
        self.order = self.grid.order()
        self.add(self.grid)

    def sidecar(self) -> dict[str, Any]:
        return {}


class OurGrid(GridScene):
    """One mobject for all numbers and one for all dots."""

    def construct(self) -> None:
        self.scores.opacities[:] = 0
        self.next_section("arrive")
        self.play(Change(self.scores, opacities=1, delays=self.order, spread=SPREAD, run_time=self.step))
        self.next_section("crossfade")
        self.play(FadeOut(self.scores), FadeIn(self.weights), run_time=self.step)
        self.dots.growth[:] = 0
        self.next_section("dots")
        self.play(Change(self.weights, sizes=0.01, opacities=0), Change(self.dots, growth=1), run_time=self.step)


def our_grid(seconds: float) -> type[OurGrid]:
    """Make the class that is built as film builds a scene."""

    class Built(OurGrid):
        def __init__(self, params: Any, bundle: Bundle, renderer: Any) -> None:
            super().__init__(bundle, seconds, renderer=renderer)

    return Built


class StockGrid(GridScene):
    """A ``DecimalNumber`` for each number and a ``Circle`` for each dot."""

    def construct(self) -> None:
        scores, weights, dots = stock_numbers(self.scores, 1), stock_numbers(self.weights, 2), stock_dots(self.dots)
        self.next_section("arrive")
        arrivals = [FadeIn(n, rate_func=late(d)) for n, d in zip(scores, self.order, strict=True)]
        self.play(*arrivals, run_time=self.step)
        self.next_section("crossfade")
        self.remove(*scores)
        self.play(FadeOut(scores), FadeIn(weights), run_time=self.step)
        self.next_section("dots")
        shrink = [
            number.animate.scale(0.01, about_point=place).set_opacity(0) for number, place in self.placed(weights)
        ]
        grow = [GrowFromCenter(dot, rate_func=by_area) for dot in dots]
        self.play(*shrink, *grow, run_time=self.step)

    def placed(self, numbers: VGroup) -> list[tuple[VMobject, np.ndarray]]:
        return list(zip(numbers, self.weights.place(self.weights.centers), strict=True))


def by_area(t: float) -> float:
    """So that a circle's area grows as ``smooth`` would have it."""
    return float(np.sqrt(smooth(t)))


def late(delay: float) -> Any:
    """How an entry with this delay comes in; see :class:`~scenes.mobjects.data.Change`."""

    def rate(t: float) -> float:
        own = min(max((t - delay * SPREAD) / (1 - SPREAD), 0.0), 1.0)
        return own * own * (3 - 2 * own)

    return rate


def stock_numbers(field: NumberField, decimals: int) -> VGroup:
    """A stock mobject for each number of ``field``, its glyphs where the field has them."""
    size = field.em * field.zoom
    made = VGroup()
    for place, text, value, rgba in zip(
        field.place(field.centers), field.written, field.readings.value, field.colors, strict=True
    ):
        if np.isfinite(value):
            number: VMobject = DecimalNumber(float(value), decimals, Glyph)
        else:
            number = VGroup(*[Glyph(character) for character in text])
        pen = place - [text_width(text) * size / 2, CAP * size / 2, 0]
        for glyph, character in zip(number, text, strict=True):
            points = text_outline(character).points * size
            low, high = points.min(axis=0), points.max(axis=0)
            glyph.scale((high - low)[1] / glyph.height).move_to(pen + (low + high) / 2)
            pen = pen + [text_width(character) * size, 0, 0]
        made.add(number.set_color(ManimColor(rgba[:3])))
    return made


class Glyph(Typst):
    """What ``DecimalNumber`` makes its digits of, in the face of our own numbers."""

    def __init__(self, text: str, **kwargs: Any) -> None:
        character = {"-": "−"}.get(text, text)
        super().__init__(f'#"{character}"', typst_preamble=PREAMBLE, stroke_width=0, **kwargs)


def stock_dots(field: DotField) -> VGroup:
    """A circle for each dot of ``field`` that is large enough to be drawn."""
    dots = VGroup()
    for place, weight, rgba in zip(field.place(field.centers), field.weights, field.colors, strict=True):
        radius = field.radius * field.zoom * float(np.sqrt(weight))
        if radius > field.radius / 200:
            dot = Circle(radius, stroke_width=0, fill_color=ManimColor(rgba[:3]), fill_opacity=float(rgba[3]))
            dots.add(dot.move_to(place))
    return dots
