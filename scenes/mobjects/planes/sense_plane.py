"""A plane in which a vector points to the senses it resembles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, Circle, Group, Line, RoundedRectangle, VGroup, VMobject

from attention_scenes.scenes.captions import label_text, named
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line

REACH = 0.8  # the cosine at the end of an axis


class SensePlane(Group):
    """One direction for each of ``S`` senses, evenly round the circle; rings for the eye.

    A vector stands at the sum of its cosines along these directions, times 2 / S. That is a drawing of ``S``
    measured numbers, not a projection of the model's space: the axes are measured anew at each layer.
    """

    def __init__(self, senses: Sequence[str], radius: float) -> None:
        colors = palette()
        self.radius, self.count = radius, len(senses)
        start = np.pi / 2 if self.count % 2 else 0.0
        angles = start + 2 * np.pi * (np.arange(self.count) + 1) / self.count
        self.directions = np.column_stack([np.cos(angles), np.sin(angles)])
        self.axes, self.names = VGroup(), VGroup()
        for name, (x, y) in zip(senses, self.directions, strict=True):
            self.axes.add(Line([0, 0, 0], [x * radius, y * radius, 0], stroke_width=2, color=colors.faint))
            label = Label(named(name), 0.34, "text")
            aside = 2 * RIGHT if abs(x) < 0.3 else x * RIGHT
            self.names.add(label.next_to([x * radius, y * radius - 0.15, 0], aside, buff=0.22))
        self.rings = VGroup(
            *[Circle(radius=radius * r / REACH, stroke_width=1.5, color=colors.line) for r in (0.25, 0.5, 0.75)]
        )
        self.note = Label(label_text("an arrow adds its cosines along the axes"), 0.24, "soft")
        super().__init__(self.rings, self.axes, self.names, self.note.next_to(self.rings, DOWN, buff=0.12))

    @property
    def middle(self) -> np.ndarray:
        return self.rings.get_center()

    def place(self, cosines: np.ndarray) -> np.ndarray:
        """Return where a vector with these cosines ``[S]`` stands; undefined ones (nan) count as 0."""
        x, y = np.nan_to_num(cosines) @ self.directions * 2 / self.count * self.radius / REACH
        return self.middle + np.array([x, y, 0])

    def arrow(self, cosines: np.ndarray, role: str) -> Arrow:
        """Return an arrow from the middle to where the vector stands."""
        end = self.place(cosines)
        if np.linalg.norm(end - self.middle) < 0.02:
            end = self.middle + np.array([0, 0.02, 0])
        return Arrow(self.middle, end, getattr(palette(), role))

    def step(self, before: np.ndarray, after: np.ndarray, role: str) -> Line:
        """Return the way of a vector through one layer."""
        return Line(self.place(before), self.place(after), buff=0).match_style(self.trail(role))

    def trail(self, role: str) -> VMobject:
        """Return one mobject for all steps of a vector so far."""
        return VMobject(stroke_width=2, color=getattr(palette(), role), stroke_opacity=0.4)


class Phrase(VGroup):
    """A sentence in a box of its colour, one word of it bold; ``later`` are the words behind that one."""

    def __init__(self, words: Sequence[str], at: int, role: str, width: float, em: float = 0.42) -> None:
        color = getattr(palette(), role)
        labels = [
            Label(word, em, role if i == at else "text", weight="bold" if i == at else "regular")
            for i, word in enumerate(words)
        ]
        text = fitted(line(*labels), width - 0.5)
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
