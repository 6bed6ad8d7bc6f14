"""The default model's converted weights, checked by the digest of their content.

The file they come from is gone once it is converted. So what a reading of it by other code finds in it (it stands in
tests/helpers/models/gguf_by_hand.py) is pinned here as one digest: of every number of every tensor, of config.json's
numbers and of the vocabulary.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

CONTENT = "2166a6ef512deb9043f63653274bd05d5893bab035568531313e49315f4429e6"
CONFIG = (
    "bos_token_id", "eos_token_id", "head_dim", "hidden_size", "intermediate_size", "max_position_embeddings",
    "num_attention_heads", "num_hidden_layers", "num_key_value_heads", "rms_norm_eps", "rope_theta", "vocab_size",
)  # fmt: skip


def is_as_pinned(folder: Path) -> bool:
    """Check that a folder holds the default model, down to the last number; False where it cannot be read."""
    file = folder / "model.safetensors"
    try:
        return _content(folder, file.stat().st_size, file.stat().st_mtime_ns) == CONTENT
    except (OSError, ValueError, KeyError, TypeError):
        return False


@lru_cache(maxsize=2)
def _content(folder: Path, size: int, changed: int) -> str:
    return content(folder)


def content(folder: Path) -> str:
    """Return the digest of a converted folder's content."""
    from attention_scenes.model.verify.numpy_model.numpy_weights import DTYPES, tensors_of

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = sorted(tokenizer["model"]["vocab"], key=tokenizer["model"]["vocab"].__getitem__)
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in tokenizer["model"]["merges"]]
    special = [token["id"] for token in tokenizer["added_tokens"]]
    arrays = (
        (name, np.memmap(path, DTYPES[entry["dtype"]], "r", at + entry["data_offsets"][0], tuple(entry["shape"])))
        for name, (path, at, entry) in sorted(tensors_of(folder / "model.safetensors").items())
    )
    return digest(arrays, {name: config[name] for name in CONFIG}, [vocabulary, merges, sorted(special)])


def digest(arrays: Iterable[tuple[str, np.ndarray]], config: dict[str, Any], words: list[Any]) -> str:
    """Return the digest of tensors in the order of their names, of settings and of a vocabulary."""
    total = hashlib.sha256(json.dumps([config, words], sort_keys=True).encode())
    for name, array in arrays:
        total.update(f"{name} {list(array.shape)} {array.dtype.str}".encode())
        total.update(np.ascontiguousarray(array).data)
    return total.hexdigest()
