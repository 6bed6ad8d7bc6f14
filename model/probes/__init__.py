"""Measurements over sentences that are not shown: which head does what, and which way a meaning lies.

Each returns arrays and plain facts (numbers of sentences). Nothing is named by a head's best case alone: every
measure has a control beside it.
"""

from __future__ import annotations

from model.needs import AdjectiveProbe, ContrastProbe, EmbeddingProbe, LeakProbe, Probe
from model.probes.adjectives import adjective
from model.probes.common import Found, find_word
from model.probes.contrasts import axis, contrast
from model.probes.embeddings import embedding
from model.probes.leaks import leak
from model.probes.senses import sense
from model.trace import Machine
from model.weights import Progress

__all__ = ["adjective", "axis", "contrast", "embedding", "find_word", "leak", "measure", "sense"]


def measure(model: Machine, probe: Probe, progress: Progress) -> Found:
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
