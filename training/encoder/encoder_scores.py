"""Held-out scores of the encoder: the gender of articles that are hidden, and the loss of words that are."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.training.decoder.network import logits_of
from attention_scenes.training.encoder.hidden_words import held_out, hide

MASCULINE, FEMININE = ([WORDS.index(word) for word in pair] for pair in (("un", "le"), ("une", "la")))
HIDDEN_SEED = 9  # draws which held-out words are hidden for the loss


def loss_of(model: Transformer, ids_NT: Tensor, is_word_NT: Tensor, source: torch.Generator) -> Tensor:
    """Return the mean of −ln p over words that are hidden."""
    with_holes_NT, is_hidden_NT = hide(ids_NT, is_word_NT, source)
    return cross_entropy(logits_of(model, with_holes_NT, is_word_NT)[is_hidden_NT], ids_NT[is_hidden_NT])


@torch.no_grad()
def held_out_scores(model: Transformer) -> dict[str, float]:
    """Return the share of hidden articles, each alone, whose gender is likelier than the other, and the loss."""
    ids_NT, is_word_NT = held_out()
    is_one_NT = torch.isin(ids_NT, torch.tensor([*MASCULINE, *FEMININE])) & is_word_NT
    row_A, at_A = is_one_NT.nonzero(as_tuple=True)
    ids_AT, all_A = ids_NT[row_A], torch.arange(len(row_A))
    is_feminine_A = torch.isin(ids_AT[all_A, at_A], torch.tensor(FEMININE))
    ids_AT[all_A, at_A] = WORDS.index(HOLE)
    chance_AV = logits_of(model, ids_AT, is_word_NT[row_A])[all_A, at_A].softmax(-1)
    says_feminine_A = chance_AV[:, FEMININE].sum(1) > chance_AV[:, MASCULINE].sum(1)
    loss = loss_of(model, ids_NT, is_word_NT, torch.Generator().manual_seed(HIDDEN_SEED))
    right = float((says_feminine_A == is_feminine_A).double().mean())
    return {"right genders": right, "held-out loss": float(loss)}
