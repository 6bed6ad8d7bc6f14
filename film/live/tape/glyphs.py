"""Glyphs of the digits on a tape: an outline and an advance for each character."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
import skia
from fontTools.ttLib.sfnt import SFNTWriter

from attention_scenes.film.live.forms.outlines import LETTERS, outline_of

UNITS = 1000  # to the em


class GlyphTable:
    """Table of glyphs by their character: advance, verbs, points (x and y in turn, y down) in thousandths of an em."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Any]] = {}
        self._face: skia.Typeface | None = None

    def learn(self, text: str, font: skia.Font) -> None:
        """Keep the glyphs of a text; all of a tape's strings are set in one face."""
        for character in text:
            if character not in self.rows:
                self.rows[character] = self._row(character, font)
                self._face = font.getTypeface()

    def face(self) -> str:
        """Return the face as a file, base64, for text that a browser draws itself; empty where nothing was learned."""
        if self._face is None:
            return ""
        tags = sorted(self._face.getTableTags())
        file = io.BytesIO()
        writer = SFNTWriter(file, len(tags), "OTTO")
        for tag in tags:
            writer[tag.to_bytes(4, "big").decode()] = bytes(self._face.getTableData(tag))
        writer.close()
        return base64.b64encode(file.getvalue()).decode()

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
