"""Measure any probe: which head does what, and which way a meaning lies, over sentences that are not shown.

Each returns arrays and plain facts (numbers of sentences). Nothing is named by a head's best case alone: every
measure has a control beside it.
"""

from __future__ import annotations

from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.probes.adjectives import adjective
from attention_scenes.model.probes.common import Found
from attention_scenes.model.probes.contrasts import axis
from attention_scenes.model.probes.leaks import leak
from attention_scenes.model.probes.senses import sense
from attention_scenes.model.probes.word_arithmetic import embedding
from attention_scenes.model.request.needs import AdjectiveProbe, ContrastProbe, EmbeddingProbe, LeakProbe, Probe


def measure(model: LoadedModel, probe: Probe, progress: Progress) -> Found:
    """Answer any probe; a contrast's phrases are laid along its axis by :func:`contrast`."""
    match probe:
        case AdjectiveProbe():
            return adjective(model, probe, progress)
        case LeakProbe():
            return leak(model, probe, progress)
        case ContrastProbe():
            return axis(model, probe, progress)
        case EmbeddingProbe():
            return embedding(model, probe)
    return sense(model, probe, progress)
