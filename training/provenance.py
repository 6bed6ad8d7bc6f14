"""What a checkpoint says of how it was made, in the metadata of its safetensors file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.files import ROOT

KEY = "provenance"  # the one entry: of several the library shuffles the order, and the same weights give other bytes
LICENCE = "MIT"


def provenance(scripts: Sequence[Path], seed: int, step: int, steps: int, **more: Any) -> dict[str, Any]:
    """Return how a checkpoint was made: by which files, from which seed, after which step of how many, and ``more``.

    Scripts are named from the project's folder; the digest is of all of them, one after the other.
    """
    import torch

    total = hashlib.sha256(b"".join(path.read_bytes() for path in scripts))
    return {
        "scripts": [path.resolve().relative_to(ROOT).as_posix() for path in scripts],
        "scripts_sha256": total.hexdigest(),
        "seed": seed, "step": step, "steps": steps,
        "torch": str(torch.__version__),
        "licence": LICENCE,
        **more,
    }  # fmt: skip


def write_weights(path: Path, arrays: Mapping[str, np.ndarray], made: Mapping[str, Any]) -> None:
    """Write weights with how they were made, whole or not at all; the same run writes the same bytes."""
    write_safetensors(path, dict(sorted(arrays.items())), {KEY: json.dumps(made)})


def read_provenance(path: Path) -> dict[str, Any]:
    """Return how the weights of a file were made; KeyError where it does not say."""
    from safetensors import safe_open

    with safe_open(path, framework="np") as file:
        found: dict[str, Any] = json.loads((file.metadata() or {})[KEY])
        return found
