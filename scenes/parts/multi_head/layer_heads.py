"""The heads of one layer on a sentence: the key each weighs most, and another head that fetches another word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import word_at
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.head_focus import WORTH_TELLING, HeadFocus

MOST_CARDS = 12  # heads of a layer that can be read side by side


@dataclass(frozen=True)
class LayerHeads:
    """The heads of the chosen head's layer, on one sentence.

    Attributes
    ----------
    focus
        The chosen head and the word that is followed.
    patterns
        ``[H, T, T]``, of the layer.
    shown
        Heads that can be shown side by side.
    other
        A head of the layer that fetches another word, and the token it weighs most; None where there is none.
    """

    focus: HeadFocus
    patterns: Reading
    shown: tuple[int, ...]
    other: tuple[int, int] | None

    @classmethod
    def of(cls, scene: AttentionScene) -> LayerHeads:
        focus = HeadFocus.of(scene)
        patterns = scene.bundle.read("pattern", focus.layer)
        first = max(0, min(focus.head, len(patterns) - MOST_CARDS // 2) - MOST_CARDS // 2)
        shown = tuple(range(len(patterns)))[first : first + MOST_CARDS]
        return cls(focus, patterns, shown, _other(focus, patterns.value, shown))

    def weights(self, head: int) -> Reading:
        """Return a head's weights of the followed word, ``[T]``."""
        return self.patterns[head, self.focus.query]

    def key(self, head: int) -> int:
        """Return the token that a head's followed word weighs most, the first one aside where there is another."""
        row = self.weights(head).value[1 : self.focus.query + 1]
        return 1 + int(row.argmax()) if len(row) else 0

    def resting(self) -> list[int]:
        """Return the heads shown that give the first token more than half of the followed word's weight."""
        return [head for head in self.shown if self.weights(head).value[0] > 0.5 and self.focus.query]


def _other(focus: HeadFocus, patterns_HTT: np.ndarray, shown: tuple[int, ...]) -> tuple[int, int] | None:
    """Return the head that weighs most another adjective of the word, or another word where it has no other."""
    own, key = word_at(focus.tokens, focus.query), focus.partner
    others = [k for k in range(1, own[0]) if k not in word_at(focus.tokens, key)]
    keys = [k for k in focus.adjectives if k in others] or others
    found = [(float(patterns_HTT[h, focus.query, k]), h, k) for h in shown if h != focus.head for k in keys]
    best = [each for each in found if patterns_HTT[each[1], focus.query, 1 : own[0]].argmax() + 1 == each[2]]
    weight, head, at = max(best, default=(0.0, 0, 0))
    return (head, at) if weight >= WORTH_TELLING else None
