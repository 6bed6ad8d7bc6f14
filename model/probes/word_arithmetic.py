"""Word arithmetic on the embedding: words compared by their columns of W_E alone, before any layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.vectors import unit

SIGNS_AGAIN = {"+": 1, "-": -1, "\u2212": -1}


@dataclass(frozen=True)
class EmbeddingProbe(Probe):
    """Compare words (W of them, in the order of :meth:`all_words`) as directions.

    Parameters
    ----------
    words
        Words that are one token each, with a space before them.
    near
        Words and sums of words, ``"king - man + woman"``, whose ``k`` nearest tokens are wanted.
    plane
        Pairs of words: the first two span a plane, from the first word of a pair to the second.

    Arrays:

    ``id``
        ``[W]``, the words' tokens; ``vector`` ``[W, D]``, their columns of W_E.
    ``cosine``
        ``[W, W]``, of word with word.
    ``plane``
        ``[W, 2]``: coordinates in the plane that the two pairs span, on an orthonormal basis: the first axis runs along
        the first pair's difference, the second along what of the second pair's is at right angles to it.
    ``near_id``, ``near_cosine``
        ``[Q, k]``: the tokens nearest to each word or sum of words, best first. Nothing is left out: where a summand
        is nearest itself, it is listed.
    """

    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    plane: tuple[tuple[str, str], ...] = ()
    k: int = 8
    name: Literal["embedding"] = "embedding"

    def __post_init__(self) -> None:
        if not 1 <= self.k <= 100:
            raise UserError(f"{self.k} nearest tokens cannot be listed: ask for 1 to 100.")
        if self.plane and (len(self.plane) != 2 or len({frozenset(p) for p in self.plane if p[0] != p[1]}) != 2):
            raise UserError("A plane is spanned by two different pairs of words, the words of each different.")
        object.__setattr__(self, "near", tuple(dict.fromkeys(self.near)))
        for query in self.near:
            terms = signed_words(query)
            if all(sum(sign for sign, word in terms if word == each) == 0 for _, each in terms):
                raise UserError(f"{query!r} cancels to nothing, which is near to no token: leave a word standing.")
        if not self.all_words():
            raise UserError("No word is given to be compared.")

    def all_words(self) -> tuple[str, ...]:
        """Return every word that occurs, each once, in the order of first mention."""
        summed = (word for query in self.near for _, word in signed_words(query))
        return tuple(dict.fromkeys((*self.words, *summed, *(word for pair in self.plane for word in pair))))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        words = {word: model.single_token(word) for word in self.all_words()}
        W_E_VD = model.embedding().astype(np.float64)
        ids = np.array([token.id for token in words.values()])
        vectors = dict(zip(words, W_E_VD[ids], strict=True))
        arrays = {"id": ids, "vector": W_E_VD[ids], "cosine": unit(W_E_VD[ids]) @ unit(W_E_VD[ids]).T}
        if self.plane:
            basis_2D, _ = np.linalg.qr(np.array([vectors[b] - vectors[a] for a, b in self.plane]).T)
            turned = np.sign([(vectors[b] - vectors[a]) @ e for (a, b), e in zip(self.plane, basis_2D.T, strict=True)])
            arrays["plane"] = W_E_VD[ids] @ (basis_2D * turned)
        texts: dict[str, list[str]] = {}
        if self.near:
            unit_VD, near_id, near_cosine = unit(W_E_VD), [], []
            for query in self.near:
                total_D = np.sum([sign * vectors[word] for sign, word in signed_words(query)], axis=0)
                cosine_V = unit_VD @ unit(total_D)
                best = np.argsort(-cosine_V, kind="stable")[: self.k]
                near_id.append(best)
                near_cosine.append(cosine_V[best])
                texts[query] = [model.text_of(int(i)) for i in best]
            arrays |= {"near_id": np.array(near_id), "near_cosine": np.array(near_cosine)}
        facts = {"words": {word: [token.id, token.text, token.word] for word, token in words.items()}, "near": texts}
        return {name: a if a.dtype.kind == "i" else a.astype(np.float32) for name, a in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays; for near_id and near_cosine the cosines ``near`` ``[Q, V]`` with all tokens."""
        table = model.embedding().astype(np.float64)
        length = np.sqrt((table**2).sum(axis=1))
        number = {word: model.ids(word)[1] for word in _words_again(asked)}
        rows = list(number.values())
        found = {
            "id": np.array(rows),
            "vector": table[rows],
            "cosine": np.array([[table[a] @ table[b] / length[a] / length[b] for b in rows] for a in rows]),
        }
        if asked.plane:
            first, second = (table[number[b]] - table[number[a]] for a, b in asked.plane)
            second = second - first * (second @ first) / (first @ first)
            across = [way / np.sqrt(way @ way) for way in (first, second)]
            found["plane"] = np.array([[table[row] @ way for way in across] for row in rows])
        if asked.near:
            totals = [sum(sign * table[number[word]] for sign, word in terms_again(query)) for query in asked.near]
            found["near"] = np.array([table @ total / length / np.sqrt(total @ total) for total in totals])
        return found


def signed_words(query: str) -> list[tuple[int, str]]:
    """Return the terms of a sum of words with their signs, or raise a UserError where it is none.

    ``"king - man + woman"`` is ``[(1, "king"), (-1, "man"), (1, "woman")]``.
    """
    sign, found, waiting = 1, list[tuple[int, str]](), True
    for part in query.replace("\u2212", "-").split():
        if part in ("+", "-"):
            if waiting and found:
                break
            sign, waiting = (1 if part == "+" else -1), True
        elif waiting:
            found.append((sign, part))
            waiting = False
        else:
            waiting = True
            break
    if waiting or not found:
        raise UserError(f"{query!r} is no sum of words: write it like 'king - man + woman', with spaces.")
    return found


def _words_again(asked: SimpleNamespace) -> list[str]:
    """Return every word in the probe's fields, each once, in the order of first mention."""
    pairs = [word for pair in asked.plane for word in pair]
    return list(
        dict.fromkeys([*asked.words, *(word for query in asked.near for _, word in terms_again(query)), *pairs])
    )


def terms_again(query: str) -> Iterator[tuple[int, str]]:
    """Yield the signed terms: ``"king - man + woman"`` gives ``(1, "king"), (-1, "man"), (1, "woman")``."""
    sign = 1
    for part in query.split():
        if part in SIGNS_AGAIN:
            sign = SIGNS_AGAIN[part]
        else:
            yield sign, part
            sign = 1
