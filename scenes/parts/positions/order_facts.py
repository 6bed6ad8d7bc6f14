"""Two orders of the same words: how the second is found, which token is where, and the pair of words that is moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called

OTHER = "other"  # the trace of the second order
BLIND = 1e-5  # of a vector's length: what rounding may change


def another_order(text: str) -> str:
    """Return the text with the first third of what lies between its first and its last word where the last third is.

    Three words or fewer there are put into reverse order. A UserError where nothing changes.
    """
    first, *inner, last = words if len(words := text.split()) > 1 else [*words, ""]
    third = len(inner) // 3
    moved = [*inner[-third:], *inner[third:-third], *inner[:third]] if third > 1 else inner[::-1]
    moved = moved if moved != inner else inner[::-1]
    if moved == inner:
        raise UserError(f"text={text!r} has no other order: give two different words between its first and its last.")
    return " ".join([first, *moved, last])


@dataclass(frozen=True)
class OrderFacts:
    """What the scene speaks of.

    Attributes
    ----------
    tokens, others
        The tokens of both orders, the model's first token included.
    partners
        For each token of the first order its place in the second.
    apart
        ``[L, 3]``: how far the last token's vector differs between both, in parts of its length.
    query, key
        The two tokens that are moved apart: the head's largest weight on the word before.
    """

    bundle: Bundle
    tokens: list[Token]
    others: list[Token]
    partners: list[int]
    apart: Reading
    query: int
    key: int

    @classmethod
    def of(cls, scene: AttentionScene) -> OrderFacts:
        bundle = scene.bundle
        tokens, others = bundle.tokens(), bundle.tokens(OTHER)
        pattern = bundle.read("pattern", *bundle.chosen_head())
        before = [float(pattern[query, query - 1]) for query in range(2, len(tokens))]
        query = int(np.argmax(before)) + 2
        return cls(bundle, tokens, others, _partners(tokens, others), bundle.probe("order.apart"), query, query - 1)

    @property
    def last(self) -> str:
        return called(self.tokens, len(self.tokens) - 1)

    def scores(self) -> Reading:
        """Return the pair's scores at other distances, ``[E, N]``: see ``model/decoder/far_scores.py``."""
        return self.bundle.read("far_scores", *self.bundle.chosen_head(), self.query, self.key)


def _partners(tokens: list[Token], others: list[Token]) -> list[int]:
    """Return the place of each token in the other order: of alike ones the first stands for the first."""
    left = {place: token.id for place, token in enumerate(others)}
    found = []
    for token in tokens:
        place = next(place for place, number in left.items() if number == token.id)
        del left[place]
        found.append(place)
    return found
