"""Genders: how many words of French phrases a model gives the right gender, and how many where heads are changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences

Ways = list[list[dict[str, Any]]]
WAYS = ("as trained", "uniform", "own word")  # those after them leave out one head each
APART = 1e-3  # of a logit before all others: what is less is nobody's lead


@dataclass(frozen=True)
class GenderProbe(Probe):
    """Ask each word of a phrase of two for its gender; that of an adjective is its noun's.

    Phrases are a noun and an adjective, or two nouns, each pair once: a model without positions sees no order.

    Parameters
    ----------
    answers
        The words for masculine and feminine, in the model's vocabulary.
    masculine, feminine
        Nouns.
    pairs
        Adjectives: the form in which the model reads them, and how they are spelt beside a feminine noun.
    held_out
        Phrases that the model was not trained on.

    Arrays, of one layer of H heads:

    ``right``, ``right_held_out``
        ``[3 + H]``: how many words of all phrases, and of those held out, get the right answer, before all words of
        the vocabulary: as trained; with equal weights on both words in every head; each word seeing itself alone;
        without head 0, 1 …
    ``right_equal``
        ``[H]``: with equal weights in one head.
    ``look``
        ``[H, 3]``: mean weight of adjectives on their noun, of nouns on their adjective, of nouns on another noun.
    """

    answers: tuple[str, ...] = ()
    masculine: tuple[str, ...] = ()
    feminine: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    held_out: tuple[str, ...] = ()
    name: Literal["gender"] = "gender"

    exact: ClassVar[frozenset[str]] = frozenset({"right", "right_held_out", "right_equal"})

    def filled(self, model: str = "") -> GenderProbe:
        return replace(self, **missing(self, probe_sentences(model)["gender"]))

    @property
    def adjectives(self) -> tuple[str, ...]:
        """The adjectives as the model reads them."""
        return tuple(plain for plain, _ in self.pairs)

    def phrases(self) -> list[str]:
        """Return all phrases: nouns with adjectives, then pairs of nouns."""
        nouns = (*self.feminine, *self.masculine)
        with_adjectives = [f"{noun} {adjective}" for noun in nouns for adjective in self.adjectives]
        return with_adjectives + [f"{one} {other}" for one, other in combinations(nouns, 2)]

    def genders(self, phrase: str) -> list[str]:
        """Return the right answer for each word of a phrase; the noun stands anywhere in it."""
        masculine, feminine = self.answers
        own = dict.fromkeys(self.feminine, feminine) | dict.fromkeys(self.masculine, masculine)
        nouns = [word for word in phrase.split() if word in own]
        return [own.get(word, own[nouns[0]]) for word in phrase.split()]

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        phrases = self.phrases()
        rows = [[token.id for token in model.tokens(phrase)] for phrase in phrases]
        self._check(model, rows)
        number = {answer: model.tokens(answer)[0].id for answer in self.answers}
        right_P2 = np.array([[number[answer] for answer in self.genders(phrase)] for phrase in phrases])
        is_held_P = np.array([phrase in self.held_out for phrase in phrases])
        counted = []
        ways = [*_ways(model.n_heads), *_equal_in_one(model.n_heads)]
        for step, changes in enumerate(ways):
            progress("asking for genders", step / len(ways))
            found = model.run_ways(rows, ["logits"], [changes] * len(rows))
            is_right_P2 = _leads(np.stack([each["logits"] for each in found]), right_P2)
            counted.append([is_right_P2.sum(), is_right_P2[is_held_P].sum()])
        n, counted_W2 = len(WAYS) + model.n_heads, np.array(counted)
        arrays = {
            "right": counted_W2[:n, 0], "right_held_out": counted_W2[:n, 1], "right_equal": counted_W2[n:, 0],
            "look": self._look(model, rows, phrases),
        }  # fmt: skip
        facts = {
            "phrases": len(phrases), "words": right_P2.size, "held_out": len(self.held_out),
            "held_out_words": 2 * len(self.held_out), "trained": len(phrases) - len(self.held_out),
            "answers": [number[answer] for answer in self.answers],
        }  # fmt: skip
        return arrays, facts

    def _check(self, model: MeasuredModel, rows: Sequence[Sequence[int]]) -> None:
        """Raise a UserError for a model that has no layer alone, or reads these words as other than one token each."""
        if model.n_layers != 1 or {len(row) for row in rows} != {2}:
            raise UserError("Genders are asked of a model of one layer that reads each French word as one token.")

    def _look(self, model: MeasuredModel, rows: Sequence[Sequence[int]], phrases: Sequence[str]) -> np.ndarray:
        pattern_PH22 = np.stack([found["pattern"][0] for found in model.run_rows(rows, ["pattern"])])
        mixed_P = np.array([phrase.split()[1] in self.adjectives for phrase in phrases])
        with_adjective, two_nouns = pattern_PH22[mixed_P], pattern_PH22[~mixed_P]
        other_H = (two_nouns[:, :, 0, 1] + two_nouns[:, :, 1, 0]).mean(0) / 2
        return np.stack([with_adjective[:, :, 1, 0].mean(0), with_adjective[:, :, 0, 1].mean(0), other_H], axis=1)

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same counts, phrase by phrase, and weights that are added up by what their words are."""
        gender = dict.fromkeys(asked.feminine, 1) | dict.fromkeys(asked.masculine, 0)
        numbers = [model.ids(answer)[0] for answer in asked.answers]
        plain = [pair[0] for pair in asked.pairs]
        pairs = [[noun, word] for noun in gender for word in plain]
        nouns = list(gender)
        pairs += [[one, other] for n, one in enumerate(nouns) for other in nouns[n + 1 :]]
        held = {frozenset(phrase.split()) for phrase in asked.held_out}
        rows = [[model.ids(word)[0] for word in phrase] for phrase in pairs]
        heads = range(model.n_heads)
        ways: list[list[dict[str, Any]]] = [
            [], [{"kind": "Scale", "name": "raw_scores", "layer": 0, "factor": 0.0}],
            [{"kind": "KnockOut", "edges": [[0, 1], [1, 0]], "layers": [0], "heads": None}],
        ]  # fmt: skip
        ways += [[{"kind": "ZeroAblate", "layer": 0, "head": head}] for head in heads]
        ways += [[{"kind": "EqualWeights", "layer": 0, "head": head}] for head in heads]
        found = np.zeros((2, len(ways)))
        for way, made in enumerate(ways):
            for phrase, trace in zip(pairs, model.run_ways(rows, ["logits"], [made] * len(rows)), strict=True):
                known = next(gender[word] for word in phrase if word in gender)
                for word, logits in zip(phrase, trace["logits"].astype(np.float64), strict=True):
                    answer = logits[numbers[gender.get(word, known)]]
                    second = np.sort(logits)[-2]
                    right = answer == logits.max() and answer - second > 1e-3
                    found[:, way] += [right, right and frozenset(phrase) in held]
        looks: dict[int, list[np.ndarray]] = {0: [], 1: [], 2: []}
        for phrase, trace in zip(pairs, model.run(list(map(" ".join, pairs)), ["pattern"]), strict=True):
            weights = trace["pattern"][0].astype(np.float64)
            kinds = (1, 0) if phrase[1] in plain else (2, 2)
            looks[kinds[0]].append(weights[:, 0, 1])
            looks[kinds[1]].append(weights[:, 1, 0])
        several = 3 + model.n_heads
        return {
            "right": found[0, :several], "right_held_out": found[1, :several], "right_equal": found[0, several:],
            "look": np.array([sum(looks[kind]) / len(looks[kind]) for kind in range(3)]).T,
        }  # fmt: skip

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        nouns, held = len(asked.masculine) + len(asked.feminine), len(asked.held_out)
        count = nouns * len(asked.pairs) + nouns * (nouns - 1) // 2
        return {
            "phrases": count, "words": 2 * count, "held_out": held, "held_out_words": 2 * held,
            "trained": count - held,
        }  # fmt: skip


def _ways(n_heads: int) -> Ways:
    """Return the interventions of each way: none, equal weights, each word itself alone, without one head."""
    alone = {"kind": "KnockOut", "edges": [[0, 1], [1, 0]], "layers": [0], "heads": None}
    equal = {"kind": "EqualWeights", "layer": 0, "head": None}
    return [[], [equal], [alone], *[[{"kind": "ZeroAblate", "layer": 0, "head": head}] for head in range(n_heads)]]


def _equal_in_one(n_heads: int) -> Ways:
    return [[{"kind": "EqualWeights", "layer": 0, "head": head}] for head in range(n_heads)]


def _leads(logits_P2V: np.ndarray, right_P2: np.ndarray) -> np.ndarray:
    """Return which words' right answers come before all other words of the vocabulary, ``[P, 2]``."""
    right = np.take_along_axis(logits_P2V, right_P2[..., None], -1)[..., 0]
    others = logits_P2V.copy()
    np.put_along_axis(others, right_P2[..., None], -np.inf, -1)
    return right - others.max(-1) > APART
