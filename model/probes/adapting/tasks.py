"""Two tasks about one sentence: how was the noun, as the decoder was trained; and whose an adjective is, which is new.

Each question of the old task, “… how was the creature blue and fluffy .”, is a sentence of the grammar. In the new one
its clause is asked for each of its adjectives: “… blue was the”, which goes on with the noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from attention_scenes.model.errors import UserError

ASKS, WHOSE = ". how was the", "was the"
# As training/decoder/grammar.py has them.
ADJECTIVES = ("fluffy", "blue", "verdant", "red", "small", "tall", "old", "golden", "silent", "angry", "happy", "wild")
NOUNS = ("creature", "forest", "wizard", "tower", "bird", "dragon", "garden", "river", "king", "robot")


class Asked(NamedTuple):
    """A question: the text up to its answer, the words that are right there, and those that a guess chooses of."""

    text: str
    right: tuple[str, ...]
    among: tuple[str, ...]


def old_questions(texts: Sequence[str]) -> list[Asked]:
    """Return each sentence up to its first answer; a UserError where one asks nothing."""
    found = []
    for text in texts:
        clause, _, rest = text.partition(f" {ASKS} ")
        noun, own = (rest.split() or [""])[0], owners(clause)
        if not own.get(noun):
            raise UserError(f"{text[:60]!r} asks about no noun with adjectives: end it with “{ASKS} NOUN ADJECTIVE .”")
        found.append(old_question(clause, noun))
    return found


def old_question(clause: str, noun: str) -> Asked:
    """Return the question how a noun was."""
    own = owners(clause)
    every = tuple(word for adjectives in own.values() for word in adjectives)
    return Asked(f"{clause} {ASKS} {noun}", tuple(own[noun]), every)


def new_questions(texts: Sequence[str]) -> list[Asked]:
    """Return the clause of each sentence with a question for each of its adjectives, up to the answer."""
    clauses = [text.partition(f" {ASKS} ")[0] for text in texts]
    return [
        new_question(clause, word)
        for clause in clauses for adjectives in owners(clause).values() for word in adjectives
    ]  # fmt: skip


def new_question(clause: str, adjective: str) -> Asked:
    """Return the question whose an adjective is; a UserError where it is of more than one noun, or of none."""
    own = owners(clause)
    nouns = [noun for noun, adjectives in own.items() if adjective in adjectives]
    if len(nouns) != 1:
        whose = " and ".join(nouns) or "no noun"
        raise UserError(f"{adjective!r} is of {whose} in {clause[:80]!r}: ask for an adjective that one noun has.")
    return Asked(f"{clause} . {adjective} {WHOSE}", tuple(nouns), tuple(own))


def owners(clause: str) -> dict[str, list[str]]:
    """Return the adjectives of each noun of “a fluffy blue creature roamed the verdant forest”: those before it."""
    found, waiting = dict[str, list[str]](), list[str]()
    for word in clause.split():
        waiting += [word] if word in ADJECTIVES else []
        if word in NOUNS:
            found[word], waiting = waiting, []
    return found
