"""The five steps of attention as drawings: a strip that lights up, and a board that says each in words."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT, RIGHT, Line, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble, picture
from attention_scenes.scenes.mobjects.text.labels import Label

STEPS = {
    "ask": (label_text("ask"), label_text("what do"), label_text("I need?")),
    "describe": (label_text("describe"), label_text("what do"), label_text("I offer?")),
    "compare": (label_text("compare"), label_text("how well"), label_text("do we fit?")),
    "use": (label_text("use"), label_text("take in"), label_text("what fits")),
    "tune": (label_text("tune"), label_text("training sets"), label_text("these three")),
}
LEARNED = ("ask", "describe", "use")  # comparing is arithmetic
SMALL, LARGE = 0.72, 1.55  # heights of an icon


class StepStrip(VGroup):
    """The steps side by side, faint until :meth:`lighten`; their names below the drawings, or beside them."""

    def __init__(self, y: float, pitch: float = 2.3, beside: bool = False) -> None:
        self.xs = (np.arange(len(STEPS)) - (len(STEPS) - 1) / 2) * pitch
        self.icons = {name: picture(name, SMALL).move_to([x, y, 0]) for name, x in zip(STEPS, self.xs, strict=True)}
        self.names = {}
        for name, x in zip(STEPS, self.xs.tolist(), strict=True):
            label = Label(STEPS[name][0], 0.34 if beside else 0.3).move_to([x, 0, 0]).stand_on(y - 0.82)
            if beside:
                together = VGroup(self.icons[name], label.next_to(self.icons[name], RIGHT, buff=0.18).stand_on(y - 0.1))
                together.move_to([x, y, 0])
            self.names[name] = label.set_fill(opacity=0.5)
        super().__init__(*[icon.copy().fade(0.5) for icon in self.icons.values()], *self.names.values())

    def lighten(self, name: str) -> list[Any]:
        """Return animations that bring one step to full colour."""
        return [FadeIn(self.icons[name]), self.names[name].animate.set_fill(opacity=1)]


class StepBoard(VGroup):
    """Board that says what each step is, and which the last one sets; the icons of a strip move into it.

    Parameters
    ----------
    y
        The height of the icons, or of the first one where they stand ``upright``, one below the other.
    pitch
        From one step to the next.
    """

    def __init__(self, strip: StepStrip, y: float, pitch: float = 2.6, upright: bool = False) -> None:
        self.strip, steps = strip, np.arange(len(STEPS))
        self.places = [
            np.array([-2.3, y - pitch * n, 0]) if upright else np.array([(n - (len(STEPS) - 1) / 2) * pitch, y, 0])
            for n in steps.tolist()
        ]
        self.words = VGroup()
        for (x, mine, _), (name, *told) in zip(self.places, STEPS.values(), strict=True):
            lines = [Label(name, 0.46), *[Label(text, 0.34, "soft") for text in told]]
            for number, label in enumerate(lines):
                label.move_to([x, 0, 0]).stand_on(mine - 1.45 - 0.5 * number)
                if upright:
                    label.align_to([x + 1.3, 0, 0], LEFT).stand_on(mine + 0.3 - 0.5 * number)
            self.words.add(VGroup(*lines))
        self.rail = self._upright_rail() if upright else self._rail(y)
        super().__init__(self.words, self.rail)

    def _rail(self, y: float) -> VGroup:
        color, low, xs = palette().faint, y - 3.3, [place[0] for place in self.places]
        rail = Line([xs[-1], low, 0], [xs[0], low, 0], color=color, stroke_width=3)
        down = Line([xs[-1], y - 2.75, 0], [xs[-1], low, 0], color=color, stroke_width=3)
        learned = [x for name, x in zip(STEPS, xs, strict=True) if name in LEARNED]
        ups = [Arrow([x, low, 0], [x, y - 2.7, 0], color, 3, share=0.25) for x in learned]
        return VGroup(down, rail, *ups)

    def _upright_rail(self) -> VGroup:
        color, far, near = palette().faint, 3.3, 2.3
        ys = [place[1] for place in self.places]
        rail = Line([far, ys[-1], 0], [far, ys[0], 0], color=color, stroke_width=3)
        out = Line([near, ys[-1], 0], [far, ys[-1], 0], color=color, stroke_width=3)
        learned = [y for name, y in zip(STEPS, ys, strict=True) if name in LEARNED]
        return VGroup(out, rail, *[Arrow([far, y, 0], [near, y, 0], color, 3, share=0.25) for y in learned])

    def gather(self) -> list[Any]:
        """Return animations that bring the icons of the strip here."""
        return [
            icon.animate.scale(LARGE / SMALL, scale_stroke=True).move_to(place)
            for icon, place in zip(self.strip.icons.values(), self.places, strict=True)
        ]


def speech(text: str, role: str, em: float = 0.32) -> VGroup:
    """Return a bubble without its note, for where one note serves several."""
    return VGroup(*Bubble(text, role, em)[:2])
