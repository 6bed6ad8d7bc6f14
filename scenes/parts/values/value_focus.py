"""One head and the word that receives its values: weights, the word read most, the update."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.values.values_data import beside


@dataclass(frozen=True)
class ValueFocus:
    """A head on a sentence, the ``query`` that receives, and the key it weighs most, its ``partner``."""

    bundle: Bundle
    tokens: list[Token]
    layer: int
    head: int
    beside: tuple[int, int]  # the head to compare it with
    query: int
    partner: int
    weights: Reading
    update: Reading

    @classmethod
    def of(cls, scene: AttentionScene) -> ValueFocus:
        bundle, (layer, head) = scene.bundle, scene.bundle.chosen_head()
        query = len(bundle.tokens("at")) - 1
        weights, update = bundle.read("pattern", layer, head, query), bundle.read("result", layer, head, query)
        partner = int(weights.value[: query + 1].argmax())
        other = beside(scene.params, bundle)
        return cls(bundle, bundle.tokens(), layer, head, other, query, partner, weights, update)

    @property
    def kv_head(self) -> int:
        """Key and value head that the head uses."""
        return self.bundle.kv_head(self.head)

    def word(self, index: int) -> str:
        return called(self.tokens, index)

    def weight_of(self, word: str, trace: str) -> Reading | None:
        """Return the weight of the word read most in one of the texts; None where that is another word."""
        tokens = self.bundle.tokens(trace)
        last = self.query if not trace else len(tokens) - 1  # the text with the other word ends where it is received
        weights = self.bundle.read("pattern", self.layer, self.head, last, trace=trace)
        most = int(weights.value[: last + 1].argmax())
        return weights[most] if called(tokens, most) == word else None

    def step(self, axis: str, phrase: int) -> tuple[Reading, Reading]:
        """Return where the word stands on an axis before this head, and how far the head moves it.

        On the ruler 1 is the mean of nouns called so, 0 that of the same nouns called by (other) colours.
        """
        before = self.bundle.probe(f"{axis}.before", phrase, self.layer) + constant(0.5)
        return before, self.bundle.probe(f"{axis}.by_head", phrase, self.layer, self.head)


def most_weighted(weights: np.ndarray, focus: int, count: int) -> list[int]:
    """Return the ``count`` keys with the largest weights, in the order of the sentence."""
    return sorted(sorted(range(focus + 1), key=lambda k: -weights[k])[:count])
