"""Tokenize a sentence and turn tokens into text, by the model's own tokenizer. No torch here."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.first_token import first_token, last_tokens, starts_with_none
from attention_scenes.model.checkpoint.own.whole_words import refuse_unknown_word
from attention_scenes.model.checkpoint.tokenizer_parts import SPACE
from attention_scenes.model.checkpoint.tokenizer_rules import load, of_bytes, of_word_pieces
from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_CHARACTERS = 100_000


class Token(NamedTuple):
    """One token: its number in the vocabulary, its text with any leading space, and the word it belongs to.

    Bytes that are no characters by themselves (a piece of an emoji) read ``<0xF0><0x9F>``. The first token, which is
    not in the sentence, belongs to word -1; so do BERT's last, and soft vectors, which are no word at all.
    """

    id: int
    text: str
    word: int


def build(vocabulary: list[str], merges: list[str], special: list[bool]) -> Tokenizer:
    """Build the tokenizer of a GGUF file of this family: byte-level BPE, digits one by one.

    Parameters
    ----------
    vocabulary
        Token strings in order of their numbers, bytes written as GPT-2 writes them.
    merges
        Pairs such as ``"Ġ t"``, best first.
    special
        For each token whether it stands for something outside the text.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    pairs = [(left, right) for left, right in (merge.split(" ") for merge in merges)]
    tokenizer = Tokenizer(models.BPE({text: i for i, text in enumerate(vocabulary)}, pairs))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(text, special=True, normalized=False) for text, s in zip(vocabulary, special, strict=True) if s]
    )
    return tokenizer


