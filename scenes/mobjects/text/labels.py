"""Words on screen: each label is one filled outline."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Self

import numpy as np
from manim import VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.outlines import (
    outline,
)
from attention_scenes.scenes.mobjects.text.shaping import as_markup, readable, room_for, shaped


class Label(VMobject):
    """Plain text, or Typst markup of our own, as one outline standing on a baseline.

    Parameters
    ----------
    text
        Shown as it is, in the scene's language where it is a ``label_text``; no character in it is markup.
    size
        The em in scene units; raised to the smallest that can be read in this frame.
    role
        Palette role of its colour.
    markup
        ``text`` is Typst markup written by this project (for instance ``$W_Q$``). Never pass user text. Of a
        ``label_text`` only the fields are: its words may come out of a translator's file.
    numbers
        Readings whose digits stand in the text; the sidecar lists them.
    """

    is_text = True

    def __init__(
        self,
        text: str,
        size: float = 0.4,
        role: str = "text",
        *,
        weight: str = "regular",
        style: str = "normal",
        markup: bool = False,
        numbers: Iterable[tuple[str, Reading]] = (),
    ) -> None:
        super().__init__(stroke_width=0, fill_opacity=1, fill_color=getattr(palette(), role))
        size, english, text = readable(size), text, translated(text)
        if text != english and not markup:
            size *= room_for(shaped(english, weight, style).width, shaped(text, weight, style).width, size)
        self.text, self.size = text, size
        self.numbers = tuple(numbers)
        drawn = outline(as_markup(text), weight, style) if markup else shaped(text, weight, style)
        # A blank still has a place: one point, which nothing draws.
        self.points = drawn.points * size if len(drawn.points) else np.zeros((1, 3))
        # Two points far apart tell the size later, whichever way the label is turned.
        self.ends = int(self.points[:, 0].argmin()), int(self.points[:, 0].argmax())
        self.natural = max(float(np.linalg.norm(self.points[self.ends[1]] - self.points[self.ends[0]])), 1e-9)
        self.rise = self.points[:, 1].min()
        self.center()

    @property
    def em(self) -> float:
        """The em as it stands now, after any scaling."""
        first, last = self.ends
        return self.size * float(np.linalg.norm(self.points[last] - self.points[first])) / self.natural

    @property
    def baseline(self) -> float:
        return float(self.get_bottom()[1] - self.rise * self.em / self.size)

    def stand_on(self, y: float) -> Self:
        """Move up or down until the baseline is at ``y``."""
        return self.shift([0, y - self.baseline, 0])

    def visible(self) -> np.ndarray:
        """Return which of ``numbers`` can be read now: all or none."""
        return np.arange(len(self.numbers) if self.get_fill_opacity() > 0.05 else 0)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return [self.numbers[i] for i in self.visible()]

    def same_line(self, other: Label, buff: float | None = None) -> Self:
        """Continue behind ``other`` on its baseline."""
        self.next_to(other, buff=self.size * 0.3 if buff is None else buff)
        return self.stand_on(other.baseline)


def line(*labels: Label, buff: float | None = None) -> VGroup:
    """Set labels side by side on one baseline."""
    for before, after in itertools.pairwise(labels):
        after.same_line(before, buff)
    return VGroup(*labels).center()


def fitted(mobject: Label | VGroup, width: float) -> Label | VGroup:
    """Scale down to ``width`` where wider."""
    return mobject.scale(width / mobject.width) if mobject.width > width else mobject
