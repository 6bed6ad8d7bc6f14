"""The probes a second time, on the NumPy forward, by other steps than model/probes/ takes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.adjectives import adjective
from attention_scenes.model.verify.probes.contrasts import contrast
from attention_scenes.model.verify.probes.leaks import leak
from attention_scenes.model.verify.probes.senses_again import sense
from attention_scenes.model.verify.probes.word_arithmetic_again import embedding

KINDS = {"adjective": adjective, "leak": leak, "contrast": contrast, "embedding": embedding, "sense": sense}
Asked = Mapping[str, Any]  # a probe as a sidecar's needs write it out, every sentence in it


def kind_of(probe: Asked) -> str:
    """Which of :data:`KINDS` a probe is; contrasts have names of their own."""
    return probe.get("kind", probe["name"])


def measure(folder: Path, weights: Weights, probe: Asked) -> dict[str, np.ndarray]:
    """A probe's arrays by name."""
    return KINDS[kind_of(probe)](folder, weights, SimpleNamespace(**probe))


def facts(probe: Asked) -> dict[str, int]:
    """The numbers of sentences, counted again."""
    match kind_of(probe):
        case "adjective":
            return {
                "sentences": len([0 for _ in probe["pairs"] for _ in probe["nouns"]]),
                "controls": len([0 for _ in probe["controls"] for _ in probe["nouns"]]),
                "axis_sentences": len([0 for _ in probe["colours"] for _ in probe["axis_nouns"]]),
                "carry_sentences": len([0 for _ in probe["colours"] for _ in probe["carry_nouns"]]),
            }
        case "leak":
            return {"sentences": len(probe["sentences"])}
        case "contrast":
            sides = (*probe["positive"], *probe["negative"])
            texts = [frame.replace("{}", word) for frame in probe["frames"] for word in sides]
            return {"frames": len(probe["frames"]), "sentences": len(texts)}
        case "sense":
            counts = {name: len(lines) for name, lines in probe["contexts"].items()}
            return counts | {"contexts": sum(counts.values())}
    return {}
