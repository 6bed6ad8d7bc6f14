"""Number format, and the typeface of the digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import skia

from attention_scenes.model.cache_files import kept
from attention_scenes.scenes.mobjects.text.outlines import kept_label

MINUS, INFINITY = "\N{MINUS SIGN}", "\N{INFINITY}"
MEASURED = 1000.0  # em at which widths are read


def written(value: float, decimals: int = 2, sign: bool = False) -> str:
    """Return a number as it stands on screen: true minus sign, no −0.00, −∞ for the mask."""
    if math.isinf(value):
        return MINUS + INFINITY if value < 0 else INFINITY
    text = f"{abs(value):,.{decimals}f}"
    if not float(text.replace(",", "")):
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def decimals_for(values: object, digits: int = 2) -> int:
    """Return how many decimals (1 to 3) show about ``digits`` significant digits of the larger entries."""
    sizes = np.abs(np.asarray(values, dtype=float))
    sizes = sizes[np.isfinite(sizes)]
    typical = float(np.quantile(sizes, 0.75)) if sizes.size else 1.0
    return int(np.clip(digits - 1 - math.floor(math.log10(max(typical, 1e-9))), 1, 3))


def decimals_that_add(parts: Sequence[float], whole: float, least: int, most: int) -> int:
    """Return with how many decimals, between these two, rounded parts add up to the rounded whole."""
    return next((digits for digits in range(least, most) if adds_as_written(parts, whole, digits)), most)


def decimals_as_added(parts: Sequence[float], whole: float, least: int, most: int) -> tuple[int, bool]:
    """Return :func:`decimals_that_add` and that they do; the least and that none does, where rounding must be told."""
    digits = decimals_that_add(parts, whole, least, most)
    return (digits, True) if adds_as_written(parts, whole, digits) else (least, False)


def adds_as_written(parts: Sequence[float], whole: float, decimals: int) -> bool:
    """Return whether parts, each rounded to so many decimals, add up to the rounded whole."""
    return round(abs(sum(round(part, decimals) for part in parts) - round(whole, decimals)) * 10**decimals) == 0


def decimals_of_small(value: float, least: int, most: int) -> int:
    """Return how many decimals, between these two, show the first two digits of a small number."""
    return int(np.clip(1 - math.floor(math.log10(max(abs(value), 10.0**-most))), least, most))


def round_step(least: float) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 … that is not less."""
    ten = 10 ** max(0, math.floor(math.log10(max(least, 1.0))))
    return next(ten * step for step in (1, 2, 5, 10) if ten * step >= least)


def power_of_ten(count: float, most: int) -> int:
    """Return the least power of ten of which a count takes no more than so many."""
    return int(10 ** max(0, math.ceil(math.log10(count / most))))


@cache
def digit_typeface() -> skia.Typeface:
    """Return the face of all number fields, made once and kept between runs."""
    source = Path(__file__).with_name("digit_face.py").read_text(encoding="utf-8")

    def make() -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        from attention_scenes.scenes.mobjects.text.digit_face import (
            digit_face,  # fontTools alone takes as long to import as a scene's numbers to draw
        )

        return {"face": np.frombuffer(digit_face(), np.uint8)}, {}

    arrays, _ = kept(kept_label(source), source, make)
    return skia.Typeface.MakeFromData(skia.Data.MakeWithCopy(arrays["face"].tobytes()))


@cache
def digit_font(em: float = 1.0) -> skia.Font:
    font = skia.Font(digit_typeface(), em)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    return font


def text_width(text: str) -> float:
    """Return the advance of ``text`` in em."""
    return digit_font(MEASURED).measureText(text) / MEASURED
