"""Cache files: arrays and facts under one SHA-256, read back whole and right or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.file_types import write_safetensors

Arrays = Mapping[str, np.ndarray]
Facts = dict[str, Any]
SHA256 = 64  # digits


def content_digest(arrays: Iterable[tuple[str, np.ndarray]], facts: str) -> str:
    """Return the SHA-256 of a file's content, independent of its layout.

    That is facts (a text), and of each array, which come in the order of their names, its name, type, shape and bytes.
    """
    total = hashlib.sha256(facts.encode())
    for name, array in arrays:
        total.update(json.dumps([name, array.dtype.str, array.shape]).encode())
        total.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return total.hexdigest()


def write_kept(path: Path, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    """Write arrays and facts (JSON) with their digest; UserError where that cannot be done."""
    text = json.dumps(facts)
    # One entry: of several the library shuffles the order, and the same content would give other bytes.
    write_safetensors(path, arrays, {"kept": content_digest(sorted(arrays.items()), text) + text})


def read_kept(path: Path) -> tuple[dict[str, np.ndarray], Facts]:
    """Read arrays and facts that :func:`write_kept` wrote; ValueError for a damaged file, OSError for none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="np") as file:
            entry = (file.metadata() or {})["kept"]
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
    except (SafetensorError, KeyError) as error:
        raise ValueError(f"{path} is damaged: {error}") from None
    code, text = entry[:SHA256], entry[SHA256:]
    if code != content_digest(sorted(arrays.items()), text):
        raise ValueError(f"{path} is damaged: what it holds is not what was kept")
    return arrays, json.loads(text)


def kept(path: Path, of: Any, make: Callable[[], tuple[Arrays, Facts]]) -> tuple[Arrays, Facts]:
    """Return what is cached at ``path`` for the key ``of`` (JSON), or else make it and cache it.

    What is missing, damaged or made of something else is made anew; what cannot be kept is used all the same.
    """
    with suppress(OSError, ValueError):
        arrays, facts = read_kept(path)
        if facts.pop("of", None) == of:
            return arrays, facts
    made, about = make()
    with suppress(OSError, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_kept(path, made, about | {"of": of})
    return made, about
