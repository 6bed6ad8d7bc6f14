"""What an adapted decoder can do: the new task, the old one, ordinary sentences; and how many numbers were trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.adapting.adapted_scores_again import adapted_again, count_adapted_again
from attention_scenes.model.probes.adapting.tasks import Asked, new_questions, old_questions
from attention_scenes.model.probes.learning.questions import grammar_sentences
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class AdaptedScoresProbe(Probe):
    """Count right answers of both tasks, of a decoder that was adapted or of the frozen one.

    Parameters
    ----------
    held_out
        Sentences of the old task, of ``sentences.toml`` where empty: each asks about a noun whose two adjectives no
        training shows together before it. The new task asks whose each adjective of the sentence is, so also about
        its other noun, whose phrase training may have shown.

    Arrays, of the new task and then of the old one:

    ``right``
        ``[2]``: how often the likeliest answer is right.
    ``guess``
        ``[2]``: how often a noun of the sentence would be right, each as likely; and how often an adjective of it.

    And:

    ``trained``
        ``[1]``: how many numbers were trained, 0 where nothing was adapted.
    """

    held_out: tuple[str, ...] = ()
    name: Literal["adapted"] = "adapted"

    exact: ClassVar[frozenset[str]] = frozenset({"trained"})

    def filled(self, model: str = "") -> AdaptedScoresProbe:
        return self if self.held_out else replace(self, held_out=grammar_sentences()["held_out"])

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        tasks = [new_questions(self.held_out), old_questions(self.held_out)]
        arrays = {
            "right": [_right(asked, _said(model, asked)) for asked in tasks],
            "guess": [np.mean([len(each.right) / len(each.among) for each in asked]) for asked in tasks],
        }
        trained = sum(array.size for array in model.trained().values())
        found = {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}
        facts = {"new_questions": len(tasks[0]), "old_questions": len(tasks[1])}
        return found | {"trained": np.array([trained])}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return adapted_again(model, asked)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return count_adapted_again(asked)


def _said(model: MeasuredModel, asked: Sequence[Asked]) -> list[str]:
    """Return the likeliest next word of each question."""
    rows = [[token.id for token in model.tokens(each.text)] for each in asked]
    traces = model.run_ways(rows, ["logits"], [[]] * len(rows))
    return [model.text_of(int(trace["logits"][-1].argmax())).strip() for trace in traces]


def _right(asked: Sequence[Asked], words: Sequence[str]) -> float:
    return float(np.mean([word in each.right for word, each in zip(words, asked, strict=True)]))
