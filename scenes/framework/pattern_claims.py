"""Claims about an attention pattern on one sentence, and whether they hold there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.files import asset
from attention_scenes.scenes.mobjects.text.token_names import readable, spoken, words_of

LIST = asset("adjectives.txt")


@cache
def known_adjectives() -> frozenset[str]:
    text = LIST.read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@dataclass(frozen=True)
class Noun:
    """A word and the adjectives right before it, as token indices; ``query`` is its last token."""

    query: int
    adjectives: tuple[tuple[int, ...], ...]

    def places(self) -> list[int]:
        return [index for word in self.adjectives for index in word]


def written_word(tokens: Sequence[Token], word: Sequence[int]) -> str:
    return readable("".join(tokens[i].text for i in word)).strip()


def bare_word(tokens: Sequence[Token], word: Sequence[int]) -> str:
    """Return a word in small letters, without the signs around it."""
    return re.sub(r"\W", "", written_word(tokens, word).lower())


def nouns_with_adjectives(tokens: Sequence[Token], adjectives: Sequence[str] = ()) -> list[Noun]:
    """Return words that stand behind one or more adjectives (the given ones, or those of our list)."""
    known = {a.lower() for a in adjectives} or known_adjectives()
    found: list[Noun] = []
    run: list[tuple[int, ...]] = []
    for word in words_of(tokens):
        if bare_word(tokens, word) in known:
            run.append(tuple(word))
        else:
            if run:
                found.append(Noun(word[-1], tuple(run)))
            run = []
    return found


def reads_its_adjectives(pattern: np.ndarray, noun: Noun) -> bool:
    """Return whether, first token and itself aside, the noun's largest weight is on one of its adjectives.

    ``pattern`` is ``[T, T]``, row = query.
    """
    others = pattern[noun.query, 1 : noun.query]
    return bool(len(others)) and int(others.argmax()) + 1 in noun.places()


def choose_focus(pattern: np.ndarray, nouns: Sequence[Noun], ends: Sequence[int]) -> int:
    """Return the query to look at: a noun with the most adjectives, else whichever word reads another word most.

    ``ends`` are the last tokens of the words: a piece alone is no word to follow.
    """
    if nouns:
        return max(nouns, key=lambda n: (len(n.adjectives), pattern[n.query, n.places()].sum())).query
    reach = np.tril(pattern, -1)[:, 1:]
    return max(ends, key=lambda i: reach[i].max(), default=len(pattern) - 1) if reach.size else len(pattern) - 1


def choose_partner(pattern: np.ndarray, focus: int, begins: int) -> int:
    """Return the key that ``focus`` weighs most, first token and its own word aside where there is another.

    ``begins`` is the first token of that word.
    """
    others = pattern[focus, 1:begins]
    if not len(others):
        others = pattern[focus, 1:focus]
    return int(others.argmax()) + 1 if len(others) else max(focus - 1, 0)


def word_at(tokens: Sequence[Token], index: int) -> list[int]:
    """Return the tokens of the word that a token belongs to; the first token is one by itself."""
    return next((word for word in words_of(tokens) if index in word), [index])


def find_word(tokens: Sequence[Token], word: str) -> int | None:
    """Return the last token of the first word (or token) written ``word``."""
    for indices in words_of(tokens):
        if bare_word(tokens, indices) == word.strip().lower():
            return indices[-1]
    return next((i for i, token in enumerate(tokens) if spoken(token).lower() == word.strip().lower()), None)
