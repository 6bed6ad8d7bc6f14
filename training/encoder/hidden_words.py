"""French sentences as rows of numbers, and the words of them that are hidden: those of the translator's grammar."""

from __future__ import annotations

from functools import cache

import torch
from torch import Tensor

from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.model.probes.translation.lexicon import FRENCH
from attention_scenes.training.translator.pair_corpus import Pairs, held_out_pairs
from attention_scenes.training.translator.pair_corpus import trained as trained_pairs

SHARE = 0.2  # of all words, by chance; where none is, one
Rows = tuple[Tensor, Tensor]  # ids_NT, and which of them are words


@cache
def trained() -> Rows:
    """Return the sentences that batches are drawn from: what the translator learns to say."""
    return _rows(trained_pairs())


@cache
def held_out() -> Rows:
    """Return sentences whose adjectives training never shows with their nouns."""
    return _rows(held_out_pairs())


def _rows(pairs: Pairs) -> Rows:
    """Return what is said, without its start and its end, by the encoder's numbers of words."""
    number_V = torch.tensor([WORDS.index(word) if word in WORDS else 0 for word in FRENCH])
    lengths_N = pairs.is_said_NT.sum(1) - 2
    is_word_NT = torch.arange(int(lengths_N.max())) < lengths_N[:, None]
    ids_NT = number_V[pairs.said_NT[:, 1 : 1 + is_word_NT.shape[1]]]
    return torch.where(is_word_NT, ids_NT, 0), is_word_NT


def hide(ids_NT: Tensor, is_word_NT: Tensor, source: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return the rows with holes, and where they are: each row has one at least."""
    chance_NT = torch.rand(ids_NT.shape, generator=source).masked_fill(~is_word_NT, 1.0)
    is_hidden_NT = (chance_NT < SHARE) | (chance_NT == chance_NT.amin(1, keepdim=True))
    return torch.where(is_hidden_NT, WORDS.index(HOLE), ids_NT), is_hidden_NT
