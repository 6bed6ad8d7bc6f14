"""The probes a second time, on the NumPy forward, by other steps than model/probes/ takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.needs import AdjectiveProbe, ContrastProbe, EmbeddingProbe, LeakProbe, Probe
from model.raw import Weights
from model.recheck.adjectives import adjective
from model.recheck.contrasts import contrast
from model.recheck.embeddings import embedding
from model.recheck.leaks import leak
from model.recheck.senses import sense

__all__ = ["facts", "measure"]


def measure(folder: Path, weights: Weights, probe: Probe) -> dict[str, np.ndarray]:
    """A probe's arrays by name."""
    match probe:
        case AdjectiveProbe():
            return adjective(folder, weights, probe)
        case LeakProbe():
            return leak(folder, weights, probe)
        case ContrastProbe():
            return contrast(folder, weights, probe)
        case EmbeddingProbe():
            return embedding(folder, weights, probe)
    return sense(folder, weights, probe)


def facts(probe: Probe) -> dict[str, int]:
    """The numbers of sentences, counted again."""
    match probe:
        case AdjectiveProbe():
            full = probe.filled()
            return {
                "sentences": len([0 for _ in full.pairs for _ in full.nouns]),
                "controls": len([0 for _ in full.controls for _ in full.nouns]),
                "axis_sentences": len([0 for _ in full.colours for _ in full.axis_nouns]),
                "carry_sentences": len([0 for _ in full.colours for _ in full.carry_nouns]),
            }
        case LeakProbe():
            return {"sentences": len(probe.filled().sentences)}
        case ContrastProbe():
            lists = probe.filled()
            texts = [frame.replace("{}", w) for frame in lists.frames for w in (*lists.positive, *lists.negative)]
            return {"frames": len(lists.frames), "sentences": len(texts)}
        case EmbeddingProbe():
            return {}
    counts = {name: len(lines) for name, lines in probe.contexts.items()}
    return counts | {"contexts": sum(counts.values())}
