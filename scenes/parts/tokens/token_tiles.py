"""A text's tokens as tiles in a row, those of a cut word close together."""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.mobjects.tiles.tiles import TileRow
from attention_scenes.scenes.parts.tokens.cut_words import CutWord


def tiles_of(
    words: Sequence[CutWord], size: tuple[float, float], em: float, numbered: bool = True, centered: bool = True
) -> TileRow:
    """Return a tile for each token of a text; each with its number in the vocabulary where ``numbered``."""
    pieces = [(text, place, len(word.roots)) for place, word in enumerate(words) for text in word.pieces]
    roles = ["piece" if count > 1 else "token" for *_, count in pieces]
    ids = join([each for word in words for each in word.ids]) if numbered else None
    return TileRow([text for text, *_ in pieces], [place for _, place, _ in pieces], roles, size, em, ids, centered)
