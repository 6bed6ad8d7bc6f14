"""Recall of a fact: what a model answers, whether it hangs on the name, and what other names get."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import checked_question, next_chances, other_answers, question
from attention_scenes.model.probes.facts.asking_again import (
    answers_again,
    distributions_again,
    question_again,
    rivals_again,
)
from attention_scenes.model.probes.facts.subjects import PROMPT, filled_in
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class FactProbe(Probe):
    """Ask for a fact, then for the same with other names and with words in place of the name.

    The answer is the model's likeliest next token.

    Parameters
    ----------
    prompt
        What is to be gone on with by the fact; one of at most 20 tokens.
    subject
        The name in it that the fact is about; empty for the longest run of capitalised words.
    names
        Other names for the same place; empty for those of probes.toml where it has a prompt of this kind, else none.
    stand_ins
        Words that are no such name. Before them, where the subject has several words, stands each of these alone.
    least, times
        The model knows the fact where the answer's chance is at least ``least``, and at least ``times`` the mean of its
        chances with the stand-ins.

    Arrays (N names, S stand-ins with the subject's words, R rivals):

    ``answer``, ``chance``
        ``[1]``: the token, and its chance.
    ``known``
        ``[1]``: 1 where the model knows the fact, by the rule above, else 0.
    ``likely``, ``likely_id``
        ``[5]``: the five likeliest chances, and their tokens.
    ``span``
        ``[2]``: the subject's first token, and the one after its last.
    ``rival``
        ``[R]``: the tokens that the answer is compared with: other names' answers, then the likeliest here; 7 in all.
    ``stand``
        ``[S]``: the answer's chance with each stand-in.
    ``name_id``, ``name_chance``
        ``[N]``: each name's own answer, and its chance.
    ``name_shared``
        ``[N]``: the chance that the prompt's answer has with this name.
    ``same``
        ``[N]``: 1 where both answers are one.

    Facts: ``subject``, ``answer``, ``likely``, ``rivals``, ``stands`` and ``name_answers``, as texts; ``names``, how
    many.
    """

    prompt: str = PROMPT
    subject: str = ""
    names: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ("the man", "the woman", "it", "this one", "my neighbour")
    least: float = 0.1
    times: float = 3.0
    name: Literal["fact"] = "fact"

    exact: ClassVar[frozenset[str]] = frozenset({"answer", "known", "likely_id", "span", "rival", "name_id", "same"})

    def filled(self, model: str = "") -> FactProbe:
        return filled_in(self, model, "names")

    def stands(self) -> list[str]:
        """Return the words that stand in place of the subject."""
        words = self.subject.split()
        return [*(words if len(words) > 1 else []), *self.stand_ins]

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        progress("asking for the fact", None)
        own = checked_question(model, self.prompt, self.subject)
        others = [question(model, self.prompt, self.subject, name) for name in (*self.names, *self.stands())]
        chance_NV = next_chances(model, [own.row, *[other.row for other in others]])
        order_V = np.argsort(-chance_NV[0], kind="stable")
        answer, count = int(order_V[0]), 1 + len(self.names)
        named_NV, stand_S = chance_NV[1:count], chance_NV[count:, answer]
        answers = named_NV.argmax(1).tolist()
        rivals = other_answers(chance_NV[0], answer, answers)
        chance = chance_NV[0, answer]
        arrays = {
            "answer": [answer], "chance": [chance], "known": [chance >= max(self.least, self.times * stand_S.mean())],
            "likely": chance_NV[0, order_V[:5]], "likely_id": order_V[:5], "span": [own.name.start, own.name.stop],
            "rival": rivals, "stand": stand_S, "name_id": answers, "name_chance": named_NV.max(1),
            "name_shared": named_NV[:, answer], "same": [each == answer for each in answers],
        }  # fmt: skip
        facts: dict[str, Any] = {"subject": self.subject, "answer": model.text_of(answer), "stands": self.stands()}
        lists = {"likely": order_V[:5].tolist(), "rivals": rivals, "name_answers": answers}
        facts |= {name: [model.text_of(token) for token in tokens] for name, tokens in lists.items()}
        facts |= {"names": len(self.names)}
        return {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        words = asked.subject.split()
        instead = (words if len(words) > 1 else []) + list(asked.stand_ins)
        rows = [question_again(model, asked, name)[0] for name in ("", *asked.names, *instead)]
        odds = distributions_again(model, rows)
        answers = answers_again(odds[: 1 + len(asked.names)])
        ranked = sorted(range(len(odds[0])), key=lambda token: (-odds[0][token], token))[:5]
        span = question_again(model, asked, "")[1]
        standing = [float(each[answers[0]]) for each in odds[1 + len(asked.names) :]]
        own = float(odds[0][answers[0]])
        enough = own >= asked.least and own * len(standing) >= asked.times * sum(standing)
        named = list(zip(odds[1:], answers[1:], strict=False))
        found = {
            "answer": answers[:1], "chance": [own], "known": [enough], "likely": [odds[0][token] for token in ranked],
            "likely_id": ranked, "span": span, "rival": rivals_again(odds[0], answers), "stand": standing,
            "name_id": answers[1:], "name_chance": [each[best] for each, best in named],
            "name_shared": [each[answers[0]] for each, _ in named], "same": [best == answers[0] for _, best in named],
        }  # fmt: skip
        return {name: np.array(value, dtype=float) for name, value in found.items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"names": len(asked.names)}
