"""A pin whose tip marks a place, as on a town's map."""

from __future__ import annotations

from typing import Self

import numpy as np
from manim import UP, Circle, Dot, Mobject, Polygon, RoundedRectangle, VGroup

from attention_scenes.scenes.mobjects.basics.palette import palette

TALL, HEAD = 0.95, 0.3  # scene units: from the tip to the middle of its head, and that one's radius


class HerePin(VGroup):
    """A pin over its tip, with words on a plate over its head.

    Parameters
    ----------
    words
        They move with it.
    """

    def __init__(self, words: Mobject) -> None:
        color = palette().value
        middle = TALL * UP
        aside = HEAD * np.sqrt(1 - (HEAD / TALL) ** 2)  # where a line from the tip touches the head
        up = TALL - HEAD**2 / TALL
        style = {"stroke_width": 0, "fill_color": color, "fill_opacity": 1}
        plate = RoundedRectangle(
            corner_radius=0.12, width=words.width + 0.3, height=words.height + 0.25, stroke_width=2.5,
            stroke_color=color, fill_color=palette().background, fill_opacity=0.85,
        )  # fmt: skip
        self.words = VGroup(plate, words.move_to(plate)).next_to(middle + HEAD * UP, UP, buff=0.08)
        super().__init__(
            Polygon([0, 0, 0], [aside, up, 0], [-aside, up, 0], **style),
            Circle(HEAD, **style).move_to(middle),
            Dot(middle, 0.4 * HEAD, color=palette().text),
            self.words,
        )

    @property
    def tip(self) -> np.ndarray:
        """The point it stands on."""
        return self.submobjects[0].points[0]

    def stand(self, xy: np.ndarray) -> Self:
        """Put its tip on a place ``[2]``."""
        return self.shift(np.append(xy, 0.0) - self.tip)
