"""Sentences of the grammar as rows of numbers: those that are trained on, and sets that are not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

import torch
from torch import Tensor

from attention_scenes.training.decoder.grammar import (
    LONGEST,
    NOUNS,
    START,
    VERBS,
    WORDS,
    Sentence,
    adjectives,
    sentence,
)

NUMBER = {word: number for number, word in enumerate(WORDS)}
# Each set of sentences is drawn from a seed of its own.
TRAINED, TRAINED_SEED = 20_000, 1000
HELD_OUT, HELD_OUT_SEED = 250, 8
CUT, CUT_SEED = 150, 9  # sentences of one form, in which edges are cut
PLACES = {"far": 2, "near": 3, "noun": 4, "asked": 13}  # in these, by words from the start


@dataclass(frozen=True)
class Rows:
    """Sentences as numbers of words, ``ids_NT``, filled up with full stops; ``is_word_NT`` is 1 before these."""

    ids_NT: Tensor
    is_word_NT: Tensor
    sentences: tuple[Sentence, ...]


def rows(sentences: list[Sentence]) -> Rows:
    """Return sentences as rows of numbers."""
    ids_NT = torch.full((len(sentences), LONGEST), NUMBER["."])
    is_word_NT = torch.zeros(len(sentences), LONGEST)
    for row, each in enumerate(sentences):
        ids_NT[row, : len(each.words)] = torch.tensor([NUMBER[word] for word in each.words])
        is_word_NT[row, : len(each.words)] = 1
    return Rows(ids_NT, is_word_NT, tuple(sentences))


@cache
def trained() -> Rows:
    """Return the sentences that batches are drawn from."""
    source = Random(TRAINED_SEED)
    return rows([sentence(source) for _ in range(TRAINED)])


@cache
def held_out_rows() -> Rows:
    """Return sentences that ask for a phrase which training never shows."""
    source = Random(HELD_OUT_SEED)
    return rows([sentence(source, never_trained=True) for _ in range(HELD_OUT)])


@cache
def of_one_form(count: int = CUT) -> Tensor:
    """Return sentences in which every word has its place (:data:`PLACES`); the first phrase is never trained.

    ``<bos> a FAR NEAR NOUN verb the adjective noun . how was the NOUN``, and the answers after it.
    """
    source, made = Random(CUT_SEED), list[list[str]]()
    while len(made) < count:
        first = source.choice(NOUNS)
        other = source.choice([noun for noun in NOUNS if noun != first])
        two = adjectives(source, first, 2, never_trained=True)
        [one] = adjectives(source, other, 1, False, two)
        words = [START, "a", *two, first, source.choice(VERBS), "the", one, other, "."]
        made.append([*words, "how", "was", "the", first, two[0], "and", two[1]])
    return torch.tensor([[NUMBER[word] for word in words] for words in made])
