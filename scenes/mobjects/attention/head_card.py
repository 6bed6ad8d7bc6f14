"""Head card: the name of an attention head, what it was measured to do beside its control, and why it is here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from manim import DOWN, LEFT, UP, Group, RoundedRectangle

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.shaping import least_em

Numbers = Iterable[tuple[str, Reading]]
INSIDE, BETWEEN, CORNER = 0.2, 0.14, 0.14  # scene units: room round what is written, between its parts, of a corner
GLASS = 0.25  # opacity of the ground, in the colour of the name
NAMES = 0.44  # of the width inside, for the names of bars
SEEN = 0.005  # a smaller weight has three decimals: it is no 0.00


class Measured(NamedTuple):
    """What was measured of a head: bars of what it does and of its control, what they are, and on how many sentences.

    The bars are ``(name, reading)``, that of the head itself first; ``about`` says what their length is.
    """

    about: str
    bars: Sequence[tuple[str, Reading]]
    on: str
    on_numbers: Numbers = ()
    name_numbers: Numbers = ()


class HeadCard(Group):
    """A card behind glass with a head's name, bars of what was measured of it, and a line that says why it is here.

    Parameters
    ----------
    name
        ``layer 19 · head 8``, with its ``numbers``.
    measured
        One or more measurements, each with its control.
    why
        Why this head is needed here; none where empty.
    width
        Of the card, in scene units.
    em
        Of the name; the rest is smaller.
    role
        Palette role of the name and of the head's own bars.
    """

    def __init__(
        self, name: str, numbers: Numbers, measured: Sequence[Measured], why: str = "", *, width: float = 4.4,
        em: float = 0.44, role: str = "focus",
    ) -> None:  # fmt: skip
        self.inside = width - 2 * INSIDE
        self.bars: list[Bars] = []
        self.small = 0.66 * em
        self.name = self._lines(name, em, role, numbers)
        rows = [part for one in measured for part in self._rows(one, role)]
        told = [self._lines(why, self.small, "text", ())] if why else []
        written = Group(self.name, *rows, *told).arrange(DOWN, buff=BETWEEN, aligned_edge=LEFT)
        color = getattr(palette(), role)
        self.frame = RoundedRectangle(
            corner_radius=CORNER, width=width, height=written.height + 2 * INSIDE, stroke_width=2, stroke_color=color,
            stroke_opacity=0.7, fill_color=color, fill_opacity=GLASS,
        )  # fmt: skip
        written.move_to(self.frame.get_corner(UP + LEFT) + [INSIDE, -INSIDE, 0], UP + LEFT)
        super().__init__(self.frame, written)

    @property
    def can_be_read(self) -> bool:
        """Whether the names of its bars had not to be set smaller than what can be read in this frame."""
        return all(name.em >= least_em() for bars in self.bars for name in bars.names)

    def _rows(self, measured: Measured, role: str) -> list[Group | Lines]:
        """Return what a measurement is called, its bars, and on how many sentences it was taken."""
        values = join([reading for _, reading in measured.bars])
        decimals, room = 2 if float(abs(values.value).min()) >= SEEN else 3, NAMES * self.inside
        bars = Bars(
            [text for text, _ in measured.bars], values, em=1.1 * self.small, widest=room, decimals=decimals,
            full=self.inside - room - 0.95, to_number=0.45,
        )  # fmt: skip
        bars.field.colors[:] = palette().rgba("soft", 0.9)
        bars.field.colors[0] = palette().rgba(role)
        bars.names[-1].numbers = tuple(measured.name_numbers)
        self.bars.append(bars)
        return [
            self._lines(measured.about, self.small, "text", ()), bars,
            self._lines(measured.on, self.small, "text", measured.on_numbers),
        ]  # fmt: skip

    def _lines(self, text: str, em: float, role: str, numbers: Numbers) -> Lines:
        return Lines(text, em, self.inside, role, edge=-1, numbers=numbers)
