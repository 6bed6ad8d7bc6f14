"""Glyphs of the digits on a tape: an outline and an advance for each character."""

from __future__ import annotations

from typing import Any

import numpy as np
import skia

from attention_scenes.film.live.outlines import outline_of

UNITS = 1000  # to the em
LETTERS = "MLQKCZ"


class GlyphTable:
    """Table of glyphs by their character: advance, verbs, points (x and y in turn, y down) in thousandths of an em."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}

    def learn(self, text: str, font: skia.Font) -> None:
        """Keep the glyphs of a text; all of a tape's strings are set in one face."""
        for character in text:
            if character not in self.rows:
                self.rows[character] = self._row(character, font)

    def _row(self, character: str, font: skia.Font) -> list[Any]:
        large = skia.Font(font.getTypeface(), UNITS)
        large.setHinting(skia.FontHinting.kNone)
        large.setLinearMetrics(True)
        large.setSubpixel(True)
        (glyph,) = large.textToGlyphs(character)
        path = large.getPath(glyph)
        outline = outline_of(path) if path and not path.isEmpty() else None
        verbs = "".join(LETTERS[verb] for verb in outline.verbs) if outline else ""
        points = np.rint(outline.points_P2).astype(int).reshape(-1).tolist() if outline else []
        return [round(large.getWidths([glyph])[0], 2), verbs, points]
