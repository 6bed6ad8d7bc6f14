"""Switch neurons off, those of the largest attribution first, and see which facts fall: this one, others, none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import (
    chances_after,
    chances_from,
    checked_question,
    ids,
    next_chances,
    question,
)
from attention_scenes.model.probes.facts.attribution import ranked_neurons
from attention_scenes.model.probes.facts.subjects import PROMPT, filled_in
from attention_scenes.model.probes.facts.switch_off_again import switched_off_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class FactOffProbe(Probe):
    """Switch off the neurons that a fact leans on most, and as many at random, and ask for this fact and for others.

    A neuron that is switched off is zero at every token but the first, as it is attributed to all but that: without the
    neurons that make the first token what others rest on, no text goes on as it did. Two controls ask for the same
    fact: neurons drawn from all, and from those that are most active on the prompt (by the mean size of their
    activation, the first token left out). A set of more neurons that are drawn holds those of fewer.

    Parameters
    ----------
    prompt, subject, names
        As in :class:`FactProbe`.
    elsewhere
        Prompts of facts of other kinds; empty for those of probes.toml.
    counts
        How many neurons are off.
    draws, busy
        How often neurons are drawn (seeds 0, 1 …), and how many count as the most active.

    Arrays (N names, U facts elsewhere, one of K columns for no neuron off and one for each of ``counts``):

    ``own``
        ``[K]``: the chance of the prompt's answer with the top neurons off (:class:`FactNeuronsProbe`).
    ``names``, ``elsewhere``
        ``[N, K]``, ``[U, K]``: that of each name's own answer, and of each other fact's, with these same neurons off.
    ``random``, ``active``
        ``[draws, K]``: that of the prompt's answer with as many off that were drawn from all, or from the most active.
    ``same``
        ``[N]``: 1 where a name has the prompt's answer.
    ``answer``
        ``[U]``: the answers elsewhere.

    Facts: ``elsewhere``, ``draws``, how many; ``answers``, the texts of those elsewhere.
    """

    prompt: str = PROMPT
    subject: str = ""
    names: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    counts: tuple[int, ...] = (1, 2, 5, 10, 20, 50, 100, 500)
    draws: int = 5
    busy: int = 4000
    name: Literal["fact_off"] = "fact_off"

    exact: ClassVar[frozenset[str]] = frozenset({"same", "answer"})

    def filled(self, model: str = "") -> FactOffProbe:
        return filled_in(self, model, "names")

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        own = checked_question(model, self.prompt, self.subject)
        rows = [own.row, *[question(model, self.prompt, self.subject, name).row for name in self.names]]
        rows += [ids(model, text) for text in self.elsewhere]
        progress("attributing the answer to neurons", None)
        top = ranked_neurons(model, self.prompt, self.subject, self.names)
        sets = self._drawn(model, own.row)
        plain = model.run_ways(rows, ["resid_pre", "final_norm"], [[]] * len(rows))
        plain_NV = chances_after(model, plain)
        answers = plain_NV.argmax(1).tolist()
        chance_NK = [[plain_NV[n, answer]] for n, answer in enumerate(answers)]
        drawn: dict[str, list[list[float]]] = {
            name: [[plain_NV[0, answers[0]]] for _ in range(self.draws)] for name in ("random", "active")
        }
        for step, count in enumerate(self.counts):
            progress("switching neurons off", step / len(self.counts))
            for n, chance_V in enumerate(chances_without(model, plain, top[:count])):
                chance_NK[n].append(chance_V[answers[n]])
            for name, curves in drawn.items():
                ways = [switched_off(some[:count]) for some in sets[name]]
                chance_SV = next_chances(model, [own.row] * self.draws, ways)
                for curve, chance_V in zip(curves, chance_SV, strict=True):
                    curve.append(chance_V[answers[0]])
        split, width = 1 + len(self.names), 1 + len(self.counts)
        arrays = {
            "own": np.array(chance_NK[0]), "names": np.reshape(chance_NK[1:split], (-1, width)),
            "elsewhere": np.reshape(chance_NK[split:], (-1, width)),
            **{name: np.array(curves) for name, curves in drawn.items()},
            "same": np.array([each == answers[0] for each in answers[1:split]]), "answer": np.array(answers[split:]),
        }  # fmt: skip
        facts: dict[str, Any] = {"elsewhere": len(self.elsewhere), "draws": self.draws}
        facts |= {"answers": [model.text_of(token) for token in answers[split:]]}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def _drawn(self, model: MeasuredModel, row: Sequence[int]) -> dict[str, list[np.ndarray]]:
        """Return neurons in the order in which they are drawn: of all, and of the most active."""
        [trace] = model.run_rows([row], ["mlp_act"])
        size_N = np.abs(trace["mlp_act"][:, 1:]).mean(1, dtype=np.float64).ravel()
        active_N = np.argsort(-size_N, kind="stable")[: self.busy]
        found: dict[str, list[np.ndarray]] = {"random": [], "active": []}
        for draw in range(self.draws):
            lot_N = np.random.default_rng(draw).random(len(size_N))
            places = {"random": np.argsort(lot_N), "active": active_N[np.argsort(lot_N[active_N])]}
            for name, order_N in places.items():
                found[name].append(np.transpose(np.unravel_index(order_N, trace["mlp_act"][:, 0].shape)))
        return found

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, prompt by prompt."""
        return {name: np.array(value, dtype=float) for name, value in switched_off_again(model, asked).items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"elsewhere": len(asked.elsewhere), "draws": asked.draws}


def switched_off(neurons: Iterable[Sequence[int]]) -> list[dict[str, Any]]:
    """Return the interventions that switch off neurons, each given as layer and index."""
    by_layer: dict[int, list[int]] = {}
    for layer, index in neurons:
        by_layer.setdefault(int(layer), []).append(int(index))
    return [{"kind": "ZeroNeurons", "layer": layer, "indices": some, "since": 1} for layer, some in by_layer.items()]


def chances_without(model: MeasuredModel, plain: Sequence[Arrays], neurons: np.ndarray) -> np.ndarray:
    """Return the distributions ``[N, V]`` of the next token with neurons off, rows run from their first layer on.

    Up to there a row is as ``plain`` has it, its ``resid_pre`` of all layers.
    """
    layer, off = int(neurons[:, 0].min()), switched_off(neurons)
    return chances_from(model, [trace["resid_pre"][layer] for trace in plain], layer, [off] * len(plain))
