"""The grammar of the decoder's sentences: two nouns with their adjectives, then a question about one of them.

    a fluffy blue creature roamed the verdant forest . how was the creature blue and fluffy .

Three other forms were tried and do not teach what is wanted. Asked about both nouns, the second answer is found by
elimination. Where pairs of adjectives are held out, not to have seen a pair is learned as "this pair never is": so
what is held out are phrases, two adjectives with a noun, and each pair of the three is trained. "The creature was …"
takes a third step (the verb has to find the noun first), which two layers do not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from random import Random

START = "<bos>"
ADJECTIVES = ("fluffy", "blue", "verdant", "red", "small", "tall", "old", "golden", "silent", "angry", "happy", "wild")
NOUNS = ("creature", "forest", "wizard", "tower", "bird", "dragon", "garden", "river", "king", "robot")
VERBS = ("roamed", "guarded", "watched", "opened", "followed", "painted", "loved", "crossed", "found", "left")
ADVERBS = ("slowly", "quietly", "often", "never")
WORDS = (START, "a", "the", ".", "was", "and", "very", "how", *ADJECTIVES, *NOUNS, *VERBS, *ADVERBS)
LONGEST = 24  # words

# How many adjectives the nouns have; as often as it stands here.
COUNTS = ((1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (2, 2), (2, 0), (0, 2))
HELD_OUT_COUNTS = ((2, 1), (2, 2))
AND = VERY = 0.1  # chances: "and" before a second adjective, "very" before each
ADVERB = 0.25

Phrase = tuple[frozenset[str], str]  # two adjectives and their noun


@dataclass(frozen=True)
class Answer:
    """Where an answer stands in its sentence, and which words are right there; a second one has what is left."""

    place: int
    right: frozenset[str]
    is_first: bool


@dataclass(frozen=True)
class Sentence:
    """A sentence, its question included, and where its answers stand."""

    words: tuple[str, ...]
    answers: tuple[Answer, ...]


@cache
def held_out() -> frozenset[Phrase]:
    """Return the phrases that are never trained: a quarter of all, and the one of the film's sentence."""
    phrases = [(frozenset(pair), noun) for noun in NOUNS for pair in combinations(ADJECTIVES, 2)]
    Random(12345).shuffle(phrases)
    return frozenset([*phrases[: len(phrases) // 4], (frozenset({"fluffy", "blue"}), "creature")])


def sentence(source: Random, never_trained: bool = False) -> Sentence:
    """Draw a sentence.

    Parameters
    ----------
    source
        Where all chances come from.
    never_trained
        The first noun has two adjectives that training never shows with it, and the question is about that noun.
        Otherwise no phrase of the sentence is held out.
    """
    nouns = _nouns(source, never_trained)
    counts = source.choice(HELD_OUT_COUNTS if never_trained else COUNTS)
    first = adjectives(source, nouns[0], counts[0], never_trained)
    second = adjectives(source, nouns[1], counts[1], never_trained and source.random() < 0.5, first)
    words = [START, source.choice(("a", "the")), *_spoken(source, first), nouns[0]]
    words += [source.choice(ADVERBS)] if source.random() < ADVERB else []
    words += [source.choice(VERBS), source.choice(("a", "the")), *_spoken(source, second), nouns[1], "."]
    asked = [(noun, own) for noun, own in zip(nouns, (first, second), strict=True) if own]
    noun, own = asked[0] if never_trained else source.choice(asked)
    return _with_question(source, words, noun, own)


def adjectives(source: Random, noun: str, count: int, never_trained: bool, taken: list[str] | None = None) -> list[str]:
    """Draw adjectives for a noun, none of those ``taken``; two make a phrase that is ``never_trained``, or is not."""
    free = [word for word in ADJECTIVES if word not in (taken or [])]
    while True:
        drawn = source.sample(free, count)
        if count < 2 or ((frozenset(drawn), noun) in held_out()) == never_trained:
            return drawn


def _nouns(source: Random, never_trained: bool) -> list[str]:
    if not never_trained:
        return source.sample(NOUNS, 2)
    first = source.choice(NOUNS)
    return [first, source.choice([noun for noun in NOUNS if noun != first])]


def _spoken(source: Random, own: list[str]) -> list[str]:
    """Return adjectives with "and" and "very" by chance: so their distance from the noun varies."""
    said: list[str] = []
    for number, word in enumerate(own):
        said += ["and"] if number and source.random() < AND else []
        said += ["very", word] if source.random() < VERY else [word]
    return said


def _with_question(source: Random, words: list[str], noun: str, own: list[str]) -> Sentence:
    """Add a question about a noun and its adjectives in any order."""
    order = list(own)
    source.shuffle(order)
    words = [*words, "how", "was", "the", noun]
    answers = [Answer(len(words), frozenset(order), True)]
    words.append(order[0])
    if len(order) == 2:
        words.append("and")
        answers.append(Answer(len(words), frozenset(order[1:]), False))
        words.append(order[1])
    return Sentence((*words, "."), tuple(answers))
