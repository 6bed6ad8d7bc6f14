"""A small typeface of digits and signs, made in memory from Typst's outlines, and how numbers are written."""

from __future__ import annotations

import io
import math
from functools import cache

import numpy as np
import skia
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from .outlines import text_outline

MINUS, INFINITY = "\N{MINUS SIGN}", "\N{INFINITY}"
SIGNS = "0123456789.,+=%()/" + MINUS + INFINITY + "×÷·…√"
UNITS = 1000


def written(value: float, decimals: int = 2, sign: bool = False) -> str:
    """A number as it stands on screen: true minus sign, no −0.00, −∞ for the mask."""
    if math.isinf(value):
        return MINUS + INFINITY if value < 0 else INFINITY
    text = f"{abs(value):,.{decimals}f}"
    if not float(text.replace(",", "")):
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def decimals_for(values: object, digits: int = 2) -> int:
    """How many decimals (1 to 3) show about ``digits`` significant digits of the larger entries."""
    sizes = np.abs(np.asarray(values, dtype=float))
    sizes = sizes[np.isfinite(sizes)]
    typical = float(np.quantile(sizes, 0.75)) if sizes.size else 1.0
    return int(np.clip(digits - 1 - math.floor(math.log10(max(typical, 1e-9))), 1, 3))


@cache
def digit_typeface() -> skia.Typeface:
    """The face of all number fields: the glyphs of the labels' face, tabular digits included."""
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
    file = io.BytesIO()
    builder.save(file)
    return skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(file.getvalue()))


@cache
def digit_font(em: float = 1.0) -> skia.Font:
    font = skia.Font(digit_typeface(), em)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    return font


def text_width(text: str) -> float:
    """Advance of ``text`` in em."""
    return digit_font(UNITS).measureText(text) / UNITS
