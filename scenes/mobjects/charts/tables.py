"""Tables of measured numbers: adjectives against controls, and shares by row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, Group, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.mobjects.text.shaping import readable


class ControlTable(Group):
    """Table of a head beside its control: for each place the weight on adjectives and on other words there.

    Parameters
    ----------
    rows
        ``(place, on adjectives, on other words)``, the last two scalar Readings.
    score
        The lead over the controls, all places together.
    sentences, controls
        On how many sentences each column was measured.
    example, control
        A phrase out of the sentences of each column.
    notes_width
        How wide the lines with these may be.
    """

    def __init__(
        self,
        rows: Sequence[tuple[str, Reading, Reading]],
        score: Reading,
        sentences: Reading,
        controls: Reading,
        example: str,
        control: str,
        *,
        em: float = 0.3,
        notes_width: float = 3.9,
    ) -> None:
        colors = palette()
        step, first, second = 1.5 * em, 1.95, 3.35
        heads = VGroup(*[
            Label(text, 0.8 * em, "soft").move_to([x, 0, 0]).stand_on(0)
            for text, x in ((label_text("adjectives"), first), (label_text("other words"), second))
        ])  # fmt: skip
        names = VGroup()
        for index, (place, _, _) in enumerate(rows):
            y = -(index + 1) * step
            names.add(
                fitted(Label(place, em), first - 0.5)
                .move_to([0, y, 0])
                .stand_on(y - CAP / 2 * em)
                .align_to([0, 0, 0], LEFT)
            )
        ys = -(np.arange(len(rows)) + 1) * step
        fields = Group()
        for readings, x, role in (
            (join([look for _, look, _ in rows]), first, "focus"),
            (join([control for _, _, control in rows]), second, "text"),
        ):
            places = np.column_stack([np.full(len(rows), x), ys])
            fields.add(NumberField(readings, places, em, colors.rgba(role), decimals=3))
        bar = Line([0, -0.5 * step, 0], [second + 0.55, -0.5 * step, 0], stroke_width=1.5, color=colors.faint)
        y = ys[-1] - 1.25 * step
        lead = (
            Label(label_text("lead, added up"), em)
            .move_to([0, y, 0])
            .stand_on(y - CAP / 2 * em)
            .align_to([0, 0, 0], LEFT)
        )
        led = NumberField(score.reshape(1), np.array([[second, y]]), em, colors.rgba("focus"), decimals=3, sign=True)
        n, m = int(float(sentences)), int(float(controls))
        note = Label(
            label_text("means of {count}: “{example}” …", count=n, example=example),
            0.25,
            "soft",
            numbers=[(str(n), sentences)],
        )
        other = Label(
            label_text("and of {count}: “{control}” …", count=m, control=control),
            0.25,
            "soft",
            numbers=[(str(m), controls)],
        )
        notes = VGroup(fitted(note, notes_width), fitted(other, notes_width)).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
        notes.next_to([0, y - 0.7 * step, 0], DOWN, buff=0).align_to([0, 0, 0], LEFT)
        super().__init__(heads, bar, names, fields, lead, led, notes)


class ShareTable(Group):
    """Rows of numbers under headings: ``values`` is ``[rows, columns]``."""

    def __init__(
        self, names: Sequence[str], roles: Sequence[str], heads: Sequence[str], values: Reading, *, em: float = 0.32
    ) -> None:
        step, width = 1.5 * em, (1.3 if len(heads) < 4 else 1.0) * readable(0.9 * em) / (0.9 * em)
        xs, ys = 2.45 + width * np.arange(len(heads)), -(np.arange(len(names)) + 1) * step
        rows = VGroup(*[fitted(Label(name, em, role), 1.75) for name, role in zip(names, roles, strict=True)])
        for label, y in zip(rows, ys, strict=True):
            label.move_to([0, y, 0]).stand_on(y - CAP / 2 * em).align_to([0, 0, 0], LEFT)
        tops = VGroup(*[fitted(Label(head, 0.9 * em, "soft"), width - 0.1) for head in heads])
        for label, x in zip(tops, xs, strict=True):
            label.move_to([x, 0, 0]).stand_on(0)
        self.places, self.em = np.stack(np.meshgrid(xs, ys), axis=-1), em
        self.numbers = self.field(values)
        super().__init__(rows, tops, self.numbers)

    def field(self, values: Reading) -> NumberField:
        """Return numbers for the places of this table as it was made."""
        return NumberField(values, self.places, self.em, palette().rgba("text"), decimals=2, sign=True)
