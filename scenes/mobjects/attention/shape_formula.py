"""A head's whole formula with the shape of each factor, columns convention."""

from __future__ import annotations

from manim import RIGHT, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import Label


class ShapesLine(VGroup):
    """``ΔE = W_O · V · w`` (Vaswani et al. 2017, eq. 1, transposed): V holds the values side by side, w the weights.

    Parameters
    ----------
    d_model, d_head, count
        The sizes D and K, and how many words the query may see.
    """

    def __init__(self, d_model: Reading, d_head: Reading, count: Reading, em: float = 0.52) -> None:
        factors: tuple[tuple[str, str, list[Reading]], ...] = (
            ("$Delta E$", "update", [d_model]), ("$=$", "soft", []), ("$W_O$", "output", [d_model, d_head]),
            ("$dot$", "soft", []), ("$V$", "value", [d_head, count]), ("$dot$", "soft", []),
            ("$w$", "focus", [count]),
        )  # fmt: skip
        super().__init__()
        for symbol, role, sides in factors:
            top = Label(symbol, em, role, markup=True).stand_on(0)
            part = VGroup(top)
            if sides:
                words, numbers = product(*sides)
                shape = Label(words, 0.32, "text", numbers=numbers)
                part.add(shape.move_to([top.get_x(), 0, 0]).stand_on(-0.5))
            self.add(part)
        for part, text in ((self[4], label_text("values, side by side")), (self[6], label_text("softmax weights"))):
            part.add(Label(text, 0.26, "soft").move_to([part.get_x(), 0, 0]).stand_on(-0.9))
        self.arrange(RIGHT, buff=0.3)
        for part in self:
            part.shift([0, -part[0].baseline, 0])
