"""Check a sidecar's sentences and tokens: the text is the one of the needs, tokenized again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attention_scenes.model.verify.numpy_model.tokens_again import Piece
from attention_scenes.model.verify.problems import Problem

if TYPE_CHECKING:
    from attention_scenes.model.verify.recompute import Again

Traced = tuple[str, list[Any]]  # a sentence, and its tokens as [number, text, word] or as their text alone


def differing(again: Again, traces: Mapping[str, Traced]) -> Iterator[Problem]:
    """Yield what is wrong with the sentences in a sidecar."""
    for key, row in again.rows.items():
        text, tokens = traces[key]
        if text != again.asked.sentences[key].text:
            yield Problem("numbers.facts", f"sentence {key!r}: {text[:60]!r} is not the one that was asked for")
        if wrong := _first_wrong(tokens, row):
            yield Problem("numbers.tokens", f"tokens of sentence {key!r}: {wrong}")


def _first_wrong(tokens: list[Any], row: list[Piece]) -> str | None:
    if len(tokens) != len(row):
        return f"the sidecar has {len(tokens)}, the model reads {len(row)}"
    for n, (token, piece) in enumerate(zip(tokens, row, strict=True)):
        if isinstance(token, str):
            token = [piece.id, token, piece.word]
        if not isinstance(token, list) or len(token) != 3:
            return f"number {n} is {str(token)[:40]!r}: no number, text and word"
        number, text, word = token
        if (number, word) != (piece.id, piece.word) or piece.text() not in (None, text):
            return f"number {n} is {token}, the model reads {piece.id} {piece.spelt!r} in word {piece.word}"
    return None
