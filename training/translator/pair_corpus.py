"""Sentences and their translations as rows of numbers: those that are trained on, and those that are not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

import torch
from torch import Tensor

from attention_scenes.model.probes.translation.grammar import MOST_READ, MOST_SAID, Sentence, draw
from attention_scenes.model.probes.translation.lexicon import END, ENGLISH, FRENCH, START

READ_NUMBER = {word: number for number, word in enumerate(ENGLISH)}
SAID_NUMBER = {word: number for number, word in enumerate(FRENCH)}
# Each set of sentences is drawn from a seed of its own.
TRAINED, TRAINED_SEED = 20_000, 1000
HELD_OUT, HELD_OUT_SEED = 300, 8


@dataclass(frozen=True)
class Pairs:
    """Sentences that are read, ``read_NS``, and what is to be said, ``said_NT``, from the start to the end.

    Rows are filled up with zeros; ``is_read_NS`` and ``is_said_NT`` say which numbers are words.
    """

    read_NS: Tensor
    is_read_NS: Tensor
    said_NT: Tensor
    is_said_NT: Tensor

    def some(self, numbers_N: Tensor) -> Pairs:
        """Return some of the pairs, cut where the longest of them ends."""
        read_N, said_N = (is_word[numbers_N].sum(1).max() for is_word in (self.is_read_NS, self.is_said_NT))
        return Pairs(
            self.read_NS[numbers_N, :read_N], self.is_read_NS[numbers_N, :read_N],
            self.said_NT[numbers_N, :said_N], self.is_said_NT[numbers_N, :said_N],
        )  # fmt: skip


def pairs(sentences: list[Sentence]) -> Pairs:
    """Return sentences and their translations as rows of numbers."""
    read = [[READ_NUMBER[word] for word in each.english()] for each in sentences]
    said = [[SAID_NUMBER[word] for word in (START, *(w.text for w in each.french()), END)] for each in sentences]
    return Pairs(*_filled_up(read, MOST_READ), *_filled_up(said, MOST_SAID + 2))


def _filled_up(rows: list[list[int]], longest: int) -> tuple[Tensor, Tensor]:
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    return ids, torch.arange(longest) < torch.tensor([[len(row)] for row in rows])


@cache
def trained() -> Pairs:
    """Return the pairs that batches are drawn from."""
    source = Random(TRAINED_SEED)
    return pairs([draw(source) for _ in range(TRAINED)])


@cache
def held_out_pairs() -> Pairs:
    """Return pairs whose adjectives training never shows with their nouns."""
    return pairs(held_out_sentences())


def held_out_sentences() -> list[Sentence]:
    """Return the sentences of :func:`held_out_pairs`."""
    source = Random(HELD_OUT_SEED)
    return [draw(source, never_trained=True) for _ in range(HELD_OUT)]
