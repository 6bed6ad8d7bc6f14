"""Numbers of small nets that nobody trained, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class NetSize:
    """How large a net is: numbers a word, layers, heads, words that it knows; and the seed of its numbers."""

    width: int
    layers: int
    heads: int
    words: int
    seed: int

    def matrices(self, count: int) -> list[Tensor]:
        """Return ``count`` square maps, as large as keep a vector's size, the same ones each time."""
        drawn = torch.Generator().manual_seed(self.seed)
        return [torch.randn(self.width, self.width, generator=drawn) * self.width**-0.5 for _ in range(count)]

    def table(self) -> Tensor:
        """Return a vector for each word ``[V, D]``, by which words are read and said."""
        drawn = torch.Generator().manual_seed(self.seed + 1)
        return torch.randn(self.words, self.width, generator=drawn)

    def text(self, count: int) -> Tensor:
        """Return the vectors of so many words, one word after the other."""
        return self.table()[torch.arange(count) % self.words]
