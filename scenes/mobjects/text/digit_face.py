"""A small typeface of digits and signs, made from Typst's outlines."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from attention_scenes.scenes.mobjects.text.outlines import text_outline

SIGNS = "0123456789.,+=%()/\N{MINUS SIGN}\N{INFINITY}×÷·…√"
UNITS = 1000  # to the em


def digit_face() -> bytes:
    """Return an OpenType file with the glyphs of the labels' face, tabular digits included."""
    names = {character: f"u{ord(character):04X}" for character in SIGNS}
    builder = FontBuilder(UNITS, isTTF=False)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap({ord(character): name for character, name in names.items()})
    charstrings, metrics = {}, {}
    empty = T2CharStringPen(0, None)
    charstrings[".notdef"], metrics[".notdef"] = empty.getCharString(), (0, 0)
    for character, name in names.items():
        drawn = text_outline(character)
        pen = T2CharStringPen(round(drawn.width * UNITS), None)
        curves = (drawn.points[:, :2] * UNITS).reshape(-1, 4, 2)
        end = None
        for first, *rest in curves:
            if end is None or abs(first - end).max() > 1e-6:
                if end is not None:
                    pen.closePath()
                pen.moveTo(tuple(first))
            pen.curveTo(*map(tuple, rest))
            end = rest[-1]
        pen.closePath()
        charstrings[name], metrics[name] = pen.getCharString(), (round(drawn.width * UNITS), 0)
    builder.setupCFF("Digits", {"FullName": "Digits"}, charstrings, {})
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Digits", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)  # not the time of day: the same digits are the same file
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()
