"""A noun with a colour, such as the creature: its colour and fur are places on axes that other sentences measured."""

from __future__ import annotations

import re
from dataclasses import dataclass

from attention_scenes.model.probes.attributes import AttributeProbe
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.scenes.framework.pattern_claims import known_adjectives

DRAWN = "creature"  # the noun that there is a drawing of: any other stays a bead
MOST_ADJECTIVES = 4


@dataclass(frozen=True)
class CreaturePhrase:
    """A sentence up to a noun with a colour, as it is, with other words for the adjectives, and without any."""

    text: str
    other: str
    plain: str
    colour: str
    adjectives: str
    other_words: str
    noun: str = DRAWN

    @classmethod
    def of(cls, sentence: str, instead: str, noun: str = DRAWN) -> CreaturePhrase | None:
        """Return it, with as many words of ``instead`` as it has adjectives; None for no noun of a known colour."""
        words = [bare(word).lower() for word in sentence.split()]
        if noun.lower() not in words:
            return None
        colours, known = set(probe_sentences()["attribute"]["colours"]), known_before_nouns()
        at = words.index(noun.lower())
        first = at
        while first and words[first - 1] in known:
            first -= 1
        found = [word for word in words[first:at] if word in colours]
        if len(found) != 1 or at - first > MOST_ADJECTIVES:
            return None
        before, others = sentence.split()[:first], instead.split()[: at - first]
        if len(others) < at - first:
            return None
        own, name = sentence.split()[first:at], bare(sentence.split()[at])
        text, other, plain = (" ".join([*before, *between, name]) for between in (own, others, ()))
        return cls(text, other, plain, found[0], " ".join(own), " ".join(others), name)

    @classmethod
    def first_of(cls, sentence: str, instead: str, noun: str = "") -> CreaturePhrase | None:
        """Return that of the creature, else of the first noun that has one; only of ``noun`` where that is given."""
        known, words = known_before_nouns(), [bare(word) for word in sentence.split()]
        nouns = [word for word in words if word and word.lower() not in known]
        wanted = [noun.strip()] if noun.strip() else [DRAWN, *nouns]
        return next((found for word in wanted if (found := cls.of(sentence, instead, word))), None)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a drawing of its noun."""
        return self.noun.lower() == DRAWN

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return (self.text, self.plain), (self.other, self.plain)

    def probe(self) -> AttributeProbe:
        return AttributeProbe(self.pairs)


def bare(word: str) -> str:
    return re.sub(r"\W", "", word)


def known_before_nouns() -> set[str]:
    """Return the adjectives that we know, in small letters."""
    lists = probe_sentences()["attribute"]
    return {*known_adjectives(), *lists["colours"], *lists["fluffy"], *lists["smooth"]}
