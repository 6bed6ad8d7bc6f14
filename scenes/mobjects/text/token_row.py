"""A sentence as the model's tokens: boxes side by side, one or several lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DL, DOWN, DR, Line, RoundedRectangle, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken, words_of


class TokenRow(VGroup):
    """Boxes side by side; pieces of one word stand close, with a line under them.

    ``boxes[i]`` and ``labels[i]`` belong to token ``i``. A row wider than ``width`` is scaled down; where that would
    make it smaller than ``smallest`` em it is broken into lines between words.
    """

    def __init__(self, tokens: Sequence[Token], em: float = 0.5, width: float = 12.6, smallest: float = 0.3) -> None:
        colors = palette()
        self.labels = VGroup(*[Label(spoken(t), em, role_of(tokens, i)) for i, t in enumerate(tokens)])
        self.boxes, self.joiners = VGroup(), VGroup()
        for index, label in enumerate(self.labels):
            color = getattr(colors, role_of(tokens, index))
            box = RoundedRectangle(
                corner_radius=0.16 * em, width=label.width + 0.6 * em, height=1.55 * em,
                stroke_color=color, stroke_width=1.5, stroke_opacity=0.7, fill_color=color, fill_opacity=0.12,
            )  # fmt: skip
            label.move_to(box).stand_on(box.get_center()[1] - 0.22 * em)
            self.boxes.add(box)
        joined = [i > 0 and tokens[i].word == tokens[i - 1].word for i in range(len(tokens))]
        gaps = np.array([0.05 if close else 0.32 for close in joined]) * em
        lengths = np.array([box.width for box in self.boxes]) + gaps
        for count in range(1, len(tokens) + 1):
            longest = self.set_in_lines(lengths, joined, lengths.sum() / count, em)
            if em * width / longest >= smallest:
                break
        for word in words_of(tokens):
            if len(word) > 1:
                ends = self.boxes[word[0]].get_corner(DL), self.boxes[word[-1]].get_corner(DR)
                self.joiners.add(Line(*(e + 0.14 * em * DOWN for e in ends), stroke_width=2.5, color=colors.piece))
        super().__init__(self.boxes, self.labels, self.joiners)
        self.center()
        if self.width > width:
            self.scale(width / self.width)

    def set_in_lines(self, lengths: np.ndarray, joined: Sequence[bool], about: float, em: float) -> float:
        """Lay the boxes into centred lines of about this length, broken between words; return the longest."""
        rows: list[list[int]] = [[]]
        for index, length in enumerate(lengths):
            full = lengths[rows[-1]].sum() + length / 2 > about
            if rows[-1] and full and not joined[index]:
                rows.append([])
            rows[-1].append(index)
        for number, row in enumerate(rows):
            pen = -lengths[row].sum() / 2
            for index in row:
                box = self.boxes[index]
                pen += lengths[index]
                place = np.array([pen - box.width / 2, -2.2 * em * number, 0])
                shift = place - box.get_center()
                box.shift(shift)
                self.labels[index].shift(shift)
        return max(lengths[row].sum() for row in rows)

    @property
    def xs(self) -> np.ndarray:
        """Places of the tokens along the row, ``[T]``."""
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
