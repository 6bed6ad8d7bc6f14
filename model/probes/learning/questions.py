"""Sentences that end with a question about a noun's adjectives: where the noun, its adjectives and the answer stand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import MeasuredModel

JOINING = ("and", "very")
SHORTEST = 3  # tokens of a first clause: a noun, an adjective of its, and a word that is neither
ASKS, BEFORE_NOUN = "how", 3  # "how was the NOUN": the noun is three words on, its answer comes after it


@dataclass(frozen=True)
class Question:
    """Where in a sentence's tokens things stand, the first token counted as 0.

    Attributes
    ----------
    ids
        All tokens.
    noun
        The noun that is asked about, where it comes first.
    own
        Its adjectives before it.
    others
        The other noun's adjectives, where that comes after it.
    other_noun
        The last word of the first clause.
    end
        The full stop after the first clause.
    answer
        The first word of the answer.
    """

    ids: tuple[int, ...]
    noun: int
    own: tuple[int, ...]
    others: tuple[int, ...]
    other_noun: int
    end: int
    answer: int


@cache
def grammar_sentences() -> dict[str, tuple[str, ...]]:
    """Return sentences of the grammar: some that were trained on, some whose phrase never was, by ``trained`` …"""
    text = Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
    return {name: tuple(lines) for name, lines in tomllib.loads(text).items()}


def questions(model: MeasuredModel, texts: Sequence[str]) -> list[Question]:
    """Return where things stand in each sentence.

    Raises
    ------
    UserError
        A sentence that asks nothing, whose first clause is too short or lacks the noun, whose noun has no adjective
        before it; a word that is no single token.
    """
    first, words = model.tokens(texts[0])[0].id, sorted({word for text in texts for word in text.split()})
    numbers = {word: model.single_token(word).id for word in words}
    return [_question(text, first, numbers) for text in texts]


def _question(text: str, first: int, numbers: Mapping[str, int]) -> Question:
    words = ["", *text.split()]
    if ASKS not in words:
        raise UserError(f"{text[:60]!r} asks no question: end it with “how was the NOUN ADJECTIVE .”")
    at = words.index(ASKS)
    answer = at + BEFORE_NOUN + 1
    if at - 2 < SHORTEST:
        raise UserError(
            f"{text[:60]!r} begins with a clause of {max(0, at - 2)} tokens, where {SHORTEST} or more are needed, "
            "such as “a blue king .”"
        )
    if words[at + BEFORE_NOUN :][:1] == [] or words[at + BEFORE_NOUN] not in words[1 : at - 1]:
        raise UserError(
            f"{text[:60]!r} asks about no noun of its first clause: end it with “how was the NOUN ADJECTIVE .”"
        )
    right = {word for word in words[answer:] if word not in (*JOINING, ".")}
    noun = words.index(words[at + BEFORE_NOUN])
    own = tuple(n for n in range(1, noun) if words[n] in right)
    if not own:
        raise UserError(f"{text[:60]!r} answers with no adjective that stands before the noun it asks about.")
    article = max((n for n in range(noun, at - 2) if words[n] in ("a", "the")), default=at - 2)
    others = tuple(n for n in range(article + 1, at - 2) if words[n] not in JOINING)
    return Question((first, *(numbers[word] for word in words[1:])), noun, own, others, at - 2, at - 1, answer)
