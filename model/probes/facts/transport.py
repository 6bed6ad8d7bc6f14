"""Transport of a fact: the last word's edge to the name cut in one layer at a time, then in one head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import Question, chances_from, checked_question, next_chances, question
from attention_scenes.model.probes.facts.subjects import PROMPT, filled_in
from attention_scenes.model.probes.facts.transport_again import transport_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

Cut = dict[str, Any]
ALIKE = 1e-4  # of the answer's chance


@dataclass(frozen=True)
class FactCutProbe(Probe):
    """Cut the edges from the last token to the name in one layer alone, and see what is left of the answer.

    The control cuts the edges to all other words instead; those to the first token and to the last itself stay. To cut
    an edge is to set its score to −∞. Where there is nothing to cut, as in a prompt of one word, nothing changes.

    Parameters
    ----------
    prompt, subject
        As in :class:`FactProbe`.
    names
        Other names for its place, each with an answer of its own: none where empty, for each costs as much as the
        prompt.

    Arrays; the prompt is row 0 of ``1 + N``, the names are the others (L layers, H heads):

    ``plain``
        ``[1 + N]``: the chance of the row's own answer.
    ``cut``, ``control``
        ``[1 + N, L]``: with the edges to the name, or to the other words, cut in this layer alone.
    ``everywhere``
        ``[1 + N]``: with those to the name cut in all layers.
    ``layer``
        ``[1]``: the layer whose cut leaves the prompt's answer least; of those alike to 1e-4, the first.
    ``heads``, ``weight``
        ``[H]``, of the prompt and this layer: the chance where the edges are cut in one head alone; and this head's
        weight from the last token on the name.

    Facts: ``names``.
    """

    prompt: str = PROMPT
    subject: str = ""
    names: tuple[str, ...] = ()
    name: Literal["fact_cut"] = "fact_cut"

    exact: ClassVar[frozenset[str]] = frozenset({"layer"})

    def filled(self, model: str = "") -> FactCutProbe:
        return filled_in(self, model)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        own = checked_question(model, self.prompt, self.subject)
        asked = [own, *[question(model, self.prompt, self.subject, name) for name in self.names]]
        kept: dict[int, Arrays] = {}
        for length in sorted({len(each.row) for each in asked}):
            progress("cutting the edges to the name", len(kept) / len(asked))
            alike = {n: each for n, each in enumerate(asked) if len(each.row) == length}
            kept |= zip(alike, _layer_cuts(model, list(alike.values())), strict=True)
        found: dict[str, Any] = {name: [kept[n][name] for n in range(len(asked))] for name in kept[0]}
        least = found["cut"][0].min() + ALIKE * found["plain"][0]
        layer = int(np.argmax(found["cut"][0] <= least))
        one = [_cut(to_name(own), [layer], [head]) for head in range(model.n_heads)]
        chance_HV = next_chances(model, [own.row] * len(one), one)
        [trace] = model.run_rows([own.row], ["pattern", "final_norm"])
        answer = int(next_chances(model, [own.row])[0].argmax())
        weight_H = trace["pattern"][layer, :, own.last, own.name.start : own.name.stop].sum(-1, dtype=np.float64)
        found |= {"layer": [layer], "heads": list(chance_HV[:, answer]), "weight": list(weight_H)}
        arrays = {name: np.array(array, dtype=np.float32) for name, array in found.items()}
        return arrays, {"names": len(self.names)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, name by name."""
        return {name: np.array(value, dtype=float) for name, value in transport_again(model, asked).items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"names": len(asked.names)}


def to_name(asked: Question) -> list[tuple[int, int]]:
    """Return the edges from the last token to the name, but not to itself."""
    return [(asked.last, key) for key in asked.name if key != asked.last]


def to_others(asked: Question) -> list[tuple[int, int]]:
    """Return the edges from the last token to all other words."""
    return [(asked.last, key) for key in range(1, asked.last) if key not in asked.name]


def _cut(edges: Sequence[tuple[int, int]], layers: Sequence[int] | None, heads: Any = None) -> list[Cut]:
    """Return the interventions that cut edges; none where there are no edges."""
    cut = {"kind": "KnockOut", "edges": list(edges), "layers": None if layers is None else [*layers], "heads": heads}
    return [cut] if edges else []


def _layer_cuts(model: MeasuredModel, asked: Sequence[Question]) -> list[Arrays]:
    """Return what cuts leave of each question's own answer; all have as many tokens."""
    rows, at = [each.row for each in asked], np.arange(len(asked))
    traces = model.run_rows(rows, ["resid_pre"])
    plain_NV = next_chances(model, rows)
    answers = plain_NV.argmax(1)
    everywhere_NV = next_chances(model, rows, [_cut(to_name(each), None) for each in asked])
    left_L2N = []
    for layer in range(model.n_layers):
        streams = np.array([trace["resid_pre"][layer] for trace in traces] * 2)
        ways = [_cut(edges(each), [layer]) for edges in (to_name, to_others) for each in asked]
        left_L2N.append(chances_from(model, streams, layer, ways).reshape(2, len(asked), -1)[:, at, answers])
    found = zip(plain_NV[at, answers], everywhere_NV[at, answers], *np.transpose(left_L2N, (1, 2, 0)), strict=True)
    return [dict(zip(("plain", "everywhere", "cut", "control"), each, strict=True)) for each in found]
