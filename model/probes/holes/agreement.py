"""Agreement: what the form of a French word tells, masculine or feminine, one or several, and which words tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from attention_scenes.model.probes.holes.vocabulary import WORDS
from attention_scenes.model.probes.translation.grammar import Sentence
from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, NOUNS, VERBS

Forms = tuple[frozenset[str], frozenset[str]]  # masculine and feminine ones, or those of one and of several
MASCULINE = frozenset(form for each in ADJECTIVES for form in (each.masculine, each.masculine_plural))
FEMININE = frozenset(form for each in ADJECTIVES for form in (each.feminine, each.feminine_plural))
OF_GENDER, OF_NUMBER = ("masculine", "feminine"), ("one", "several")
COUNTED = ("verb", "was")  # kinds of words whose form tells one or several, and no gender


def _nouns(gender: str) -> frozenset[str]:
    return frozenset(form for noun in NOUNS if noun.gender == gender for form in noun[2:4])


# The two sets of forms of each kind of word; what is spelt alike in both tells nothing.
FORMS: Mapping[str, Forms] = {
    "article": (frozenset({"un", "le"}), frozenset({"une", "la"})),
    "pronoun": (frozenset({"il", "ils"}), frozenset({"elle", "elles"})),
    "adjective": (MASCULINE - FEMININE, FEMININE - MASCULINE),
    "noun": (_nouns("m"), _nouns("f")),
    "verb": (frozenset(verb.one for verb in VERBS), frozenset(verb.many for verb in VERBS)),
    "was": (frozenset({"était"}), frozenset({"étaient"})),
}
CLASSES = ("article", "adjective before", "adjective after", "pronoun", "noun", "verb")
# What is cut: what the hole cannot look at, and in the last two what reaches it by no detour through other words.
WAYS = ("nothing", "its word", "all that agree", "all that agree, detours too", "all others, detours too")


class Hole(NamedTuple):
    """A word that is hidden.

    Attributes
    ----------
    words
        The French words, none of them hidden.
    at
        Its place.
    kind
        The kind of word: article, noun …
    right
        Which of the two sets of forms it is of: 0 or 1; None where its form tells nothing.
    word
        The place of the word that it agrees with: its noun, a noun's article.
    agrees
        The places of all others that agree with it, or with what it agrees with.
    """

    words: list[str]
    at: int
    kind: str
    right: int | None
    word: int
    agrees: list[int]

    def named(self) -> str:
        """Return its class out of :data:`CLASSES`; none where its form tells nothing."""
        if self.right is None:
            return ""
        if self.kind == "adjective":
            return f"adjective {'before' if self.at < self.word else 'after'}"
        return "verb" if self.kind == "was" else self.kind

    def sets(self) -> list[list[int]]:
        """Return the numbers of the words of either set of forms; of none where such a word has no such forms."""
        return [[WORDS.index(word) for word in sorted(forms)] for forms in FORMS.get(self.kind, ())]

    def row(self, hidden: int = 0) -> list[int]:
        """Return the numbers of the words, the hole's its own."""
        return [hidden if n == self.at else WORDS.index(word) for n, word in enumerate(self.words)]

    def others(self) -> list[int]:
        """Return the places of the words that do not agree with it."""
        return [n for n in range(len(self.words)) if n != self.at and n not in self.agrees]

    def cut(self, way: int) -> list[int]:
        """Return the places that it cannot look at in one of :data:`WAYS`."""
        return [[], [self.word], self.agrees, self.agrees, self.others()][way]

    def changes(self, way: int) -> list[dict[str, Any]]:
        """Return the interventions of one of :data:`WAYS`, in all heads of all layers."""
        blind = [self.at, *[[], [], [], self.others(), self.agrees][way]]
        edges = [[query, key] for query in blind for key in self.cut(way)]
        return [{"kind": "KnockOut", "edges": edges, "layers": None, "heads": None}] if edges else []


def hole_of(sentence: Sentence, at: int) -> Hole:
    """Return the hole in one place of a sentence's French words."""
    said = sentence.french()
    words, kind = [word.text for word in said], said[at].kind
    verb = next(n for n, word in enumerate(said) if word.kind == "verb")
    end = next((n for n, word in enumerate(said) if word.kind == "and"), len(said))
    parts = [[*range(verb + 1), *range(end + 1, len(said))], list(range(verb + 1, end))]  # of the subject, the object
    own = next((part for part in parts if at in part), [])
    noun = next((n for n in own if said[n].kind == "noun"), at)
    right = next((n for n, forms in enumerate(FORMS.get(kind, ())) if words[at] in forms), None)
    return Hole(words, at, kind, right, own[0] if noun == at and own else noun, [n for n in own if n != at])


def usual_hole(sentence: Sentence) -> int:
    """Return the place of the first article that has a gender; of the first word where none has."""
    said = sentence.french()
    articles = (n for n, word in enumerate(said) if word.kind == "article" and hole_of(sentence, n).right is not None)
    return next(articles, 0)
