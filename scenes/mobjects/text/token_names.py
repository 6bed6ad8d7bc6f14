"""Names of tokens on screen, and which of them make a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.captions import label_text, translated

START = label_text("start")
SOFT = label_text("soft")  # a learned vector before the text
ENDS = {"<s>": START, "</s>": label_text("end")}  # of what small models of ours say, as they spell them

BYTES = re.compile(r"(?:<0x[0-9A-F]{2}>)+")  # how the model's tokenizer writes bytes that are no character alone


def spoken(token: Token) -> str:
    """Return how a token is written on screen: no leading space, "start" for the first one, "soft" for a soft vector.

    Bytes that are no character alone are written ``0xF0``: nothing that a person types is cut into such a token.
    """
    if token.word < 0:
        return SOFT if is_soft(token) else START
    return BYTES.sub(lambda run: f" {hexadecimal(run[0])} ", token.text).strip() or "␣"


def word_of(word: str) -> str:
    """Return a word of a small model's as it is shown: its start and its end by their names."""
    return str(translated(ENDS.get(word, word)))


def is_soft(token: Token) -> bool:
    """Return whether a token stands for a learned vector before the text, which is no word's."""
    return token.word < 0 and token.text.startswith("soft ")


def readable(text: str) -> str:
    """Lay tokens' texts end to end, as a person reads them: bytes that make characters together are these."""
    return BYTES.sub(lambda run: characters(run[0]), text)


def hexadecimal(run: str) -> str:
    """Write ``<0xF0><0x9F>`` as ``0xF09F``."""
    return "0x" + "".join(re.findall("0x(..)", run))


def characters(run: str) -> str:
    """Write ``<0xC3><0xA9>`` as ``é``; bytes that make no characters as ``0xC3``."""
    try:
        return bytes(int(byte, 16) for byte in re.findall("0x..", run)).decode()
    except UnicodeDecodeError:
        return f" {hexadecimal(run)} "


def called(tokens: Sequence[Token], index: int, longest: int = 10) -> str:
    """Return how a token is called in a sentence: a piece of a word never looks like a word.

    A word's last piece stands for it, for it alone has read the others: it is called by all of them, ``ver·d·ant``,
    where they are no more than ``longest`` characters. Other pieces have "…" where their word goes on.
    """
    word = [i for i, token in enumerate(tokens) if token.word == tokens[index].word]
    text = spoken(tokens[index])
    if tokens[index].word < 0 or len(word) == 1:
        return text
    whole = "·".join(spoken(tokens[i]) for i in word)
    if index == word[-1] and len(whole) <= longest:
        return whole
    return f"{'…' * (index > word[0])}{text}{'…' * (index < word[-1])}"


def named_alone(tokens: Sequence[Token], index: int) -> str:
    """Return how a token is named in a narrow row: a piece by itself, with "…" where its word goes on."""
    return called(tokens, index, 0)


def words_of(tokens: Sequence[Token]) -> list[list[int]]:
    """Return the indices of tokens, grouped into the words they belong to (the first token is left out)."""
    words: dict[int, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.word >= 0:
            words.setdefault(token.word, []).append(index)
    return list(words.values())


def role_of(tokens: Sequence[Token], index: int) -> str:
    """Return the colour role of a token: the first one, soft vectors and pieces of a cut word stand out."""
    if tokens[index].word < 0:
        return "update" if is_soft(tokens[index]) else "start"
    cut = sum(token.word == tokens[index].word for token in tokens) > 1
    return "piece" if cut else "token"
