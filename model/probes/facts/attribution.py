"""Neurons behind a fact: each neuron's part in the answer's lead, by gradient times activation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import checked_question, next_chances, other_answers, question
from attention_scenes.model.probes.facts.attribution_again import attributed_again, sum_again
from attention_scenes.model.probes.facts.subjects import PROMPT, filled_in
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class FactNeuronsProbe(Probe):
    """Attribute the answer's lead to neurons: the lead's gradient by each activation, times the activation.

    The lead is the answer's logit less the mean of its rivals' (:class:`FactProbe`). A neuron's attribution is the sum
    over all tokens but the first: what its activations are worth to the lead where the model were linear, to first
    order. Gradients are worked out in double precision, so that no rounding decides between two neurons.

    Parameters
    ----------
    prompt, subject, names
        As in :class:`FactProbe`.
    most
        How many neurons are listed.
    shares
        Whose share of all positive attribution is told: that of the top 1, of the top 10 …

    Arrays (L layers, M neurons in each, T tokens):

    ``attribution``
        ``[L, M]``.
    ``by_token``
        ``[L, T]``: all neurons' attribution of a layer at one token.
    ``top``, ``value``
        ``[most, 2]``, layer and neuron, the largest attribution first; ``[most]``, their attribution.
    ``positive``, ``total``
        ``[1]``: how many neurons' attribution is positive, and its sum.
    ``half``
        ``[1]``: how many neurons from the top make half of that sum.
    ``share``
        ``[shares]``: which part of it the top ones make.
    ``lead``
        ``[1]``: the lead.
    """

    prompt: str = PROMPT
    subject: str = ""
    names: tuple[str, ...] = ()
    most: int = 500
    shares: tuple[int, ...] = (1, 10, 100, 1000)
    name: Literal["fact_neurons"] = "fact_neurons"

    exact: ClassVar[frozenset[str]] = frozenset({"top", "positive", "half"})

    def filled(self, model: str = "") -> FactNeuronsProbe:
        return filled_in(self, model, "names")

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        progress("attributing the answer to neurons", None)
        parts_LTM, lead = attributed(model, self.prompt, self.subject, self.names)
        part_LM = parts_LTM[:, 1:].sum(1)
        order_N = np.argsort(-part_LM, axis=None, kind="stable")
        ranked_N = part_LM.flat[order_N]
        positive_N = ranked_N[ranked_N > 0]
        above_N = np.cumsum(positive_N)
        total = float(positive_N.sum())
        half = np.searchsorted(above_N, total / 2) + (total > 0)
        top_N = order_N[: self.most]
        arrays = {
            "attribution": part_LM, "by_token": parts_LTM.sum(2),
            "top": np.transpose(np.unravel_index(top_N, part_LM.shape)), "value": part_LM.flat[top_N],
            "positive": [len(positive_N)], "total": [total], "half": [half],
            "share": [positive_N[:count].sum() / (total or 1) for count in self.shares], "lead": [lead],
        }  # fmt: skip
        return {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, of a backward pass that is written out by hand."""
        parts, lead = attributed_again(model, asked)
        part = sum_again(parts)
        ranked = sorted(np.ndindex(part.shape), key=lambda at: -part[at])
        positive = [float(part[at]) for at in ranked if part[at] > 0]
        total, run, half = sum(positive), 0.0, 0
        while run < total / 2:
            run, half = run + positive[half], half + 1
        found = {
            "attribution": part, "by_token": np.einsum("ltm->lt", parts), "top": ranked[: asked.most],
            "value": [part[at] for at in ranked[: asked.most]], "positive": [len(positive)], "total": [total],
            "half": [half], "share": [sum(positive[:count]) / (total or 1.0) for count in asked.shares], "lead": [lead],
        }  # fmt: skip
        return {name: np.array(value, dtype=float) for name, value in found.items()}


@lru_cache(maxsize=2)  # several probes of one prompt rank the same neurons
def attributed(model: MeasuredModel, prompt: str, subject: str, names: tuple[str, ...]) -> tuple[np.ndarray, float]:
    """Return each neuron's part in the answer's lead at each token, ``[L, T, M]``, and the lead."""
    own = checked_question(model, prompt, subject)
    rows = [own.row, *[question(model, prompt, subject, name).row for name in names]]
    chance_NV = next_chances(model, rows)
    answers = chance_NV.argmax(1).tolist()
    rivals = other_answers(chance_NV[0], answers[0], answers[1:])
    log_V = np.log(chance_NV[0])
    return model.neuron_parts(own.row, answers[0], rivals), float(log_V[answers[0]] - log_V[rivals].mean())


def ranked_neurons(model: MeasuredModel, prompt: str, subject: str, names: tuple[str, ...]) -> np.ndarray:
    """Return layer and neuron of all, ``[L M, 2]``, the largest attribution first."""
    part_LM = attributed(model, prompt, subject, names)[0][:, 1:].sum(1)
    order_N = np.argsort(-part_LM, axis=None, kind="stable")
    return np.transpose(np.unravel_index(order_N, part_LM.shape))
