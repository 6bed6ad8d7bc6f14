"""The nets that probes of waiting ask: how large they are, and which seed draws their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.model.nets.drawn import NetSize


@dataclass(frozen=True, kw_only=True)
class AskedNets:
    """What a probe asks nets of.

    Parameters
    ----------
    width, layers, heads, words, seed
        Of each net: numbers a word, layers, heads, words that it knows; the seed of its numbers.
    """

    width: int = 64
    layers: int = 2
    heads: int = 4
    words: int = 64
    seed: int = 0

    @property
    def net_size(self) -> NetSize:
        from attention_scenes.model.nets.drawn import NetSize  # it imports torch

        return NetSize(self.width, self.layers, self.heads, self.words, self.seed)
