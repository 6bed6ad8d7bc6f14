"""Two things and a sentence with places for them, as a person gives them, and where their words are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.framework.params import Sentence
from attention_scenes.scenes.mobjects.text.token_names import words_of

Pair = tuple[str, str]
FORM = "give two things, an adjective and a noun each, such as “glass ball, steel table”"


def checked_pairs(text: str) -> str:
    pairs = [thing.split() for thing in text.split(",")]
    if [len(pair) for pair in pairs] != [2, 2]:
        raise ValueError(f"{text!r} is not two things: {FORM}")
    (one, first), (two, second) = pairs
    if one.lower() == two.lower() or first.lower() == second.lower():
        raise ValueError(f"{text!r} names one word twice: {FORM} that differ")
    return f"{one} {first}, {two} {second}"


def checked_template(text: str) -> str:
    if re.findall(r"\{[^}]*\}|[{}]", text) != ["{first}", "{second}"] or len(_slots(text)) != 2:
        raise ValueError(f"{text!r} needs {{first}} and {{second}} once each, in this order, each in a word of its own")
    return text


def _slots(sentence: str) -> list[int]:
    """Return which words of the sentence are places for things."""
    return [n for n, word in enumerate(sentence.split()) if "{" in word]


Pairs = Annotated[str, Field(max_length=80), AfterValidator(checked_pairs)]
Template = Annotated[Sentence, AfterValidator(checked_template)]


def parsed(pairs: str) -> tuple[Pair, Pair]:
    """Return adjective and noun of both things."""
    (one, first), (two, second) = (thing.split() for thing in pairs.split(","))
    return (one, first), (two, second)


def asking(sentence: str, pairs: tuple[Pair, Pair], swapped: bool = False) -> str:
    """Return the sentence with the first adjective behind it; the two adjectives may have changed places."""
    (one, first), (two, second) = pairs
    things = (f"{two} {first}", f"{one} {second}") if swapped else (f"{one} {first}", f"{two} {second}")
    return f"{sentence.format(first=things[0], second=things[1])} {one}"


class WordPlaces(NamedTuple):
    """The last tokens of words: adjectives, nouns, the pronoun, what ends the sentence, and the adjective behind it."""

    adjectives: tuple[int, int]
    nouns: tuple[int, int]
    pronoun: int
    before: int
    last: int


def places_of(tokens: Sequence[Token], sentence: str, pairs: tuple[Pair, Pair], pronoun: str) -> WordPlaces:
    """Return where the words are; a UserError where the pronoun does not come after both things."""
    words = words_of(tokens)
    first, second = _slots(sentence)
    second += 1  # the first thing is two words
    it = [n for n in range(second + 2, len(words) - 1) if _bare(tokens, words[n]) == pronoun.lower()]
    if not it:
        raise UserError(f"pronoun={pronoun!r} is no word after both things in sentence={sentence!r}: name one that is.")

    def end(word: int, text: str) -> int:
        """Return the token with which a word ends: a sign behind it is none of its."""
        read = ""
        for token in words[word]:
            read += tokens[token].text.strip()
            if read.lower().endswith(text.lower()):
                return token
        return words[word][-1]

    (one, noun), (two, other) = pairs
    return WordPlaces(
        (end(first, one), end(second, two)), (end(first + 1, noun), end(second + 1, other)), end(it[0], pronoun),
        words[-1][0] - 1, words[-1][-1],
    )  # fmt: skip


def _bare(tokens: Sequence[Token], word: Sequence[int]) -> str:
    return re.sub(r"\W", "", "".join(tokens[n].text for n in word).lower())
