"""A token in a place of its own, and the empty place of the token to come."""

from __future__ import annotations

from manim import DashedVMobject, RoundedRectangle, VGroup

from attention_scenes.scenes.mobjects.basics.dashes import one_line
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label

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
