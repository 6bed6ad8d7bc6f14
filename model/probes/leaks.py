"""Attention head ranking without the causal mask: which head would attend to later tokens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences

AT_ONCE = 4


@dataclass(frozen=True)
class LeakProbe(Probe):
    """Rank all heads by the weight on later tokens, were the mask taken off in that head alone.

    Its queries and keys are then those of the masked model, so its pattern is the softmax of all its scores. The
    first token and the last are left out as queries: the one only gathers attention, the other has no future.

    Arrays (means over queries, then over sentences):

    ``leak``
        ``[L, H]``: the weight that would go to later tokens.
    ``even``
        ``[1]``: the same for a head that weighs all tokens alike; the control.
    """

    sentences: tuple[str, ...] = ()
    name: Literal["leak"] = "leak"

    rankings = {"leak": "leak"}

    def filled(self, model: str = "") -> LeakProbe:
        return replace(self, **missing(self, probe_sentences(model)["leak"]))

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        sentences = self.filled().sentences
        leaks, evens = [], []
        for start in range(0, len(sentences), AT_ONCE):
            progress("measuring what heads would leak", start / len(sentences))
            for trace in model.run(sentences[start : start + AT_ONCE], ["raw_scores"]):
                scores_LHTT = trace["raw_scores"].astype(np.float64) / np.sqrt(model.d_head)
                weights_LHTT = np.exp(scores_LHTT - scores_LHTT.max(-1, keepdims=True))
                weights_LHTT /= weights_LHTT.sum(-1, keepdims=True)
                later_TT = np.triu(np.ones(scores_LHTT.shape[-2:]), 1)
                leaks.append((weights_LHTT * later_TT).sum(-1)[..., 1:-1].mean(-1))
                evens.append(later_TT.mean(-1)[1:-1].mean())
        arrays = {"leak": np.mean(leaks, axis=0), "even": np.array([np.mean(evens)])}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, {"sentences": len(sentences)}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same weights: one less the weight on what came before, query by query."""
        sentences = asked.sentences
        total, even = np.zeros((model.n_layers, model.n_heads)), 0.0
        for trace in model.run(sentences, ["raw_scores"]):
            raw = trace["raw_scores"].astype(np.float64) / model.d_head**0.5
            n = raw.shape[-1]
            for query in range(1, n - 1):
                weight = np.exp(raw[:, :, query] - raw[:, :, query].max(axis=-1, keepdims=True))
                seen = weight[..., : query + 1].sum(axis=-1) / weight.sum(axis=-1)
                total += (1 - seen) / (n - 2) / len(sentences)
                even += (n - 1 - query) / n / (n - 2) / len(sentences)
        return {"leak": total, "even": np.array([even])}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"sentences": len(asked.sentences)}
