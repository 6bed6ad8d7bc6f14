"""Held-out scores of the translator: sentences that it translates word for word, and its loss."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder
from attention_scenes.model.translator.probed_translator import greedy
from attention_scenes.training.translator.pair_corpus import Pairs, held_out_pairs


def loss_of(model: EncoderDecoder, pairs: Pairs) -> Tensor:
    """Return the mean of −ln p over all words that are said, the end among them; what fills rows up does not count."""
    encoded_NSD = model.encode(pairs.read_NS, pairs.is_read_NS)
    logits_NTV = model.decode(pairs.said_NT[:, :-1], encoded_NSD, pairs.is_read_NS)
    counts_NT = pairs.is_said_NT[:, 1:]
    return cross_entropy(logits_NTV[counts_NT], pairs.said_NT[:, 1:][counts_NT])


@torch.no_grad()
def held_out_scores(model: EncoderDecoder) -> dict[str, float]:
    """Return the share of held-out sentences that are translated word for word, and the loss there."""
    pairs = held_out_pairs()
    said = greedy(model, pairs.read_NS, pairs.is_read_NS)
    rows, lengths_N = pairs.said_NT.tolist(), pairs.is_said_NT.sum(1).tolist()
    right = sum(one == row[1:length] for one, row, length in zip(said, rows, lengths_N, strict=True))
    return {"exact translations": right / len(said), "held-out loss": float(loss_of(model, pairs))}
