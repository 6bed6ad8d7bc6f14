"""One translation, the head that is shown, and what was counted, as the beats of cross-attention show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.token_names import word_of

MODELS = {"translator": "ours:translator", "decoder-values": "ours:values-from-decoder"}
SHOWN, OTHER = MODELS  # the translator, and the run whose values are the decoder's own
START, END = "<s>", "</s>"  # as the model spells them
NOTHING, OWN, NEXT, FAR = range(4)  # what is cut: rows of the probes' arrays
ADJECTIVE = 0  # the first kind of word that is counted


@dataclass(frozen=True)
class TranslationFacts:
    """What a translator said of one sentence.

    Attributes
    ----------
    bundle
        Of the translator.
    other
        Of the run whose cross-attention takes its values from the decoder.
    head
        Layer and head: that which most often looks most at the right English word, before held-out adjectives.
    row
        The place whose arc is cut.
    """

    bundle: Bundle
    other: Bundle
    head: tuple[int, int]
    row: int

    @classmethod
    def of(cls, bundles: Mapping[str, Bundle], cut: str) -> TranslationFacts:
        bundle = bundles[SHOWN]
        looks = bundle.probe("translator_scores.looks").value
        best = np.lexsort((-looks.sum(-1).ravel(), -looks[..., ADJECTIVE].ravel()))[0]
        layer, head = np.unravel_index(best, looks.shape[:2])
        return cls(bundle, bundles[OTHER], (int(layer), int(head)), row_of(bundle, cut))

    # -- words ------------------------------------------------------------------------------------------

    @property
    def _said(self) -> Mapping[str, Any]:
        facts: Mapping[str, Any] = self.bundle.meta["probes"]["translation"]
        return facts

    @property
    def english(self) -> list[str]:
        return list(self._said["reads"])

    @property
    def french(self) -> list[str]:
        """What was said, the end left out."""
        return list(self._said["says"])

    @property
    def before(self) -> list[str]:
        """The words that places stand on: the start, then all that was said."""
        return [word_of(word) for word in (START, *self.french)]

    @property
    def said(self) -> list[str]:
        """What each place says, the end last."""
        return [word_of(word) for word in (*self.french, END)]

    @property
    def places(self) -> list[int]:
        """Of each French word the place of the English one that it stands for."""
        return list(self._said["places"])

    def own(self, row: int) -> str:
        """Return the English word that a French one stands for."""
        return self.english[self.places[row]]

    def when_cut(self, way: int) -> str:
        """Return what is said at the place whose arc is cut: with nothing cut, its own word's arc, another one's."""
        return word_of(self.bundle.meta["probes"]["cross_cut"]["words"][way][self.row])

    def cut_place(self, way: int) -> int:
        """Return the place of the English word whose arc a way cuts."""
        return int(float(self.bundle.probe("cross_cut.cut", way - 1, self.row)))

    # -- numbers ----------------------------------------------------------------------------------------

    @property
    def pattern(self) -> Reading:
        """The head's weights ``[N, S]``."""
        return self.bundle.probe("translation.pattern", *self.head)

    def weight(self, row: int) -> Reading:
        """Return the weight on the English word that a French one stands for."""
        return self.pattern[row, self.places[row]]

    @cached_property
    def heads(self) -> list[tuple[int, int]]:
        """All heads of cross-attention, the one that is shown first."""
        layers, heads = self.bundle.probe("translation.pattern").shape[:2]
        every = [(layer, head) for layer in range(layers) for head in range(heads)]
        return [self.head, *(each for each in every if each != self.head)]

    @property
    def how_many_heads(self) -> tuple[str, Reading]:
        """Their number, as it is written, and its Reading."""
        return grouped(self.bundle.count("n_layers") * self.bundle.count("n_heads"))

    def patterns(self) -> Reading:
        """Return the weights of all heads ``[A, N, S]``, the one that is shown first."""
        places, words = self.pattern.shape
        every = [self.bundle.probe("translation.pattern", *head).reshape(1, -1) for head in self.heads]
        return join(every).reshape(len(every), places, words)

    @property
    def crossing(self) -> tuple[int, int] | None:
        """A noun and the adjective said after it, whose English words stand the other way round; None without."""
        kinds = self._said["kinds"]
        for one, other in pairwise(range(len(self.places))):
            if (kinds[one], kinds[other]) == ("noun", "adjective") and self.places[one] > self.places[other]:
                return one, other
        return None

    def finds(self, row: int) -> bool:
        """Return whether the head looks most at the English word that a French one stands for."""
        return int(self.pattern.value[row].argmax()) == self.places[row]


def row_of(bundle: Bundle, cut: str) -> int:
    """Return the place whose arc is cut: that of an English word; else of an adjective, best one that hangs on it."""
    facts, said = bundle.meta["probes"]["translation"], bundle.meta["probes"]["cross_cut"]["words"]
    if cut:
        return int(facts["places"].index(facts["reads"].index(cut)))
    rows = range(len(facts["places"]))
    hang = [said[OWN][n] != said[NOTHING][n] == said[FAR][n] for n in rows]
    adjective = [kind == "adjective" for kind in facts["kinds"]]
    noun = [kind == "noun" for kind in facts["kinds"]]
    return max(rows, key=lambda n: (adjective[n], noun[n], hang[n], -n))
