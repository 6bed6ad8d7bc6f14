"""A distribution over next tokens: bars for the likeliest, and one for all the others together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, Group, RoundedRectangle, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import THINNEST, BarField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import text_width
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.mobjects.text.outlines import drawable
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.mobjects.text.token_names import spoken

GAP = 0.14  # between a name, its bar and its number
LINE_BREAK = label_text("line break")
RETURN = "↵"


def guessed(token: Token) -> str:
    """Return how a predicted token is written: "…" before one that continues a word."""
    if "\n" in token.text:
        return LINE_BREAK
    text = spoken(token._replace(word=0))
    return f"…{text}" if token.text[:1].isalpha() else text


def clipped(text: str, em: float, width: float, role: str = "text") -> Label:
    """Return a label no wider than ``width``: set smaller, and cut with "…" where it would become too small to read.

    A line break is a sign where its name would be cut.
    """
    label = Label(text, em, role)
    if text is LINE_BREAK and label.width * least_em() > width * em and drawable(RETURN):
        label = Label(RETURN, em, role)
    text = str(label.text)
    keep = len(text)
    while keep > 1 and label.width * least_em() > width * em:
        keep -= 1
        label = Label(text[:keep] + "…", em, role)
    return fitted(label, width)


class Distribution(Group):
    """Names on the left, a bar each, per cent at its end; the last bar is that of all other tokens together.

    Parameters
    ----------
    names
        The tokens listed, as they are written.
    shares
        ``[N + 1]``: their probabilities, then that of the others.
    others
        How many tokens the last bar stands for.
    full
        Length of a bar of 100 %.
    step
        Distance from bar to bar.
    blank
        Rows left free above the last bar.
    room
        Width left free between a name and its bar.
    tiny
        Show two significant digits of shares below 0.1 %, where the others have one decimal.
    """

    def __init__(
        self, names: Sequence[str], shares: Reading, others: Reading, *, full: float = 3.4, em: float = 0.36,
        step: float = 0.56, widest: float = 2.4, blank: int = 0, tiny: bool = False, room: float = GAP,
    ) -> None:  # fmt: skip
        colors = palette()
        self.full, self.em, self.step, self.tiny = full, em, step, tiny
        rows = np.append(np.arange(len(names)), len(names) + blank)
        self.ys = -rows * step
        tint = np.tile(colors.rgba("focus", 0.72), (len(rows), 1))
        tint[-1] = colors.rgba("faint")
        self.bars = BarField(shares, self.ys, full, 0.62 * step, tint, room=full)
        count = grouped(others)
        rest = Label(label_text("the other {count} tokens", count=count[0]), 0.84 * em, "soft", numbers=[count])
        self.names = VGroup(*[clipped(name, em, widest) for name in names], fitted(rest, widest + room - GAP))
        for name, y, gap in zip(self.names, self.ys, [*[room] * len(names), GAP], strict=True):
            name.next_to([-gap, y, 0], LEFT, buff=0).stand_on(y - CAP / 2 * name.em)
        self.numbers = self.percents(shares)
        super().__init__(self.names, self.bars, self.numbers)

    def percents(self, shares: Reading) -> Group:
        """Return the numbers of a distribution, each at the end of its bar, as they stand where the bars are now."""
        decimals = [percent_decimals(float(share)) if self.tiny else 1 for share in shares.value]
        fields = Group()
        for share, y, places in zip(shares, self.ys, decimals, strict=True):
            end = max(float(share) * self.full, THINNEST) + GAP
            field = NumberField(share, np.zeros((1, 2)), self.em, palette().rgba("text"), decimals=places, percent=True)
            wide = text_width(field.written[0]) * self.em
            fields.add(field.shift(np.array([end + wide / 2, y, 0]) + self.bars.origin))
        return fields

    def grow(self, run_time: float = 1.2) -> Change:
        """Return the animation of bars that grow from nothing."""
        self.bars.growth[:] = 0
        return Change(self.bars, growth=1, run_time=run_time)

    def ring(self, index: int) -> RoundedRectangle:
        """Return a frame round one row, for the token that really came."""
        row = Group(self.names[index], self.numbers[index])
        box = RoundedRectangle(
            corner_radius=0.1, width=row.width + 0.3, height=0.94 * self.step, stroke_color=palette().text,
            stroke_width=2.5,
        )  # fmt: skip
        return box.move_to([row.get_center()[0], self.bars.place(np.array([0, self.ys[index]]))[0, 1], 0])

    def at(self, left: float, top: float) -> Distribution:
        """Place the common left edge of the bars, and the middle of the first one, at ``(left, top)``."""
        return self.shift(np.array([left, top, 0]) - self.bars.origin)


def percent_decimals(share: float, digits: int = 2) -> int:
    """Return one decimal, or as many as show two significant digits of a percentage below 0.1."""
    return 1 if share <= 0 or share >= 0.001 else int(digits - 1 - np.floor(np.log10(100 * share)))
