"""What a cosine says: arrows from one point, each at its true angle to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Arc, Group, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.named_tokens import NamedToken
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import CAP

APART, STEEPEST = 14.0, 76.0  # degrees between two arrows at least, and the last of them


class CosineFan(Group):
    """A quarter of a circle: along the ground the word itself, upright the right angle, between them other tokens.

    Parameters
    ----------
    title
        The word that the others are compared with.
    tokens
        Those of them are shown that stand well apart.
    length
        Of an arrow, in scene units.
    widest
        Of a token's name and number.
    steepest
        Degrees: a token at a larger angle is left out, for its name would lie on what is said of the right angle.
    """

    def __init__(
        self,
        title: str,
        tokens: Sequence[NamedToken],
        length: float,
        widest: float,
        steepest: float = STEEPEST,
        *,
        em: float = 0.36,
    ) -> None:
        colors = palette()
        self.shown = list(well_apart(tokens, steepest))
        self.arc = Arc(length, 0, np.pi / 2, stroke_width=2, color=colors.soft)
        self.itself = arrow(0.0, length, "focus", 14)
        self.right_angle = arrow(90.0, length, "soft", 12)
        self.others = VGroup(*[arrow(float(token.angle), length, token.role, 12) for token in self.shown])
        name = self.beyond(fitted(Label(title, 1.15 * em, "focus"), widest), 0.0, length)
        same = Label(label_text("same direction: {cosine}", cosine="1"), em, "focus", numbers=constants("1"))
        none = Label(label_text("right angle: {cosine}", cosine="0"), em, "soft", numbers=constants("0"))
        fitted(same, length).next_to(self.itself, DOWN, buff=0.14).align_to(self.itself, LEFT)
        fitted(none, length).next_to(self.right_angle, UP, buff=0.14).align_to(self.right_angle, LEFT)
        self.ends = VGroup(name, same, none)
        self.names = VGroup()
        for token in self.shown:
            digits = written(float(token.cosine), 2)
            text = Label(f"{token.name} {digits}", em, token.role, numbers=[(digits, token.cosine)])
            self.names.add(self.beyond(fitted(text, widest), float(token.angle), length))
        super().__init__(self.arc, self.itself, self.right_angle, self.others, self.ends, self.names)

    @staticmethod
    def beyond(label: Label | VGroup, degrees: float, length: float) -> Label | VGroup:
        """Place a label to the right of an arrow's tip."""
        tip = (length + 0.14) * direction(degrees)
        return label.next_to(tip, RIGHT, buff=0).set_y(tip[1] + CAP * 0.1)


def well_apart(tokens: Sequence[NamedToken], steepest: float) -> Iterator[NamedToken]:
    """Yield tokens of growing angle, each well apart from the one before."""
    before = 0.0
    for token in sorted(tokens, key=lambda token: float(token.angle)):
        if before + APART <= float(token.angle) <= steepest:
            before = float(token.angle)
            yield token


def direction(degrees: float) -> np.ndarray:
    turn = np.deg2rad(degrees)
    return np.array([np.cos(turn), np.sin(turn), 0.0])


def arrow(degrees: float, length: float, role: str, width: float) -> Arrow:
    return Arrow(np.zeros(3), length * direction(degrees), getattr(palette(), role), width, head=0.3)
