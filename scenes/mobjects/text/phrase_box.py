"""A sentence in a box of its colour, with one word of it bold."""

from __future__ import annotations

from collections.abc import Sequence

from manim import LEFT, RIGHT, RoundedRectangle, VGroup

from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line


class Phrase(VGroup):
    """A sentence in a box of its colour, one word of it bold; ``later`` are the words behind that one.

    A sentence too long for ``width`` is set smaller, and where that makes it smaller than ``least`` the box is wider.
    """

    def __init__(
        self, words: Sequence[str], at: int, role: str, width: float, em: float = 0.42, least: float = 0.0
    ) -> None:
        color = getattr(palette(), role)
        labels = [
            Label(word, em, role if i == at else "text", weight="bold" if i == at else "regular")
            for i, word in enumerate(words)
        ]
        text = line(*labels)
        width = max(width, text.width * min(1.0, least / em) + 0.5)
        fitted(text, width - 0.5)
        box = RoundedRectangle(
            corner_radius=0.12,
            width=width,
            height=1.75 * em,
            stroke_color=color,
            stroke_width=1.5,
            fill_color=color,
            fill_opacity=0.1,
        )
        text.move_to(box).align_to(box.get_left() + 0.25 * RIGHT, LEFT)
        self.word, self.later = labels[at], VGroup(*labels[at + 1 :])
        super().__init__(box, *labels)
