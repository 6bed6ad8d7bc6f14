"""What the trained decoder does, head by head: where it looks, and what is left where it cannot look there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from attention_scenes.model.decoder.hooks import Hook, unchanged
from attention_scenes.model.decoder.transformer import Transformer, open_logits
from attention_scenes.training.decoder.corpus import PLACES, of_one_form

SENTENCES = 300
# In sentences of one form: other words one back and two back, of a verb, determiners and the full stop.
OTHERS = {1: ((5, 4), (6, 5), (9, 8), (12, 11)), 2: ((5, 3), (6, 4), (9, 7), (12, 10))}


@dataclass(frozen=True)
class Findings:
    """What heads do in sentences with a phrase that was never trained, and what is left without it.

    Attributes
    ----------
    right
        How often the first answer is an adjective of the noun that was asked about.
    gathers_LH, others_LH
        Weight of the noun on its two adjectives; of other words on what stands in the same two places, the control.
    looks_up_LH
        Weight of the noun in the question on the same noun before it.
    without_adjectives
        ``right`` where the noun cannot look at its adjectives in the first layer.
    without_look_up
        ``right`` where the noun of the question cannot look at itself in the second layer.
    control
        ``right`` where the noun cannot look at the two words before its adjectives in the first layer.
    """

    right: float
    gathers_LH: Tensor
    others_LH: Tensor
    looks_up_LH: Tensor
    without_adjectives: float
    without_look_up: float
    control: float


@torch.no_grad()
def findings(transformer: Transformer, count: int = SENTENCES) -> Findings:
    """Measure what heads do in so many sentences."""
    ids_NT, noun, asked = of_one_form(count), PLACES["noun"], PLACES["asked"]
    pattern_LHTT = mean_patterns(transformer, ids_NT)
    own = [(noun, PLACES["near"]), (noun, PLACES["far"])]
    others = [sum(pattern_LHTT[..., query, key] for query, key in edges) / len(edges) for edges in OTHERS.values()]

    def without(layer: int, *edges: tuple[int, int]) -> float:
        return answers_right(transformer, ids_NT, Cut(edges, layer))

    return Findings(
        answers_right(transformer, ids_NT),
        sum((pattern_LHTT[..., query, key] for query, key in own), torch.zeros(())),
        sum(others, torch.zeros(())),
        pattern_LHTT[..., asked, noun],
        without(0, *own), without(1, (asked, noun)), without(0, (noun, 0), (noun, 1)),
    )  # fmt: skip


class Cut:
    """A hook that sets scores to −∞: those queries of those heads cannot look at those keys.

    Parameters
    ----------
    edges
        Places of a query and of a key, as positions in a sentence.
    layer
        The layer that they are cut in.
    heads
        In these heads, or in all.
    """

    def __init__(self, edges: Sequence[tuple[int, int]], layer: int, heads: Sequence[int] | None = None) -> None:
        self.edges, self.layer, self.heads = edges, layer, heads

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name != "attn_scores" or layer != self.layer:
            return array
        array = array.clone()
        for query, key in self.edges:
            for head in range(array.shape[-3]) if self.heads is None else self.heads:
                array[..., head, query, key] = -torch.inf
        return array


@torch.no_grad()
def answers_right(transformer: Transformer, ids_NT: Tensor, hook: Hook = unchanged) -> float:
    """Return how often the answer to sentences of one form is an adjective of the noun that was asked about."""
    asked = PLACES["asked"]
    said_N = open_logits(transformer, ids_NT[:, : asked + 1], hook)[:, -1].argmax(-1)
    return float(((said_N == ids_NT[:, PLACES["far"]]) | (said_N == ids_NT[:, PLACES["near"]])).double().mean())


@torch.no_grad()
def mean_patterns(transformer: Transformer, ids_NT: Tensor) -> Tensor:
    """Return the weights ``pattern_LHTT`` of all heads, a mean over sentences of one form."""
    kept: list[Tensor] = []

    def keep(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name == "pattern":
            kept.append(array.mean(0))
        return array

    open_logits(transformer, ids_NT, keep)
    return torch.stack(kept)
