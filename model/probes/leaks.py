"""Which head would read the future if nothing hid it."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import run_many
from attention_scenes.model.probes.common import Found
from attention_scenes.model.request.needs import LeakProbe

AT_ONCE = 4


def leak(model: LoadedModel, probe: LeakProbe, progress: Progress) -> Found:
    """Rank heads by the weight on later tokens, were the mask taken off in that head alone.

    Its queries and keys are then those of the masked model, so its pattern is the softmax of all its scores. The
    first token and the last are left out as queries: the one only gathers attention, the other has no future.

    Arrays (means over queries, then over sentences):

    ``leak``
        ``[L, H]``: the weight that would go to later tokens.
    ``even``
        ``[1]``: the same for a head that weighs all tokens alike; the control.
    """
    sentences = probe.filled().sentences
    leaks, evens = [], []
    for start in range(0, len(sentences), AT_ONCE):
        progress("measuring what heads would leak", start / len(sentences))
        for trace in run_many(model, sentences[start : start + AT_ONCE], ["raw_scores"]):
            scores_LHTT = trace["raw_scores"].astype(np.float64) / np.sqrt(model.transformer.config.d_head)
            weights_LHTT = np.exp(scores_LHTT - scores_LHTT.max(-1, keepdims=True))
            weights_LHTT /= weights_LHTT.sum(-1, keepdims=True)
            later_TT = np.triu(np.ones(scores_LHTT.shape[-2:]), 1)
            leaks.append((weights_LHTT * later_TT).sum(-1)[..., 1:-1].mean(-1))
            evens.append(later_TT.mean(-1)[1:-1].mean())
    arrays = {"leak": np.mean(leaks, axis=0), "even": np.array([np.mean(evens)])}
    return {name: array.astype(np.float32) for name, array in arrays.items()}, {"sentences": len(sentences)}
