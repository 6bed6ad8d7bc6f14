"""Find the sentence of the translator's grammar that is nearest to some words.

Every form that sentences have is laid along the words, so that the fewest are added, left out or changed; what then
stands in a place where it cannot is put right.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple, TypeVar

from attention_scenes.model.probes.translation.grammar import NounPhrase, Sentence
from attention_scenes.model.probes.translation.lexicon import (
    ADJECTIVES,
    ARTICLES,
    BY_ADJECTIVE,
    BY_NOUN,
    BY_VERB,
    Adjective,
)

One = TypeVar("One")
Other = TypeVar("Other")
MOST_WORDS = 30  # of which a near sentence is looked for
ALIKE = 0.65  # of their letters: what is spelt so is taken for a word
# What each place may hold, and what is put there where nothing is.
CLASSES = {
    "article": ARTICLES, "adjective": tuple(BY_ADJECTIVE), "noun": tuple(BY_NOUN), "verb": tuple(BY_VERB),
    "and": ("and",), "pronoun": ("it", "they"), "was": ("was", "were"),
}  # fmt: skip
MOVED = 0.25  # of a change, for each place that a word is moved by
TELLING = {*BY_ADJECTIVE, *BY_NOUN, *BY_VERB, "was", "were"}
USUAL_NOUNS, USUAL_VERB, USUAL_ADJECTIVES = ("creature", "roamed", "forest"), "roamed", ("blue", "golden", "green")


class Slot(NamedTuple):
    """A place in a sentence: which class of words stands there, and in which part of the sentence.

    The parts are the subject (0), the verb (1), the object (2), and what the subject was like (3).
    """

    kind: str
    part: int


def nearest(words: Sequence[str]) -> Sentence:
    """Return the sentence to which the fewest changes lead from some words."""
    words = words[:MOST_WORDS]
    return min((_mended(words, form) for form in _forms()), key=lambda each: _changes(words, each.english()))


def _changes(words: Sequence[str], other: Sequence[str]) -> tuple[int, float]:
    """Return how much of what words say is lost, and then how far the sentences are apart.

    A word that is left out is lost, and so is an adjective that is said of another noun. A word that is kept elsewhere
    counts by how far it was moved: "a blue big cat" is near "a big blue cat".
    """
    lost = Counter(word for word in words if word in TELLING) - Counter(other)
    parted = [adjective for adjective, noun in _beside(words) - _beside(other) if adjective in other]
    moved = [min(abs(at - n) for n, kept in enumerate(other) if kept == word)
             for at, word in enumerate(words) if word in TELLING and word in other]  # fmt: skip
    return lost.total() + len(parted), distance(words, other) + MOVED * sum(moved)


def _beside(words: Sequence[str]) -> set[tuple[str, str]]:
    """Return the adjectives among words, each with the noun that comes after it before any verb."""
    found, waiting = set[tuple[str, str]](), list[str]()
    for word in words:
        if word in BY_NOUN:
            found |= {(adjective, word) for adjective in waiting}
        waiting = [] if word in BY_NOUN or word in BY_VERB else [*waiting, *([word] if word in BY_ADJECTIVE else [])]
    return found


def distance(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how many words are added, left out or changed on the way from one to the other; less for like spelling."""
    return _table(one, other, lambda a, b: 0.0 if a == b else 1.0 - 0.5 * _likeness(a, b))[-1][-1]


def _forms() -> Iterator[list[Slot]]:
    """Yield the forms that sentences have, by their numbers of adjectives, the shortest first."""
    for goes_on, first, second in product((False, True), range(3), range(3)):
        form = [Slot("article", 0), *[Slot("adjective", 0)] * first, Slot("noun", 0), Slot("verb", 1)]
        form += [Slot("article", 2), *[Slot("adjective", 2)] * second, Slot("noun", 2)]
        yield form + [Slot(kind, 3) for kind in ("and", "pronoun", "was", "adjective") if goes_on]


