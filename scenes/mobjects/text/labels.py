"""Words on screen: each label is one filled outline."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable
from functools import cache
from string import Formatter
from typing import Self

import numpy as np
import skia
from manim import Text, VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import Words, direction, has_rtl, translated
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.outlines import (
    Outline,
    drawable,
    outline,
    quoted,
    text_outline,
    two_way_outline,
)

SMALLEST = 8 / 40  # em, in scene units: nothing on screen is set smaller
LONGER, SPARE = 1.25, 3.0  # a translated text keeps its size up to so many times the English one, and so many em more


class Label(VMobject):
    """Plain text, or Typst markup of our own, as one outline standing on a baseline.

    Parameters
    ----------
    text
        Shown as it is, in the scene's language where it is a ``label_text``; no character in it is markup.
    size
        The em in scene units (the frame is 8 high).
    role
        Palette role of its colour.
    markup
        ``text`` is Typst markup written by this project (for instance ``$W_Q$``). Never pass user text. Of a
        ``label_text`` only the fields are: its words may come out of a translator's file.
    numbers
        Readings whose digits stand in the text; the sidecar lists them.
    """

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
        english, text = text, translated(text)
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


def shaped(text: str, weight: str = "regular", style: str = "normal") -> Outline:
    """Return the outline of any text: Typst where its faces have the glyphs, the system's fonts elsewhere."""
    if has_rtl(text) and all(unseen(c) or drawable(c) or known_to_system(c) for c in text):
        return two_way_outline(text, direction(text) or "ltr", weight, style)
    if all(map(drawable, text)):
        return text_outline(text, weight, style)
    pieces, pen, glyphs = [], 0.0, 0
    for known, run in itertools.groupby(text, drawable):
        piece = "".join(run)
        part = text_outline(piece, weight, style) if known else fallback(piece)
        pieces.append(part.points + [pen, 0, 0])
        pen, glyphs = pen + part.width, glyphs + part.glyphs
    return Outline(np.concatenate(pieces), pen, glyphs)


def room_for(english: float, other: float, size: float) -> float:
    """Return by how much a translated text is set smaller, to stay about where the English one has its room.

    ``english`` and ``other`` are the widths of both in em, ``size`` is the em.
    """
    return max(min(1.0, (LONGER * english + SPARE) / other), min(1.0, SMALLEST / size))


def as_markup(text: str) -> str:
    """Return Typst markup: all of a plain string, of a template only its fields; its words are quoted."""
    if not isinstance(text, Words):
        return text
    pieces = [(literal, name) for literal, name, *_ in Formatter().parse(text.template)]
    return "".join(f"#{quoted(literal)};{text.fields[name] if name else ''}" for literal, name in pieces)


def fallback(text: str) -> Outline:
    """Outline ``text`` with the system's fonts through Pango; bytes in brackets where these draw nothing."""
    if not all(character.isspace() or known_to_system(character) for character in text):
        return text_outline("⟨" + text.encode().hex().upper() + "⟩")
    unit = Text("x", font_size=48, stroke_width=0).height / 0.45
    glyphs = list(Text(text, font_size=48, stroke_width=0).family_members_with_points())
    if len(glyphs) < sum(not c.isspace() for c in text) / 2:
        return text_outline("⟨" + text.encode().hex().upper() + "⟩")
    points = np.concatenate([glyph.points for glyph in glyphs]) / unit
    points -= [points[:, 0].min() - 0.05, points[:, 1].min(), 0]
    return Outline(points, float(points[:, 0].max()) + 0.05, len(glyphs))


def unseen(character: str) -> bool:
    """Whether it only says how its neighbours are drawn: joiners, marks of direction."""
    return unicodedata.category(character) == "Cf"


@cache
def known_to_system(character: str) -> bool:
    """Whether some font of this machine has a glyph for ``character``; without one Pango would draw a box."""
    fonts = skia.FontMgr.RefDefault()
    return fonts.matchFamilyStyleCharacter("", skia.FontStyle(), [], ord(character)) is not None


def line(*labels: Label, buff: float | None = None) -> VGroup:
    """Set labels side by side on one baseline."""
    for before, after in itertools.pairwise(labels):
        after.same_line(before, buff)
    return VGroup(*labels).center()


def fitted(mobject: Label | VGroup, width: float) -> Label | VGroup:
    """Scale down to ``width`` where wider."""
    return mobject.scale(width / mobject.width) if mobject.width > width else mobject
