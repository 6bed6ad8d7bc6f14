"""A sentence as the model's tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, Line, RoundedRectangle, VGroup

from model.bundle import Token

from .labels import Label
from .palette import palette

START = "start"


def spoken(token: Token) -> str:
    """How a token is written on screen: no leading space, and "start" for the first one."""
    if token.word < 0:
        return START
    return token.text.strip() or "␣"


def words_of(tokens: Sequence[Token]) -> list[list[int]]:
    """Indices of tokens, grouped into the words they belong to (the first token is left out)."""
    words: dict[int, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.word >= 0:
            words.setdefault(token.word, []).append(index)
    return list(words.values())


def role_of(tokens: Sequence[Token], index: int) -> str:
    """Colour of a token: the first one and pieces of a cut word stand out."""
    if tokens[index].word < 0:
        return "start"
    cut = sum(token.word == tokens[index].word for token in tokens) > 1
    return "piece" if cut else "token"


class TokenRow(VGroup):
    """Boxes side by side; pieces of one word stand close, with a line under them.

    ``boxes[i]`` and ``labels[i]`` belong to token ``i``; the row is scaled down to fit ``width``.
    """

    def __init__(self, tokens: Sequence[Token], em: float = 0.5, width: float = 12.6) -> None:
        colors = palette()
        self.labels = VGroup(*[Label(spoken(t), em, role_of(tokens, i)) for i, t in enumerate(tokens)])
        self.boxes = VGroup()
        self.joiners = VGroup()
        pen, pad, high = 0.0, 0.3 * em, 1.55 * em
        for index, label in enumerate(self.labels):
            color = getattr(colors, role_of(tokens, index))
            box = RoundedRectangle(
                corner_radius=0.16 * em, width=label.width + 2 * pad, height=high,
                stroke_color=color, stroke_width=1.5, stroke_opacity=0.7, fill_color=color, fill_opacity=0.12,
            )  # fmt: skip
            joined = index > 0 and tokens[index].word == tokens[index - 1].word
            pen += 0 if index == 0 else (0.05 if joined else 0.32) * em
            box.move_to([pen + box.width / 2, 0, 0])
            pen += box.width
            label.move_to(box).stand_on(box.get_center()[1] - 0.22 * em)
            self.boxes.add(box)
        for word in words_of(tokens):
            if len(word) > 1:
                ends = self.boxes[word[0]].get_corner(DOWN), self.boxes[word[-1]].get_corner(DOWN)
                left = self.boxes[word[0]].get_left()[0]
                right = self.boxes[word[-1]].get_right()[0]
                y = ends[0][1] - 0.14 * em
                self.joiners.add(Line([left, y, 0], [right, y, 0], stroke_width=2.5, color=colors.piece))
        super().__init__(self.boxes, self.labels, self.joiners)
        self.center()
        if self.width > width:
            self.scale(width / self.width)

    @property
    def xs(self) -> np.ndarray:
        """Where each token stands, ``[T]``."""
        return np.array([box.get_center()[0] for box in self.boxes])

    def token(self, index: int) -> VGroup:
        return VGroup(self.boxes[index], self.labels[index])


class TokenBox(VGroup):
    """One token on its own, in a colour of the palette."""

    def __init__(self, text: str, role: str, em: float = 0.5, width: float | None = None) -> None:
        color = getattr(palette(), role)
        label = Label(text, em, "text")
        box = RoundedRectangle(
            corner_radius=0.16 * em, width=width or label.width + em, height=1.7 * em,
            stroke_color=color, stroke_width=2, fill_color=color, fill_opacity=0.14,
        )  # fmt: skip
        if label.width > box.width - 0.4 * em:
            label.scale((box.width - 0.4 * em) / label.width)
        super().__init__(box, label.move_to(box).stand_on(-0.22 * em))
        self.label = label
