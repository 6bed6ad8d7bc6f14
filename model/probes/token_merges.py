"""Token merges: how byte-pair encoding builds the words of texts out of their bytes, and what is in a vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    MergedWord,
    Probe,
    Progress,
    RemeasuredModel,
)

OTHERS = 0  # kinds of tokens
ONE_BYTE = 1
BEGINS_WORD = 2


@dataclass(frozen=True)
class MergeProbe(Probe):
    """Build the words of texts by the model's own merges (Sennrich, Haddow and Birch 2016), and look at its vocabulary.

    Parameters
    ----------
    texts
        Those to be cut, X of them.
    listed
        How many merges are wanted from the head of the list.

    Arrays, all of whole numbers. Words stand one behind the other, text after text; ``words`` of the facts says for
    each where its numbers begin:

    ``rank``
        ``[J]``, for each merge its place in the list of merges, from 1.
    ``node``
        ``[N]``, numbers in the vocabulary: of each word its bytes (or characters), then what each merge made.
    ``count``
        ``[X, 2]``, how many bytes (or characters) a text has, the space before it included, and how many tokens.
    ``kind``
        ``[V]``, of every token: 1 where it is one byte, 2 where it begins with a space, as the first of a word does, 0
        for all others.
    ``kinds``
        ``[3]``, how many tokens are of each kind.
    ``head``
        ``[listed]``, the token that each of the first merges makes; fewer where the list is shorter.
    ``merges``
        ``[1]``, how many merges there are.

    Facts: ``words``, for each text a list of words as ``{"texts", "joins", "roots", "rank", "node"}``: the text of each
    node, which nodes each merge joins, which nodes are left, and where its ranks and nodes begin. ``by_merges``: for
    each text whether merges give its tokens; where not, nodes are tokens and nothing is joined. ``head``: for each of
    the first merges the two texts that it joins, and what they make.
    """

    texts: tuple[str, ...] = ()
    listed: int = 8
    name: Literal["merges"] = "merges"
    exact: ClassVar[frozenset[str]] = frozenset({"rank", "node", "count", "kind", "kinds", "head", "merges"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        ranks, nodes, counts = list[int](), list[int](), []
        told: list[list[dict[str, Any]]] = []
        merged = [model.merged_words(text) for text in self.texts]
        for text, found in zip(self.texts, merged, strict=True):
            words = found or _as_they_are(model, text)
            told.append([])
            for word in words:
                told[-1].append(_facts(model, word) | {"rank": len(ranks), "node": len(nodes)})
                ranks += word.ranks
                nodes += word.nodes
            counts.append((sum(len(w.nodes) - len(w.joins) for w in words), sum(len(w.roots) for w in words)))
        merges = model.merges()
        kind_V = np.array([_kind(spelt) for spelt in model.token_bytes()])
        head = merges[: self.listed]
        arrays: Arrays = {
            "rank": np.array(ranks, dtype=np.int64),
            "node": np.array(nodes, dtype=np.int64),
            "count": np.array(counts, dtype=np.int64),
            "kind": kind_V.astype(np.uint8),
            "kinds": np.bincount(kind_V, minlength=3),
            "head": np.array([made for *_, made in head], dtype=np.int64),
            "merges": np.array([len(merges)]),
        }
        facts: dict[str, Any] = {
            "words": told,
            "by_merges": [found is not None for found in merged],
            "head": [[model.text_of(token) for token in each] for each in head],
        }
        return arrays, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays; a word is joined as in the paper, all places of its best pair at a time."""
        number, listed = model.numbers(), model.merge_list()
        order = {pair: place for place, pair in enumerate(listed)}
        ranks, nodes, counts = list[int](), list[int](), []
        for text in asked.texts:
            row = model.ids(text)[1:]
            built = [_join_again(word, order) for word in model.uncut_words(text)]
            left = [number.get(spelt) for _, _, pieces in built for spelt in pieces]
            if not listed or left != row:  # merges are not what cuts it: its tokens stand for themselves
                nodes += row
                counts.append((len(row), len(row)))
                continue
            for spelt, places, _ in built:
                ranks += [place + 1 for place in places]
                nodes += [number[each] for each in spelt]
            counts.append((sum(len(spelt) - len(places) for spelt, places, _ in built), len(left)))
        spaced = [spelt[:1] == b" " for spelt in model.spellings()]
        lone = [len(spelt) == 1 for spelt in model.spellings()]
        kind = np.where(lone, 1, np.where(spaced, 2, 0))
        return {
            "rank": np.array(ranks, dtype=int),
            "node": np.array(nodes, dtype=int),
            "count": np.array(counts),
            "kind": kind,
            "kinds": np.array([(kind == n).sum() for n in range(3)]),
            "head": np.array([number["".join(pair)] for pair in listed[: asked.listed]], dtype=int),
            "merges": np.array([len(listed)]),
        }


def _as_they_are(model: MeasuredModel, text: str) -> list[MergedWord]:
    """Return each token of a text as a word by itself, joined of nothing."""
    return [MergedWord([token.id], [], [], [0]) for token in model.tokens(text)[1:]]


def _facts(model: MeasuredModel, word: MergedWord) -> dict[str, Any]:
    return {"texts": [model.text_of(node) for node in word.nodes], "joins": word.joins, "roots": word.roots}


def _kind(spelt: bytes) -> int:
    if len(spelt) == 1:
        return ONE_BYTE
    return BEGINS_WORD if spelt.startswith(b" ") else OTHERS


def _join_again(word: Sequence[str], order: Mapping[tuple[str, str], int]) -> tuple[list[str], list[int], list[str]]:
    """Return a word's units and what merges make of them, the places of the merges in their list, and what is left."""
    row, spelt, places = list(word), list(word), list[int]()
    while pairs := [pair for pair in zip(row, row[1:], strict=False) if pair in order]:
        best = min(pairs, key=order.__getitem__)
        joined, rest = list[str](), row
        while rest:
            is_pair = tuple(rest[:2]) == best
            joined.append("".join(best) if is_pair else rest[0])
            rest = rest[1 + is_pair :]
            if is_pair:
                spelt.append(joined[-1])
                places.append(order[best])
        row = joined
    return spelt, places, row
