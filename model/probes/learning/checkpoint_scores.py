"""What a checkpoint of our decoder can do: its loss, its answers, and how each head reads a noun's adjectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.probes.learning.checkpoint_scores_again import scores_again
from attention_scenes.model.probes.learning.questions import Question, grammar_sentences, questions
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing


@dataclass(frozen=True)
class CheckpointScoresProbe(Probe):
    """Measure loss and answers on sentences that were trained on and on held-out ones, and all heads on the latter.

    Empty lists mean the sentences of ``sentences.toml``: drawn from the grammar that training draws from; each held-out
    one asks about a noun whose two adjectives training never shows with it.

    Arrays, of trained sentences and then of held-out ones:

    ``loss``
        ``[2]``: mean of −ln p of all tokens but the first.
    ``right``
        ``[2]``: how often the likeliest first answer is an adjective of the noun that is asked about.

    Of the held-out ones alone:

    ``named``
        ``[1]``: how often the likeliest first answer is an adjective of either noun.
    ``guess``
        ``[1]``: how often it would be right, were it any adjective of the sentence, each as likely.
    ``gather``
        ``[L, H]``: mean weight of the noun on its adjectives.
    ``others``
        ``[L, H]``: the same distances back from the words of the first clause that are no nouns.
    ``even``
        ``[1]``: what the noun would give its adjectives, were its weight spread evenly.
    """

    trained: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    name: Literal["checkpoint_scores"] = "checkpoint_scores"

    def filled(self, model: str = "") -> CheckpointScoresProbe:
        return replace(self, **missing(self, grammar_sentences()))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        asked = [questions(model, own) for own in (self.trained, self.held_out)]
        traces = [_run(model, own) for own in asked]
        found = [_answers(*both) for both in zip(asked, traces, strict=True)]
        arrays = dict(zip(("loss", "right", "named"), np.array(found).T, strict=True))
        arrays["named"] = arrays["named"][1:]
        arrays |= _reading(asked[1], traces[1])
        shares = [len(each.own) / (len(each.own) + len(each.others)) for each in asked[1]]
        arrays["guess"] = np.array([np.mean(shares)])
        facts = {"trained": len(self.trained), "held_out": len(self.held_out)}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        return scores_again(model, asked)

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"trained": sum(1 for _ in asked.trained), "held_out": sum(1 for _ in asked.held_out)}


def _run(model: MeasuredModel, asked: Sequence[Question]) -> list[Arrays]:
    return model.run_ways([each.ids for each in asked], ["logits", "pattern"], [[]] * len(asked))


def _answers(asked: Sequence[Question], traces: Sequence[Arrays]) -> tuple[float, float, float]:
    """Return loss, share of right answers, and of answers that are an adjective of the sentence."""
    losses: list[np.ndarray] = []
    right, named = np.zeros((2, len(asked)))
    for n, (question, trace) in enumerate(zip(asked, traces, strict=True)):
        logits_TV, ids = trace["logits"].astype(np.float64), list(question.ids)
        logits_TV = logits_TV[:-1]
        losses.append(np.logaddexp.reduce(logits_TV, axis=1) - logits_TV[np.arange(len(ids) - 1), ids[1:]])
        said = int(trace["logits"][question.answer - 1].argmax())
        right[n] = said in {ids[at] for at in question.own}
        named[n] = said in {ids[at] for at in (*question.own, *question.others)}
    return float(np.concatenate(losses).mean()), right.mean(), named.mean()


def _reading(asked: Sequence[Question], traces: Sequence[Arrays]) -> Arrays:
    """Return how all heads read a noun's adjectives, and the same places before other words."""
    gather, others, even = [], [], []
    for question, trace in zip(asked, traces, strict=True):
        pattern_LHTT = trace["pattern"].astype(np.float64)
        back = [question.noun - at for at in question.own]
        gather.append(pattern_LHTT[:, :, question.noun, list(question.own)].sum(-1))
        even.append(len(back) / (question.noun + 1))
        others += [
            np.sum([pattern_LHTT[:, :, at, at - step] for step in back], axis=0)
            for at in range(max(back) + 1, question.end + 1)
            if at not in (question.noun, question.other_noun)
        ]
    return {"gather": np.mean(gather, axis=0), "others": np.mean(others, axis=0), "even": np.array([np.mean(even)])}
