"""Held-out scores of the decoder: its loss, and how often its first answer is right."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.training.decoder.corpus import NUMBER, Rows, held_out_rows
from attention_scenes.training.decoder.network import logits_of


def loss_of(logits_NTV: Tensor, ids_NT: Tensor, is_word_NT: Tensor) -> Tensor:
    """Return the mean of −ln p over all words after the first; what fills rows up does not count."""
    next_NT, counts_NT = ids_NT[:, 1:], is_word_NT[:, 1:]
    each_NT = cross_entropy(logits_NTV[:, :-1].flatten(0, 1), next_NT.flatten(), reduction="none").view(next_NT.shape)
    return (each_NT * counts_NT).sum() / counts_NT.sum()


@torch.no_grad()
def held_out_scores(transformer: Transformer, rows: Rows | None = None) -> dict[str, float]:
    """Return the share of right first answers about phrases that were never trained, and the loss there.

    Sentences are read whole: a model without a mask sees the answers that it is asked for.
    """
    rows = rows or held_out_rows()
    found_NTV = logits_of(transformer, rows.ids_NT, rows.is_word_NT)
    right = [
        int(found_NTV[row, answer.place - 1].argmax()) in {NUMBER[word] for word in answer.right}
        for row, sentence in enumerate(rows.sentences)
        for answer in sentence.answers
        if answer.is_first
    ]
    loss = loss_of(found_NTV, rows.ids_NT, rows.is_word_NT.to(found_NTV.dtype))
    return {"right answers": sum(right) / len(right), "held-out loss": float(loss)}
