"""A sentence with a vector under each token, and the empty place of the token to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, DashedVMobject, Group, RoundedRectangle, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.dashes import one_line
from attention_scenes.scenes.mobjects.basics.fades import Dim
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn

NARROWEST, GAP = 0.8, 0.09  # of a token's place, in scene units


class TokenPlace(VGroup):
    """A token in its box, in a place at least as wide as a column of numbers."""

    def __init__(self, text: str, role: str, em: float, narrowest: float = NARROWEST) -> None:
        color = getattr(palette(), role)
        self.label = Label(text, em, role)
        self.box = RoundedRectangle(
            corner_radius=0.16 * em, width=max(self.label.width + 0.4 * em, narrowest), height=1.6 * em,
            stroke_color=color, stroke_width=1.5, stroke_opacity=0.7, fill_color=color, fill_opacity=0.12,
        )  # fmt: skip
        super().__init__(self.box, self.label.stand_on(-0.22 * em))


class Slot(VGroup):
    """Slot for a token that will come: a dashed box with "?" in it."""

    def __init__(self, em: float, text: str = "?", width: float = 1.0) -> None:
        color = palette().focus
        box = RoundedRectangle(corner_radius=0.16 * em, width=width, height=1.6 * em, stroke_color=color)
        self.label = Label(text, em, "focus").stand_on(-0.22 * em)
        super().__init__(one_line(DashedVMobject(box.set_stroke(width=2), num_dashes=24)), self.label)


class TokenColumns(Group):
    """The last tokens of a sentence, as many as fit into ``width``, each over its vector; then an empty slot.

    Parameters
    ----------
    tokens
        ``T`` tokens.
    vector
        Gives the ``[D]`` of a token by its index.
    digits
        The em of its numbers.
    """

    def __init__(
        self, tokens: Sequence[Token], vector: Callable[[int], Reading], *, width: float = 13.0, em: float = 0.32,
        visible: int = 6, decimals: int = 1, digits: float = 0.24,
    ) -> None:  # fmt: skip
        narrowest = NARROWEST * digits / 0.24
        places = [TokenPlace(spoken(t), role_of(tokens, i), em, narrowest) for i, t in enumerate(tokens)]
        self.slot = Slot(em)
        left = width - self.slot.width - np.cumsum([place.width + GAP for place in reversed(places)])
        self.first = len(tokens) - max(int((left >= 0).sum()), 1)
        self.places = VGroup(*places[self.first :])
        self.columns = Group()
        pen = 0.0
        for index, place in enumerate(self.places, self.first):
            place.shift([pen + place.width / 2, 0, 0])
            pen += place.width + GAP
            column = VectorColumn(vector(index), visible, digits, decimals=decimals, note=False)
            middle = column.frame.get_center()
            top = column.frame.get_top()[1]
            self.columns.add(column.shift([place.get_x() - middle[0], -1.1 * em - 0.1 - top, 0]))
        self.slot.shift([pen + self.slot.width / 2, 0, 0])
        super().__init__(self.places, self.columns, self.slot)
        self.shift([-(pen + self.slot.width) / 2, 0, 0])

    def light(self, share: float, keep: Sequence[int] = ()) -> list[Animation]:
        """Bring all but ``keep`` (indices of tokens) to a share of their brightness."""
        moves: list[Animation] = []
        for index, (place, column) in enumerate(zip(self.places, self.columns, strict=True), self.first):
            if index not in keep:
                moves += [Dim(part, share / column.numbers.opacity) for part in (place, column)]
        return moves