def tokenize(checkpoint: Checkpoint, text: str) -> list[Token]:
    """Return the tokens of ``text``: the model's first token, then the text with a space before its first word.

    A model whose config.json sets ``add_bos_token`` to false has no first token; BERT has a last one.

    Raises
    ------
    UserError
        If the text is too long, is no Unicode text, or has something the model has no token for.
    """
    if len(text) > MOST_CHARACTERS:
        raise UserError(f"The text has {len(text):,} characters; at most {MOST_CHARACTERS:,} can be read.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UserError(f"Character {error.start + 1} of the text is not valid Unicode; retype it.") from None
    tokenizer = load(checkpoint)
    spaced = with_space(tokenizer, text)
    encoding = tokenizer.encode(spaced, add_special_tokens=False)
    pieces = [_piece(tokenizer, i) for i in encoding.ids]
    if lost := _lost(tokenizer, spaced, encoding.ids) or _left_out(tokenizer, spaced, encoding.offsets):
        refuse_unknown_word(tokenizer, spaced)
        raise UserError(f"The model has no token for the character U+{ord(lost):04X}; leave it out of {text[:40]!r}.")
    ends = [m.end() for m in re.finditer(r"\S+", spaced)]
    tokens = soft_tokens(checkpoint.config)
    if not starts_with_none(checkpoint.config):
        first = first_token(tokenizer, checkpoint.config)
        tokens.append(Token(first, _named(tokenizer, first), -1))
    for i, piece, (start, _) in zip(encoding.ids, pieces, encoding.offsets, strict=True):
        word = bisect_right(ends, start)
        tokens.append(Token(i, piece, min(word, len(ends) - 1)))
    return tokens + [Token(i, _named(tokenizer, i), -1) for i in last_tokens(tokenizer)]


def soft_tokens(config: Mapping[str, Any]) -> list[Token]:
    """Return the learned vectors that a model has before every text, numbered after all words of its vocabulary."""
    return [Token(config["vocab_size"] + n, f"soft {n + 1}", -1) for n in range(config.get("soft_vectors") or 0)]


def with_space(tokenizer: Tokenizer, text: str) -> str:
    """Return a text with a space before its first word; SentencePiece puts it there itself."""
    return text if not text or text[0].isspace() or not of_bytes(tokenizer) else " " + text


def bytes_of(checkpoint: Checkpoint, token_id: int) -> bytes:
    """Return the bytes of one token of the vocabulary; of special tokens those of its name."""
    tokenizer = load(checkpoint)
    token = _named(tokenizer, token_id)
    if of_word_pieces(tokenizer):
        return _piece(tokenizer, token_id).encode()
    if not of_bytes(tokenizer):
        byte = re.fullmatch("<0x([0-9A-F]{2})>", token)
        return bytes.fromhex(byte[1]) if byte else token.replace(SPACE, " ").encode()
    return token.encode() if (piece := _bytes(token)) is None else piece


def text_of(checkpoint: Checkpoint, token_id: int) -> str:
    """Return the text of one token of the vocabulary."""
    return _piece(load(checkpoint), token_id)


def _named(tokenizer: Tokenizer, number: int) -> str:
    """Return the vocabulary's own string for a token."""
    return tokenizer.id_to_token(number) or f"<{number}>"


@cache
def _byte_letters() -> dict[str, int]:
    """Return GPT-2's letters for bytes: printable ones stand for themselves, the others start at U+0100."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {chr(b): b for b in printable} | {chr(256 + n): b for n, b in enumerate(others)}


@lru_cache(maxsize=1 << 16)
def _bytes(token: str) -> bytes | None:
    """Return the bytes of a byte-level token; None if the token is of another kind."""
    letters = _byte_letters()
    return bytes(letters[c] for c in token) if all(c in letters for c in token) else None


def _piece(tokenizer: Tokenizer, number: int) -> str:
    """Return the text of a token; bytes that are no characters by themselves as ``<0xF0>``."""
    token = _named(tokenizer, number)
    if of_word_pieces(tokenizer):
        is_name = number in tokenizer.get_added_tokens_decoder()
        return token if is_name else token[2:] if token.startswith("##") else f" {token}"
    if not of_bytes(tokenizer):
        return token.replace(SPACE, " ")
    piece = _bytes(token)
    return token if piece is None else _show(piece)


def _lost(tokenizer: Tokenizer, text: str, ids: list[int]) -> str | None:
    """Return the first character of a text that its tokens do not hold; None where they hold all of it."""
    if not of_bytes(tokenizer):
        unknown = tokenizer.token_to_id(getattr(tokenizer.model, "unk_token", None) or "<unk>")
        return _first_of(tokenizer, text, lambda _, found: unknown in found) if unknown in ids else None
    normalizer = tokenizer.normalizer
    plain = normalizer.normalize_str(text) if normalizer else text
    if _spelt(tokenizer, ids) in (None, plain.encode()):
        return None
    return _first_of(tokenizer, plain, lambda c, found: _spelt(tokenizer, found) != c.encode())


def _left_out(tokenizer: Tokenizer, text: str, offsets: list[tuple[int, int]]) -> str | None:
    """Return the first character that no token covers, None where all are: some vocabularies drop characters."""
    made = {place for start, end in offsets for place in range(start, end)}
    if all(place in made or c.isspace() for place, c in enumerate(text)):
        return None

    def passed_over(c: str, found: list[int]) -> bool:
        return not c.isspace() and not "".join(_piece(tokenizer, i) for i in found).strip()

    return _first_of(tokenizer, text, passed_over)


def _first_of(tokenizer: Tokenizer, text: str, is_lost: Callable[[str, list[int]], bool]) -> str:
    """Return the first character that is lost when it stands alone; where none is, the text's first."""
    return next((c for c in text if is_lost(c, tokenizer.encode(c, add_special_tokens=False).ids)), text[0])


def _spelt(tokenizer: Tokenizer, ids: list[int]) -> bytes | None:
    """Return the bytes of tokens, one after the other; None where one of them stands for no bytes."""
    pieces = [_bytes(_named(tokenizer, i)) for i in ids]
    return None if None in pieces else b"".join(piece or b"" for piece in pieces)


def _show(piece: bytes) -> str:
    """Return characters where the bytes make some, ``<0xF0>`` where they do not."""
    decoded = piece.decode(errors="surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda m: f"<0x{ord(m[0]) - 0xDC00:02X}>", decoded)
