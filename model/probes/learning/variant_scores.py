"""What a decoder can say, beside what it knows where it reads all: right answers, guessing, losses, and how it goes on.

For runs with one thing changed. Without a mask, reading is no speaking: a word is known from the word itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.learning.questions import Question, grammar_sentences, questions
from attention_scenes.model.probes.learning.variant_scores_again import count_variant_again, variant_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

Ways = Sequence[Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class VariantScoresProbe(Probe):
    """Count right answers that are said, and that are read off where the whole sentence is given.

    Parameters
    ----------
    held_out
        Of ``sentences.toml`` where empty: each asks about its first noun, which has two adjectives.
    begins
        What it goes on from, the likeliest word again and again.
    words
        By how many.

    Arrays:

    ``right``
        ``[1]``: how often the first answer is an adjective of the noun, where nothing is given after the question.
    ``read``
        ``[1]``: the same where the whole sentence is given, its answers included.
    ``named``
        ``[1]``: how often what it says is an adjective of either noun.
    ``guess``
        ``[1]``: what guessing one of the sentence's adjectives would get right: the noun's share of them, in the mean.
    ``cut``
        ``[2]``: ``right`` where the noun cannot look at its adjectives in layer 0, in no head; and, the control, where
        it cannot look at as many of the first tokens.
    ``loss``
        ``[2]``: mean of −ln p of all tokens but the first, where the whole sentence is given; and where each is said
        from those before it alone. With a mask these are one.
    ``said``
        ``[words]``: the tokens that it goes on with.
    """

    held_out: tuple[str, ...] = ()
    begins: str = "a"
    words: int = 12
    name: Literal["variant"] = "variant"

    exact: ClassVar[frozenset[str]] = frozenset({"said"})

    def filled(self, model: str = "") -> VariantScoresProbe:
        return self if self.held_out else replace(self, held_out=grammar_sentences()["held_out"])

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        asked = questions(model, self.held_out)
        whole = model.run_ways([each.ids for each in asked], ["logits"], [[]] * len(asked))
        read = [trace["logits"][each.answer - 1] for trace, each in zip(whole, asked, strict=True)]
        said = [_said(model, asked, ways) for ways in ([[]] * len(asked), _cut(asked), _cut(asked, others=True))]
        kinds = [[each.own for each in asked], [(*each.own, *each.others) for each in asked]]
        arrays = {
            "right": [_share(asked, said[0], kinds[0])], "read": [_share(asked, read, kinds[0])],
            "named": [_share(asked, said[0], kinds[1])], "cut": [_share(asked, each, kinds[0]) for each in said[1:]],
            "guess": [np.mean([len(own) / len(both) for own, both in zip(*kinds, strict=True)])],
            "loss": [_loss(asked, [trace["logits"] for trace in whole]), _loss(asked, _spoken(model, asked))],
        }  # fmt: skip
        goes_on = _goes_on(model, [token.id for token in model.tokens(self.begins)], self.words)
        facts = {"sentences": len(asked), "said": [model.text_of(token) for token in goes_on]}
        found = {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}
        return found | {"said": np.array(goes_on)}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return variant_again(model, asked)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return count_variant_again(asked)


def _said(model: MeasuredModel, asked: Sequence[Question], ways: Ways) -> list[np.ndarray]:
    """Return the logits ``[V]`` after each question, nothing after it given."""
    traces = model.run_ways([each.ids[: each.answer] for each in asked], ["logits"], ways)
    return [trace["logits"][-1] for trace in traces]


def _cut(asked: Sequence[Question], others: bool = False) -> Ways:
    """Return what cuts each noun from its adjectives in layer 0, or from as many of the first tokens."""
    keys = [range(len(each.own)) if others else each.own for each in asked]
    edges = [tuple((each.noun, key) for key in own) for each, own in zip(asked, keys, strict=True)]
    return [[{"kind": "KnockOut", "edges": each, "layers": (0,), "heads": None}] for each in edges]


def _share(asked: Sequence[Question], logits: Sequence[np.ndarray], places: Sequence[Sequence[int]]) -> float:
    """Return how often the likeliest token is one that stands in these places of its sentence."""
    each = zip(asked, logits, places, strict=True)
    return float(np.mean([int(row.argmax()) in {one.ids[at] for at in own} for one, row, own in each]))


def _spoken(model: MeasuredModel, asked: Sequence[Question]) -> list[np.ndarray]:
    """Return the logits ``[T, V]`` of each sentence, those of a place where no later one is given."""
    rows = [each.ids[:end] for each in asked for end in range(1, len(each.ids) + 1)]
    last = iter([trace["logits"][-1] for trace in model.run_ways(rows, ["logits"], [[]] * len(rows))])
    return [np.stack([next(last) for _ in each.ids]) for each in asked]


def _loss(asked: Sequence[Question], logits: Sequence[np.ndarray]) -> float:
    """Return the mean of −ln p of all tokens but the first."""
    lost: list[np.ndarray] = []
    for each, logits_TV in zip(asked, logits, strict=True):
        before_TV = logits_TV[:-1].astype(np.float64)
        true_T = before_TV[np.arange(len(before_TV)), list(each.ids[1:])]
        lost.append(np.logaddexp.reduce(before_TV, axis=1) - true_T)
    return float(np.concatenate(lost).mean())


def _goes_on(model: MeasuredModel, row: list[int], words: int) -> list[int]:
    """Return by which tokens a row goes on, each the likeliest after all before it."""
    start = len(row)
    for _ in range(words):
        [trace] = model.run_rows([row], ["logits"])
        row = [*row, int(trace["logits"][-1].argmax())]
    return row[start:]
