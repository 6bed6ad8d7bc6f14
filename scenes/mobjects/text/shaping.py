"""Shape text into outlines: Typst's faces, the system's fonts, scripts from right to left, longer translations."""

from __future__ import annotations

import itertools
import unicodedata
from functools import cache
from string import Formatter

import numpy as np
import skia
from manim import Text

from attention_scenes.scenes.captions import Words, direction, has_rtl
from attention_scenes.scenes.mobjects.text.outlines import (
    Outline,
    drawable,
    quoted,
    text_outline,
    two_way_outline,
)

SMALLEST = 8 / 40  # em, in scene units: nothing on screen is set smaller
LONGER = 1.25, 3.0  # a translated text keeps its size up to so many times the English one, and so many em more


def use_least_em(em: float = SMALLEST) -> None:
    """Let letters made from now on be no smaller: in a frame more units high, as many are less in the picture."""
    global _least_em
    _least_em = em


def least_em() -> float:
    """Return the smallest em of letters in the scene being made."""
    return _least_em


def readable(size: float) -> float:
    """Return an em, raised where the scene being made has a frame in which so small letters cannot be read."""
    return max(size, _least_em) if _least_em > SMALLEST else size


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
    return max(min(1.0, (LONGER[0] * english + LONGER[1]) / other), min(1.0, least_em() / size))


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
    """Return whether it only says how its neighbours are drawn: joiners, marks of direction."""
    return unicodedata.category(character) == "Cf"


@cache
def known_to_system(character: str) -> bool:
    """Return whether some font of this machine has a glyph for ``character``; without one Pango would draw a box."""
    fonts = skia.FontMgr.RefDefault()
    return fonts.matchFamilyStyleCharacter("", skia.FontStyle(), [], ord(character)) is not None


_least_em = SMALLEST
