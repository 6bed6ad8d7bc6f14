"""What the heads of one layer bring to one word, what the output matrix makes of it, and both ways of adding it up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.pattern_claims import find_word, nouns_with_adjectives
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called, words_of

MOST_ROWS = 12  # heads that can be read below each other; the others are one row
DECIMALS = 3  # of the entries that are shown


@dataclass(frozen=True)
class HeadOutputs:
    """The heads of one layer at one word.

    Attributes
    ----------
    query
        The word's last token.
    slices, strips, updates, lengths
        ``[H, K]``, ``[D, K]`` of each, ``[H, D]``, ``[H]``: what a head brings, its part of the output matrix, what
        both make, how long that is.
    at_once
        ``[D]``, what the model makes of all slices side by side, in one product; a bias, where it has one, is in it.
    before
        ``[D]``, the word as it enters the layer.
    """

    bundle: Bundle
    tokens: list[Token]
    layer: int
    query: int
    slices: Reading
    strips: tuple[Reading, ...]
    updates: Reading
    lengths: Reading
    at_once: Reading
    before: Reading

    @classmethod
    def of(cls, scene: AttentionScene, query: int | None = None, trace: str = "") -> HeadOutputs:
        """Return those at a token of a trace; at the one that the scene's parameter ``word`` names, where None."""
        bundle, tokens = scene.bundle, scene.bundle.tokens(trace)
        layer, heads = bundle.chosen_head()[0], range(bundle.meta["n_heads"])
        query = followed(tokens, scene.params.word) if query is None else query

        def read(name: str, *index: int) -> Reading:
            return bundle.read(name, layer, *index, query, trace=trace)

        return cls(
            bundle, tokens, layer, query,
            _stacked([read("z", head) for head in heads]),
            tuple(bundle.read("W_O", layer, head) for head in heads),
            _stacked([read("result", head) for head in heads]),
            join([read("result_norm", head) for head in heads]),
            read("attn_out"), read("resid_pre"),
        )  # fmt: skip

    @property
    def word(self) -> str:
        return called(self.tokens, self.query)

    @property
    def count(self) -> int:
        return len(self.strips)

    @property
    def is_biased(self) -> bool:
        """Whether the output matrix adds a bias of its own."""
        return "o" in self.bundle.meta["biased"]

    def values(self) -> Reading:
        """Return the value tables of the layer, ``[G, T, K]``."""
        tables = [self.bundle.read("v", self.layer, group) for group in range(self.bundle.meta["n_kv_heads"])]
        return join(tables).reshape(len(tables), *tables[0].shape)

    def added(self, entry: int) -> Reading:
        """Return the sum over heads of one entry of what each adds."""
        return self.updates[:, entry].sum()

    def summed(self) -> np.ndarray:
        """Return the sum over heads of what each adds, ``[D]``, in 32-bit numbers as the model computes."""
        return self.updates.value.astype(np.float32).sum(axis=0).astype(np.float64)

    def apart(self) -> np.ndarray:
        """Return by how much the model's way is ahead of the sum over heads at every token, ``[T, D]``."""
        heads = [self.bundle.read("result", self.layer, head).value for head in range(self.count)]
        return self.bundle.read("attn_out", self.layer).value - np.sum(heads, axis=0)

    @property
    def named(self) -> int:
        """How many heads have a row of their own where one entry is added up."""
        return self.count if self.count <= MOST_ROWS else MOST_ROWS - 1

    def entry_parts(self, entry: int) -> list[tuple[str, Reading]]:
        """Return what adds up to one entry: a name and a number for each head, and for the bias where there is one."""
        column = self.updates[:, entry]
        most = self.named
        parts = [(label_text("head {head}", head=head), column[head]) for head in range(most)]
        if most < self.count:
            parts.append((label_text("{count} more heads", count=self.count - most), column[most:].sum()))
        if self.is_biased:
            parts.append((label_text("bias"), self.at_once[entry] - column.sum()))
        return parts

    def outvoted(self) -> np.ndarray:
        """Return for each entry by how many heads more than half have the other sign than the sum, ``[D]``.

        Where a bias turns the sum's sign, none is outvoted by heads alone.
        """
        signs = np.sign(self.summed())
        against = (np.sign(self.updates.value) == -signs).sum(axis=0)
        return np.where(signs == np.sign(self.at_once.value), against - self.count / 2, -self.count)

    def worked(self) -> int:
        """Return the entry to work through: where most heads have the other sign than the sum has."""
        return int(self.outvoted().argmax())


def followed(tokens: list[Token], word: str) -> int:
    """Return the last token of a word: the given one, or a noun with the most adjectives, or the last word."""
    if word and (found := find_word(tokens, word)) is not None:
        return found
    nouns = nouns_with_adjectives(tokens)
    if nouns:
        return max(nouns, key=lambda noun: len(noun.adjectives)).query
    words = words_of(tokens)
    return words[-1][-1] if words else len(tokens) - 1


def _stacked(rows: list[Reading]) -> Reading:
    return join(rows).reshape(len(rows), -1)
