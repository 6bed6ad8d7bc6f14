"""Describe what each head was measured to do, with the numbers; "no simple name" if nothing fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.leaks import LeakProbe

PROBES = (AdjectiveProbe(), LeakProbe())
PREFERS = 0.2  # of a weight, both distances together: from here on a head counts as one that prefers adjectives
PARTLY = 0.02  # of a weight: less than this at one of the distances is no preference there
MOSTLY = 0.5  # of a weight
CARRIES = 0.3  # by how much the cosine with the right colour exceeds that with the others


@dataclass(frozen=True)
class HeadMeasures:
    """What the probes found for one head; see :mod:`model.probes.adjectives` and :mod:`model.probes.leaks`."""

    look: float
    control: float
    look2: float
    control2: float
    carry: float
    carry_control: float
    leak: float
    even: float

    def names(self) -> list[str]:
        """Return names that fit this head, each with its numbers and their controls."""
        return [*self._prefers_adjectives(), *self._looks_back(), *self._carries(), *self._looks_ahead()]

    def why_none(self) -> str:
        """Return what was looked for and not found."""
        return (
            f"No simple name: adjectives before their noun get {self.look + self.look2:.2f} of its weight, other words "
            f"there {self.control + self.control2:.2f}."
        )

    def _prefers_adjectives(self) -> list[str]:
        one, two = self.look - self.control, self.look2 - self.control2
        if one + two < PREFERS or min(one, two) < PARTLY:
            return []
        return [
            f"Prefers a noun’s adjectives: {self.look:.2f} of its weight one word back and {self.look2:.2f} two back, "
            f"where other words there get {self.control:.2f} and {self.control2:.2f}."
        ]

    def _looks_back(self) -> list[str]:
        if min(self.look, self.control) < MOSTLY:
            return []
        return [
            f"Looks one word back: {self.look:.2f} of its weight on an adjective, {self.control:.2f} on other words."
        ]

    def _carries(self) -> list[str]:
        if self.carry - self.carry_control < CARRIES:
            return []
        return [
            f"Carries a colour to its noun: cosine {self.carry:.2f} with that colour’s direction, "
            f"{self.carry_control:.2f} with others’."
        ]

    def _looks_ahead(self) -> list[str]:
        if self.leak < self.even:
            return []
        return [
            f"Would look ahead: without the mask {self.leak:.2f} of its weight goes to later words, "
            f"{self.even:.2f} if it weighed all alike."
        ]


def measured_lines(bundle: Bundle) -> list[list[list[str]]]:
    """Return for each head of each layer what it may be called and on how many sentences that was measured."""
    facts = bundle.meta["probes"]
    counts = [facts["adjective"][key] for key in ("sentences", "controls", "carry_sentences")]
    source = f"Measured on {sum(counts) + facts['leak']['sentences']} English sentences, other than this one."
    heads = range(bundle.meta["n_heads"])
    return [
        [_lines(_measures(bundle, layer, head), source) for head in heads] for layer in range(bundle.meta["n_layers"])
    ]


def pattern_lines(bundle: Bundle) -> list[list[str]]:
    """Return for each head of each layer which word of the sentence looks most at which other one.

    The model's first token, at which many heads look, and each word itself are left aside.
    """
    pattern_LHTT = bundle.arrays["pattern"]
    n_layers, n_heads, n_tokens, _ = pattern_LHTT.shape
    others_TT = np.tril(np.ones((n_tokens, n_tokens), bool), -1)
    others_TT[:, 0] = False
    if not others_TT.any():
        return [[""] * n_heads for _ in range(n_layers)]
    best_LH = np.where(others_TT, pattern_LHTT, -1).reshape(n_layers, n_heads, -1).argmax(-1)
    words = _words(bundle.tokens())

    def line(layer: int, head: int) -> str:
        query, key = divmod(int(best_LH[layer, head]), n_tokens)
        weight, start = pattern_LHTT[layer, head, query, key], pattern_LHTT[layer, head, 1:, 0].mean()
        here = f"Here “{words[query]}” looks most at “{words[key]}”: {weight:.2f}."
        return f"{here} The start token gets {start:.2f} on average."

    return [[line(layer, head) for head in range(n_heads)] for layer in range(n_layers)]


def _words(tokens: list[Token]) -> list[str]:
    """The tokens as they are read; one that goes on with the word before it begins with an ellipsis."""
    before = [None, *(token.word for token in tokens)]
    return [
        ("…\u2060" if token.word == word else "") + token.text.strip()
        for token, word in zip(tokens, before, strict=False)
    ]


def _measures(bundle: Bundle, layer: int, head: int) -> HeadMeasures:
    def of(name: str) -> float:
        return float(bundle.arrays[f"probe:{name}"][layer, head])

    read = ("look", "control", "look2", "control2", "carry", "carry_control")
    even = float(bundle.arrays["probe:leak.even"][0])
    return HeadMeasures(**{name: of(f"adjective.{name}") for name in read}, leak=of("leak.leak"), even=even)


def _lines(measures: HeadMeasures, source: str) -> list[str]:
    return [*(measures.names() or [measures.why_none()]), source]
