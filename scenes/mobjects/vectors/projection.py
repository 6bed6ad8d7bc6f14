"""From a token to its query or key: the column that enters, the learned map, the vector that leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from manim import DOWN, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.mobjects.vectors.dot_product import arrow_between
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn, WeightPatch


@dataclass(frozen=True)
class ProjectionPlaces:
    """Where token, column, map and result stand in a row, and whether what it says stands beside or below it."""

    xs: tuple[float, float, float, float] = (-5.65, -3.7, -1.85, 0.15)
    below: bool = False
    wrapped: float | None = None  # how wide a bubble of several lines is


BESIDE = ProjectionPlaces()


class Projection(Group):
    """One line of the story, left to right: token, column, W, query (or key), and what it says in our words.

    Parameters
    ----------
    symbol
        What the map is called.
    entering
        ``[D]``, the normalised residual stream at the token.
    weights
        ``[K, D]``.
    result, turned
        ``[K]`` before and after rotation by position.
    """

    def __init__(
        self, text: str, kind: Literal["query", "key"], symbol: str, entering: Reading, weights: Reading,
        result: Reading, turned: Reading, speech: str, position: Reading, places: ProjectionPlaces = BESIDE,
    ) -> None:  # fmt: skip
        self.box = TokenBox(text, kind, 0.4, 1.6)
        self.column = VectorColumn(entering, 6, 0.25)
        self.patch = WeightPatch(weights, symbol, kind)
        self.vector = VectorColumn(result, 6, 0.25, kind, decimals=2)
        self.turned = VectorColumn(turned, 6, 0.25, kind, decimals=2)
        parts: tuple[Group | VGroup, ...] = (self.box, self.column, self.patch, self.vector)
        for part, x in zip(parts, places.xs, strict=True):
            part.shift([x - part.get_x(), 0, 0])
        for column in (self.column, self.vector, self.turned):
            column.shift([0, -column.frame.get_y(), 0])
        self.patch.shift([0, -self.patch.cells.get_y(), 0])
        self.turned.shift([self.vector.frame.get_x() - self.turned.frame.get_x(), 0, 0])
        self.speech = Bubble(speech, kind, 0.3, places.wrapped)
        if places.below:
            self.speech.next_to(self.vector, DOWN, buff=0.25).align_to(self.vector, RIGHT)
        else:
            self.speech.next_to(self.vector, RIGHT, buff=0.35).set_y(0)
        by = grouped(position)
        mark = Label(label_text("rotated by position: {position}", position=by[0]), 0.24, kind, numbers=[by])
        self.mark = mark.next_to(self.vector, UP, buff=0.12)
        faint = palette().faint
        steps = (
            (self.box, self.column.frame),
            (self.column.frame, self.patch.cells),
            (self.patch.cells, self.vector.frame),
        )
        self.arrows = VGroup(*[arrow_between(a, b, faint) for a, b in steps])
        super().__init__(
            self.box, self.column, self.patch, self.vector, self.turned, self.speech, self.mark, self.arrows
        )

    def at(self, y: float) -> Projection:
        return self.shift(np.array([0, y, 0]))
