"""Closed vocabularies: a tokenizer whose tokens are whole words, and what to say of a word that is none of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from attention_scenes.model.errors import UserError, nearest

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FEW = 12  # words that are named


def refuse_unknown_word(tokenizer: Tokenizer, text: str) -> None:
    """Raise a UserError with the first word of a text that is no token, where tokens are whole words; else return.

    Its tokens come in the order of the vocabulary: rare kinds first, so every few words there is one of another kind.
    """
    if not getattr(tokenizer.model, "ignore_merges", False):  # asked first: to write a large one out takes 50 ms
        return
    model = json.loads(tokenizer.to_str())["model"]
    if model.get("type") != "BPE" or model.get("merges"):
        return
    plain = tokenizer.normalizer.normalize_str(text) if tokenizer.normalizer else text
    known = [_word(tokenizer, token) for token, _ in sorted(model["vocab"].items(), key=lambda item: item[1])]
    cut = tokenizer.pre_tokenizer
    pieces = [piece for piece, _ in cut.pre_tokenize_str(plain)] if cut else [plain]
    words = [_word(tokenizer, piece) for piece in pieces]
    unknown = next((word for word in words if word not in known), None)
    if unknown is None:
        return
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    usual = [word for word in known if word not in special and word.isalpha()]
    some = ", ".join(usual[:: max(1, -(-len(usual) // FEW))])
    close = nearest(unknown[:60], usual)
    hint = f" {close}" if close.startswith("Did") else ""
    raise UserError(
        f"The model knows {len(usual)} words and {unknown[:40]!r} is none of them.{hint} Some that it knows: {some}."
    )


def _word(tokenizer: Tokenizer, token: str) -> str:
    """Return a token as a person writes it: the vocabulary spells its bytes."""
    return str(tokenizer.decoder.decode([token]) if tokenizer.decoder else token).strip()
