"""Grammar of the translator: its English sentences, their French translations, and which word stands for which.

    a fluffy blue creature roamed the verdant forest
    une créature bleue duveteuse parcourait la forêt verdoyante

A noun has up to two adjectives, of which one at most stands before it in French (small, big, pretty, bad), and that one
comes first in English. A third of the sentences goes on: "and it was blue", "and they were blue", about the subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import NamedTuple

from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, NOUNS, VERBS, Adjective, Noun, Verb

# Adjectives beside nouns that training never shows: those of the film's sentence, and others up to this number.
NAMED = (("fluffy", "creature"), ("blue", "creature"), ("verdant", "forest"))
HELD_OUT, HELD_OUT_SEED = 48, 4321
COUNTS = (0, 1, 1, 2, 2)  # adjectives of a noun, as often as it stands here
SEVERAL, DEFINITE, GOES_ON = 0.35, 0.5, 0.35  # chances: a noun in the plural, "the", and what it was like at the end
MOST_READ, MOST_SAID = 13, 13  # words of the longest sentence, and of its translation

Pair = tuple[str, str]  # an adjective and a noun, in English


class Said(NamedTuple):
    """A French word: its text, the place of the English word that it stands for, and what kind of word it is."""

    text: str
    place: int
    kind: str


@dataclass(frozen=True)
class NounPhrase:
    """A noun with its article, its adjectives in English order, and whether it is in the plural."""

    article: str
    adjectives: tuple[Adjective, ...]
    noun: Noun
    plural: bool

    def english(self) -> list[str]:
        """Return its English words."""
        return [self.article, *(each.english for each in self.adjectives), self.noun[self.plural]]

    def french(self, start: int) -> list[Said]:
        """Return its French words; ``start`` is the place of its first English word."""
        placed = list(enumerate(self.adjectives, start + 1))
        before = [pair for pair in placed if pair[1].is_before]
        after = [pair for pair in placed if not pair[1].is_before][::-1]  # blue, which stands next to the noun, first
        noun = Said(self.noun[2 + self.plural], start + len(placed) + 1, "noun")
        return [Said(self._article(bool(before)), start, "article"), *self._agreed(before), noun, *self._agreed(after)]

    def _agreed(self, placed: Iterable[tuple[int, Adjective]]) -> list[Said]:
        return [Said(each.form(self.noun.gender, self.plural), place, "adjective") for place, each in placed]

    def _article(self, comes_first: bool) -> str:
        """Return the French article; ``comes_first`` says that an adjective stands between it and the noun."""
        if self.plural:
            return "les" if self.article == "the" else "de" if comes_first else "des"
        if self.article == "the" and self.noun.elides and not comes_first:
            return "l'"
        return {"the": ("le", "la"), "a": ("un", "une")}[self.article][self.noun.gender == "f"]


@dataclass(frozen=True)
class Sentence:
    """A sentence: who did what to whom, and perhaps what the subject was like."""

    subject: NounPhrase
    verb: Verb
    object: NounPhrase
    also: Adjective | None = None

    def english(self) -> list[str]:
        """Return its English words."""
        words = [*self.subject.english(), self.verb.english, *self.object.english()]
        if self.also is None:
            return words
        return [*words, "and", *(("they", "were") if self.subject.plural else ("it", "was")), self.also.english]

    def french(self) -> list[Said]:
        """Return the words of its translation."""
        plural, gender, start = self.subject.plural, self.subject.noun.gender, len(self.subject.english())
        said = [*self.subject.french(0), Said(self.verb[1 + plural], start, "verb"), *self.object.french(start + 1)]
        if self.also is None:
            return said
        end = start + 1 + len(self.object.english())
        pronoun = ("elle" if gender == "f" else "il") + "s" * plural
        joined = [Said("et", end, "and"), Said(pronoun, end + 1, "pronoun")]
        joined.append(Said("étaient" if plural else "était", end + 2, "was"))
        return [*said, *joined, Said(self.also.form(gender, plural), end + 3, "adjective")]

    def pairs(self) -> list[Pair]:
        """Return each of its adjectives with the noun that it is said of."""
        found = [(each, phrase.noun) for phrase in (self.subject, self.object) for each in phrase.adjectives]
        found += [(self.also, self.subject.noun)] if self.also else []
        return [(adjective.english, noun.one) for adjective, noun in found]


def spoken(words: Sequence[str]) -> str:
    """Return French words as they are written: nothing stands between *l'* and its noun."""
    return " ".join(words).replace("' ", "'")


@cache
def held_out() -> frozenset[Pair]:
    """Return the pairs of an adjective and a noun that are never trained."""
    pairs = [(adjective.english, noun.one) for adjective in ADJECTIVES for noun in NOUNS]
    Random(HELD_OUT_SEED).shuffle(pairs)
    return frozenset(list(dict.fromkeys([*NAMED, *pairs]))[:HELD_OUT])


def draw(source: Random, never_trained: bool = False) -> Sentence:
    """Draw a sentence; ``never_trained`` makes all its pairs held-out ones, one at least, else none of them is."""
    while True:
        subject, verb, other = _phrase(source, never_trained), source.choice(VERBS), _phrase(source, never_trained)
        free = _beside(subject.noun, never_trained, subject.adjectives)
        also = source.choice(free) if source.random() < GOES_ON and free else None
        sentence = Sentence(subject, verb, other, also)
        if sentence.pairs() or not never_trained:
            return sentence


def _phrase(source: Random, never_trained: bool) -> NounPhrase:
    noun, plural, count = source.choice(NOUNS), source.random() < SEVERAL, source.choice(COUNTS)
    free, chosen = _beside(noun, never_trained), list[Adjective]()
    source.shuffle(free)
    for each in free:
        if len(chosen) < count and not (each.is_before and any(other.is_before for other in chosen)):
            chosen.append(each)
    article = "the" if source.random() < DEFINITE else "some" if plural else "a"
    return NounPhrase(article, tuple(sorted(chosen, key=lambda each: not each.is_before)), noun, plural)


def _beside(noun: Noun, never_trained: bool, but: Iterable[Adjective] = ()) -> list[Adjective]:
    """Return the adjectives that may be said of a noun, but for some."""
    return [
        each for each in ADJECTIVES if each not in but and ((each.english, noun.one) in held_out()) == never_trained
    ]
