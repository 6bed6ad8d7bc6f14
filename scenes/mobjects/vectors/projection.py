"""From a token to its query or key: the column that enters, the learned map, the vector that leaves."""

from __future__ import annotations

from typing import Literal

import numpy as np
from manim import RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.tokens import TokenBox
from attention_scenes.scenes.mobjects.vectors.dot_product import arrow_between
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn, WeightPatch


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
        result: Reading, turned: Reading, speech: str, position: Reading,
    ) -> None:  # fmt: skip
        self.box = TokenBox(text, kind, 0.4, 1.6)
        self.column = VectorColumn(entering, 6, 0.25)
        self.patch = WeightPatch(weights, symbol, kind)
        self.vector = VectorColumn(result, 6, 0.25, kind, decimals=2)
        self.turned = VectorColumn(turned, 6, 0.25, kind, decimals=2)
        for part, x in ((self.box, -5.65), (self.column, -3.7), (self.patch, -1.85), (self.vector, 0.15)):
            part.shift([x - part.get_x(), 0, 0])
        for part in (self.column, self.vector, self.turned):
            part.shift([0, -part.frame.get_y(), 0])
        self.patch.shift([0, -self.patch.cells.get_y(), 0])
        self.turned.shift([self.vector.frame.get_x() - self.turned.frame.get_x(), 0, 0])
        self.speech = Bubble(speech, kind, 0.3).next_to(self.vector, RIGHT, buff=0.35).set_y(0)
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
