"""From a sentence to tokens and back, by the model's own tokenizer. No torch here."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from model.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FIRST = "<|endoftext|>"
MOST_CHARACTERS = 100_000


class Token(NamedTuple):
    """One token: its number in the vocabulary, its text with any leading space, and the word it belongs to.

    Bytes that are no characters by themselves (a piece of an emoji) read ``<0xF0><0x9F>``. The first token, which is
    not in the sentence, belongs to word -1.
    """

    id: int
    text: str
    word: int


def build(vocabulary: list[str], merges: list[str], special: list[bool]) -> Tokenizer:
    """The tokenizer of a GGUF file of this family: byte-level BPE, digits one by one.

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


def tokenize(folder: Path, config: dict[str, Any], text: str) -> list[Token]:
    """The tokens of ``text``: the model's first token, then the text with a space before its first word.

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
    tokenizer = load(folder)
    spaced = text if not text or text[0].isspace() else " " + text
    encoding = tokenizer.encode(spaced, add_special_tokens=False)
    pieces = [_bytes(_named(tokenizer, i)) for i in encoding.ids]
    if None not in pieces and b"".join(p or b"" for p in pieces) != spaced.encode():
        lost = next(c for c in spaced if not _spells(tokenizer, c))
        raise UserError(f"The model has no token for the character U+{ord(lost):04X}; leave it out of {text[:40]!r}.")
    ends = [m.end() for m in re.finditer(r"\S+", spaced)]
    tokens = [_first(tokenizer, config)]
    for i, piece, (start, _) in zip(encoding.ids, pieces, encoding.offsets, strict=True):
        word = bisect_right(ends, start)
        plain = _show(piece) if piece is not None else _named(tokenizer, i).replace("\u2581", " ")
        tokens.append(Token(i, plain, min(word, len(ends) - 1)))
    return tokens


def text_of(folder: Path, token_id: int) -> str:
    """The text of one token of the vocabulary."""
    token = _named(load(folder), token_id)
    piece = _bytes(token)
    return _show(piece) if piece is not None else token.replace("\u2581", " ")


@cache
def load(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, reading names of special tokens in a text as plain text."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises bare Exception
        raise UserError(f"Cannot read {folder / 'tokenizer.json'}: {error}. Fetch the model again.") from None
    tokenizer.encode_special_tokens = True
    return tokenizer


def _first(tokenizer: Tokenizer, config: dict[str, Any]) -> Token:
    number = tokenizer.token_to_id(FIRST)
    if number is None:
        number = config.get("bos_token_id")
    if number is None:
        raise UserError("The model's config.json names no bos_token_id and its vocabulary has no <|endoftext|>.")
    return Token(number, _named(tokenizer, number), -1)


def _named(tokenizer: Tokenizer, number: int) -> str:
    """The vocabulary's own string for a token."""
    return tokenizer.id_to_token(number) or f"<{number}>"


@cache
def _byte_letters() -> dict[str, int]:
    """GPT-2's letters for bytes: printable ones stand for themselves, the others start at U+0100."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {chr(b): b for b in printable} | {chr(256 + n): b for n, b in enumerate(others)}


def _bytes(token: str) -> bytes | None:
    """The bytes a byte-level token stands for; None if the token is of another kind."""
    letters = _byte_letters()
    return bytes(letters[c] for c in token) if all(c in letters for c in token) else None


def _spells(tokenizer: Tokenizer, character: str) -> bool:
    ids = tokenizer.encode(character, add_special_tokens=False).ids
    return b"".join(_bytes(_named(tokenizer, i)) or b"" for i in ids) == character.encode()


def _show(piece: bytes) -> str:
    """Characters where the bytes make some, ``<0xF0>`` where they do not."""
    decoded = piece.decode(errors="surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda m: f"<0x{ord(m[0]) - 0xDC00:02X}>", decoded)