def _mended(words: Sequence[str], form: Sequence[Slot]) -> Sentence:
    """Return the sentence of a form that is nearest to some words."""
    given = dict.fromkeys(form, "")
    used: dict[int, list[Adjective]] = {0: [], 2: [], 3: []}
    for slot, word in zip(form, _aligned(words, form), strict=True):
        given[slot] = word
        if slot.kind == "adjective":
            used[slot.part] += _adjective(word, slot.part, used)
    subject, other = (_phrase(given, part, used[part]) for part in (0, 2))
    verb = BY_VERB[_closest(given[Slot("verb", 1)], CLASSES["verb"]) or USUAL_VERB]
    return Sentence(subject, verb, other, used[3][0] if used[3] else None)


def _phrase(given: dict[Slot, str], part: int, own: Sequence[Adjective]) -> NounPhrase:
    noun, plural = BY_NOUN[_closest(given[Slot("noun", part)], CLASSES["noun"]) or USUAL_NOUNS[part]]
    article = given[Slot("article", part)]
    if article in ("a", "an", "some"):
        article = "some" if plural else "a"
    ordered = tuple(sorted(own, key=lambda each: not each.is_before))
    return NounPhrase(article if article in ARTICLES else "the", ordered, noun, plural)


def _adjective(word: str, part: int, used: dict[int, list[Adjective]]) -> list[Adjective]:
    """Return the adjective nearest to a word; none where the word is one that may not stand beside what is there."""
    taken = used[part] if part != 3 else used[0]
    filled = part != 3 and any(each.is_before for each in taken)
    free = tuple(each.english for each in ADJECTIVES if each not in taken and not (filled and each.is_before))
    if word in BY_ADJECTIVE and word not in free and part != 3:
        return []
    return [BY_ADJECTIVE[_closest(word, free) or next(usual for usual in USUAL_ADJECTIVES if usual in free)]]


@lru_cache(maxsize=4096)
def _closest(word: str, among: tuple[str, ...]) -> str:
    """Return the word itself, or the one that is spelt most like it; nothing where none is."""
    if word in among:
        return word
    return next(iter(difflib.get_close_matches(word, among, 1, ALIKE)), "")


@lru_cache(maxsize=4096)
def _likeness(one: str, other: str) -> float:
    """Return how alike two words are spelt, 0 where that is by chance."""
    ratio = difflib.SequenceMatcher(None, one, other).ratio() if one[:1] == other[:1] else 0.0
    return ratio if ratio >= ALIKE else 0.0


def _aligned(words: Sequence[str], form: Sequence[Slot]) -> list[str]:
    """Return for each place of a form the word that is laid there; an empty one where none is."""

    def cost(word: str, slot: Slot) -> float:
        return 0.0 if word in CLASSES[slot.kind] else 0.6 if _closest(word, CLASSES[slot.kind]) else 1.5

    words, form = words[::-1], form[::-1]  # so that of two places for a word the earlier one is taken
    table, found = _table(words, form, cost), [""] * len(form)
    row, column = len(words), len(form)
    while row and column:
        if table[row][column] == table[row - 1][column - 1] + cost(words[row - 1], form[column - 1]):
            row, column = row - 1, column - 1
            found[column] = words[row]
        elif table[row][column] == table[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    return found[::-1]


def _table(one: Sequence[One], other: Sequence[Other], cost: Callable[[One, Other], float]) -> list[list[float]]:
    """Return the least cost of turning each beginning of one list into each of another, row by row."""
    table = [[float(column) for column in range(len(other) + 1)]]
    for row, left in enumerate(one, 1):
        line = [float(row)]
        for column, right in enumerate(other, 1):
            changed = table[row - 1][column - 1] + cost(left, right)
            line.append(min(changed, table[row - 1][column] + 1, line[-1] + 1))
        table.append(line)
    return table
