"""The creature for a noun at a layer: its colour and its fur are places on two axes that other sentences measured."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.attributes import AttributeProbe
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.scenes.framework.pattern_claims import known_adjectives
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE

DRAWN = "creature"  # the noun that there is a drawing of: any other stays a bead
MOST_ADJECTIVES = 4


@dataclass(frozen=True)
class CreaturePhrase:
    """A sentence up to its creature, as it is, with other words for the adjectives, and without any."""

    text: str
    other: str
    plain: str
    colour: str
    adjectives: str
    other_words: str

    @classmethod
    def of(cls, sentence: str, instead: str) -> CreaturePhrase | None:
        """Return it, with as many words of ``instead`` as it has adjectives; None for no creature of a known colour."""
        words = [re.sub(r"\W", "", word).lower() for word in sentence.split()]
        if DRAWN not in words:
            return None
        lists, at = probe_sentences()["attribute"], words.index(DRAWN)
        known = known_adjectives() | {*lists["colours"], *lists["fluffy"], *lists["smooth"]}
        first = at
        while first and words[first - 1] in known:
            first -= 1
        colours = [word for word in words[first:at] if word in lists["colours"]]
        if len(colours) != 1 or at - first > MOST_ADJECTIVES:
            return None
        before, others = sentence.split()[:first], instead.split()[: at - first]
        if len(others) < at - first:
            return None
        own = sentence.split()[first:at]
        text, other, plain = (" ".join([*before, *between, DRAWN]) for between in (own, others, ()))
        return cls(text, other, plain, colours[0], " ".join(own), " ".join(others))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return (self.text, self.plain), (self.other, self.plain)

    def probe(self) -> AttributeProbe:
        return AttributeProbe(self.pairs)


@dataclass(frozen=True)
class Coat:
    """Where the creature's vector lies on the axes of its colour and of fluffy, ``[L+1]`` each: as measured, or 0."""

    tint: Reading
    fluff: Reading
    layers: tuple[int, ...]  # after which both axes can be counted on

    @classmethod
    def of(cls, scene: AttentionScene, colour: str, row: int = 0) -> Coat:
        """Return it for one of the pairs that were asked for."""
        read = scene.bundle.probe
        colours = list(probe_sentences()["attribute"]["colours"])
        place = read("attribute.place", row)
        sure = np.minimum(read("attribute.named").value, read("attribute.accuracy", len(colours)).value)
        sure = np.where(np.isnan(place[colours.index(colour)].value), 0.0, sure)
        order = sorted(np.flatnonzero(np.nan_to_num(sure) >= SURE).tolist(), key=lambda n: -sure[n])
        return cls(place[colours.index(colour)], place[len(colours)], tuple(order))

    @property
    def surest(self) -> int | None:
        """The layer after which colours and fluffiness are told most surely; None where they never are."""
        return self.layers[0] if self.layers else None


def creature_of(coat: Coat, layers: list[int], colour: str, height: float) -> Creature:
    """Return the creature with a state for each of some layers; 0 is before the first, where nothing has reached it."""
    return Creature(coat.tint[layers], coat.fluff[layers], colour, height)
