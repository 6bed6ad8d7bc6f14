"""What hangs on a noun's look at its adjectives: right answers where these edges are cut in a layer of our decoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from attention_scenes.model.probes.learning.checkpoint_scores_again import places_again, rows_again
from attention_scenes.model.probes.learning.questions import Question, grammar_sentences, questions
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel


@dataclass(frozen=True)
class NounEdgesProbe(Probe):
    """Count right answers about a noun while it may not look at its adjectives, and while it may not at other words.

    Parameters
    ----------
    layer, head
        Where edges are cut.
    sentences
        Of ``sentences.toml`` where empty, the held-out ones: each asks about its first noun, which has two adjectives.

    Arrays:

    ``right``
        ``[4]``: how often the likeliest first answer is an adjective of the noun, with nothing cut; with as many other
        edges of the noun cut in all heads of the layer, those to the first tokens; with the edges to its adjectives
        cut in the head alone; and in all heads of the layer.
    """

    layer: int
    head: int
    sentences: tuple[str, ...] = ()
    name: Literal["noun_edges"] = "noun_edges"

    def filled(self, model: str = "") -> NounEdgesProbe:
        return self if self.sentences else replace(self, sentences=grammar_sentences()["held_out"])

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        asked = questions(model, self.sentences)
        rows = [each.ids[: each.answer] for each in asked]
        kinds = zip(*[_ways(each, self.layer, self.head) for each in asked], strict=True)
        right = []
        for ways in kinds:
            traces = model.run_ways(rows, ["logits"], ways)
            said = [int(trace["logits"][-1].argmax()) for trace in traces]
            right.append(np.mean([word in _right(each) for word, each in zip(said, asked, strict=True)]))
        return {"right": np.array(right, dtype=np.float32)}, {"sentences": len(asked)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same, a sentence at a time."""
        hits = np.zeros(4)
        for text, whole in zip(asked.sentences, rows_again(model, asked.sentences), strict=True):
            noun, own, _, stop = places_again(text)
            ids = whole[: stop + 5]
            for way, (keys, heads) in enumerate(
                (([], None), (range(len(own)), None), (own, [asked.head]), (own, None))
            ):
                knocked = {"kind": "KnockOut", "edges": [[noun, key] for key in keys], "layers": [asked.layer]}
                [trace] = model.run_rows([ids], ["logits"], [knocked | {"heads": heads}] if keys else [])
                hits[way] += np.argmax(trace["logits"][-1]) in [ids[at] for at in own]
        return {"right": hits / len(asked.sentences)}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"sentences": sum(1 for _ in asked.sentences)}


def _ways(question: Question, layer: int, head: int) -> list[Sequence[Mapping[str, Any]]]:
    """Return the interventions of each way: none, others' edges, the head's own, the layer's own."""

    def cut(keys: Sequence[int], heads: tuple[int, ...] | None) -> Sequence[Mapping[str, Any]]:
        edges = tuple((question.noun, key) for key in keys)
        return [{"kind": "KnockOut", "edges": edges, "layers": (layer,), "heads": heads}]

    return [[], cut(range(len(question.own)), None), cut(question.own, (head,)), cut(question.own, None)]


def _right(question: Question) -> set[int]:
    return {question.ids[at] for at in question.own}
