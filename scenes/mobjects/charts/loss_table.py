"""A table of losses: for each prefix the probability of the token that came, −ln of it, and their mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import has_rtl, label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import clipped, percent_decimals
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import text_width
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField


@dataclass(frozen=True)
class LossColumns:
    """The columns of a table of losses, in scene units from its left edge, and its height."""

    arrow: float = 1.1272799999999998  # behind it what came, before it the words so far
    so_far: float = 1.1272799999999998  # how wide their last one may be
    came: float = 2.562  # the right end of what came
    chance: float = 4.636  # right ends of the numbers
    loss: float = 6.1
    height: float = 4.5
    step: float = 0.46  # from line to line, at most
    late: bool = False  # whether there is no room for the words so far before whole prefixes come


ROOMY = LossColumns()


class LossTable(Group):
    """One line an example: the token before, the token that came, its probability, −ln of that; then the mean.

    Parameters
    ----------
    pairs
        The last token of each prefix and the token that came.
    chances
        ``[N]``, the probability of what came.
    at
        Where its columns stand.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]], chances: Reading, at: LossColumns = ROOMY) -> None:
        colors = palette()
        step = min(at.step, at.height / (len(pairs) + 1.3))
        em = 0.7 * step
        self.losses = -chances.log()
        arrow_x, mid, right = at.arrow, at.chance, at.loss
        self.heads, self.so_far = VGroup(), VGroup()  # the latter: what comes with whole prefixes
        before_x, came_x = arrow_x - 0.05, arrow_x + 0.45
        heads = (
            (label_text("words so far"), before_x, RIGHT),
            (label_text("what came"), came_x, LEFT),
            (label_text("probability"), mid, RIGHT),
            ("−ln", right, RIGHT),
        )
        for text, x, side in heads:
            self.heads.add(Label(text, max(0.9 * em, 0.24), "soft").move_to([x, 0, 0], side).stand_on(0))
        if at.late:
            self.so_far.add(self.heads[0])
            self.heads.remove(self.heads[0])
        self.lines: list[Group] = []
        self.lasts: list[Label] = []  # the last token of each prefix
        self.cut = VGroup()  # what leaves when whole prefixes come: dots for what was before their last token
        for index, ((before, came), chance) in enumerate(zip(pairs, chances, strict=True)):
            y = -(index + 1) * step
            dotted = bool(index) and has_rtl(before)  # then its dots stand where such a text begins: on the right
            names = VGroup(
                clipped(f"…{before}" if dotted else before, em, at.so_far, "soft").move_to([before_x, y, 0], RIGHT),
                Label("→", em, "soft").move_to([arrow_x + 0.22, y, 0]),
                clipped(came, em, at.came - arrow_x - 0.3).move_to([came_x, y, 0], LEFT),
            )
            if index and not dotted and not at.late:
                names.add(Label("…", em, "soft").next_to(names[0], LEFT, buff=0.08))
                self.cut.add(names[-1])
            for name in names:
                name.stand_on(y - CAP / 2 * em)
            self.lasts.append(names[0])
            if at.late:
                self.so_far.add(names[0], names[1])
                names.remove(names[0], names[1])
            share = self.field(chance, mid, y, em, "text", percent_decimals(float(chance)), percent=True)
            loss = self.field(self.losses[index], right, y, em, "focus", 2)
            self.lines.append(Group(names, share, loss))
        y = -(len(pairs) + 1.35) * step
        below = y + 0.72 * step
        rule = Line([arrow_x, below, 0], [right + 0.05, below, 0], stroke_width=2, color=colors.soft)
        title = Label(label_text("mean: the loss"), 1.1 * em, "text").move_to([mid - 0.3, y, 0], RIGHT)
        self.mean = self.losses.sum() / float(len(pairs))
        result = self.field(self.mean, right, y, 1.15 * em, "focus", 2)
        self.result = Group(rule, title.stand_on(y - CAP / 2 * 1.1 * em), result)
        self.em = em
        super().__init__(self.heads, *self.lines, self.result, *self.so_far)

    def prefixes(self, starts: Sequence[str], wholes: Sequence[str], left: float) -> VGroup:
        """Return all of each prefix, down to ``left``: what stood before its last token, which stays.

        Where letters run from right to left the whole is one text in place of that token, so that it is ordered and
        joined as one; the token then leaves with ``cut``. Of a longer prefix the end is kept.
        """
        made = VGroup()
        for start, whole, last in zip(starts, wholes, self.lasts, strict=True):
            if not start.strip():
                continue
            if has_rtl(whole):
                label = self.ending(whole, last.get_right()[0] - left).align_to(last, RIGHT)
                self.cut.add(last)
                self.so_far.remove(last)
            else:
                label = self.ending(start, last.get_left()[0] - 0.1 - left)
                label.next_to(last, LEFT, buff=0.1 if start.endswith(" ") else 0.02)
            made.add(label.stand_on(last.baseline))
        return made

    def ending(self, text: str, width: float) -> Label:
        """Return a text, or as much of its end as is no wider."""
        label, keep = Label(text, self.em, "soft"), len(text)
        while label.width > width and keep > 1:
            keep -= 1
            label = Label("…" + text[-keep:], self.em, "soft")
        return label

    @staticmethod
    def field(
        reading: Reading, right: float, y: float, em: float, role: str, decimals: int, percent: bool = False
    ) -> NumberField:
        made = NumberField(reading, np.zeros((1, 2)), em, palette().rgba(role), decimals=decimals, percent=percent)
        return made.shift([right - text_width(made.written[0]) * em / 2, y, 0])
