"""What a bundle states of the model that answered: its name, its weights, its sizes, what it is made of."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder.architectures.architecture import Config
from attention_scenes.model.request.needs import Needs

NUMBERS = ("n_layers", "n_heads", "n_kv_heads", "d_model", "d_head", "d_mlp", "n_vocab", "n_context")


def model_facts(
    needs: Needs, checkpoint: Checkpoint, shape: Config, tensors: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    """Return the entries of a bundle's ``meta`` that any answer of a model has, with none of its traces and probes."""
    return {
        "model": needs.model,
        "label": checkpoint.label,
        "weight_digest": checkpoint.digest,
        "digest": needs.digest(checkpoint.digest),
        "needs": needs.to_json(),
        "versions": {"python": platform.python_version()} | {p: version(p) for p in ("torch", "numpy", "tokenizers")},
        "n_parameters": sum(math.prod(each) for each in tensors.values()),
        "tensors": tensors,
        "positions": shape.architecture.positions,
        "norm": shape.architecture.norm,
        "residual": shape.architecture.residual,
        "causal": shape.architecture.causal,
        "biased": "".join(letter for letter in "qkvo" if letter in shape.architecture.biases),
    } | {name: getattr(shape, name) for name in NUMBERS}
