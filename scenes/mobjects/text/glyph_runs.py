"""Glyph runs: strings of digits, many of one colour drawn in one call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import skia

from attention_scenes.scenes.mobjects.text.number_format import digit_font

EM = 64.0  # drawn large and scaled down, so that advances stay exact at small sizes
KEPT = 8  # blobs: a field in motion makes new ones all the time
MANY = 32  # strings of one colour; to put fewer together costs more than it saves


class GlyphRuns:
    """Glyph runs that are drawn again and again, in units of 1/64 em.

    Parameters
    ----------
    texts
        One string an entry, of characters that :func:`~scenes.mobjects.text.number_format.digit_typeface` has.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._glyphs: list[list[int]] = []
        self._steps: list[np.ndarray] = []
        self._kept: dict[bytes, skia.TextBlob] = {}

    def draw(self, canvas: skia.Canvas, members: np.ndarray, xs: np.ndarray, ys: np.ndarray, paint: skia.Paint) -> None:
        """Draw the entries ``members`` with their left ends at ``xs``, ``ys`` (all ``[N]``, y down)."""
        if not isinstance(canvas, skia.Canvas):  # a tape knows each string again
            for i, x, y in zip(members.tolist(), xs.tolist(), ys.tolist(), strict=True):
                canvas.drawString(self.texts[i], x, y, digit_font(EM), paint)
            return
        key = members.tobytes() + xs.tobytes() + ys.tobytes()
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[key] = self._together(members, xs, ys)
        canvas.drawTextBlob(self._kept[key], 0, 0, paint)

    def _together(self, members: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> skia.TextBlob:
        """Return one blob of these entries, a run for each line of them."""
        font = digit_font(EM)
        if not self._glyphs:
            self._glyphs = [font.textToGlyphs(text) for text in self.texts]
            self._steps = [np.cumsum([0.0, *font.getWidths(glyphs)[:-1]]) for glyphs in self._glyphs]
        builder = skia.TextBlobBuilder()
        ends = [*(np.flatnonzero(np.diff(ys)) + 1).tolist(), len(ys)]
        for start, end in zip([0, *ends], ends, strict=False):
            line = members[start:end].tolist()
            glyphs = [glyph for i in line for glyph in self._glyphs[i]]
            places = np.concatenate([x + self._steps[i] for i, x in zip(line, xs[start:end].tolist(), strict=True)])
            builder.allocRunPosH(font, glyphs, places.tolist(), float(ys[start]))
        return builder.make()


def of_one_colour(rgbas: np.ndarray) -> Iterator[np.ndarray]:
    """Yield indices of ``MANY`` or more rows of ``[N, 4]`` RGBA (0 to 1) that 8 bits a channel do not tell apart."""
    if len(rgbas) < MANY:
        return
    keys = np.rint(rgbas * 255).astype(np.uint8).view(np.uint32).ravel()
    order = np.argsort(keys, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(keys[order])) + 1):
        if len(members) >= MANY:
            yield members
