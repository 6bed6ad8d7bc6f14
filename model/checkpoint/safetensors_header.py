"""Read and check the header of a safetensors file: which tensors it holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from attention_scenes.model.checkpoint.json_files import AGAIN, refuse_pointer
from attention_scenes.model.errors import UserError

DTYPES = ("F64", "F32", "F16", "BF16")
# Stored beside the weights by some versions of the library, and worked out by the decoder itself: no parameters.
BUFFERS = re.compile(r"\.attn\.(masked_)?bias$|rotary_emb\.inv_freq$|embeddings\.position_ids$")
LONGEST = 100_000_000  # bytes; the library reads no longer header
OTHERS = (  # what a file is that begins so
    (b"PK\x03\x04", "a zip archive, as pickled weights are"), (b"\x80", "a pickle"), (b"GGUF", "a GGUF file"),
    (b"<", "a web page, not weights"),
)  # fmt: skip


def tensors_in(path: Path) -> list[str]:
    """Return the names of a file's parameters; buffers are left out.

    Raises
    ------
    UserError
        A file that is no safetensors, is cut off, or holds a parameter in a type that is no plain floating point.
    """
    found = {name: entry for name, entry in read_header(path).items() if not BUFFERS.search(name)}
    for name, entry in found.items():
        if entry["dtype"] not in DTYPES:
            raise UserError(
                f"{path} holds {name} as {entry['dtype']}: weights that are quantised are not read. Take the model in "
                f"{', '.join(DTYPES[1:])}, or let transformers dequantise it and save_pretrained()."
            )
    return list(found)


def read_header(path: Path) -> dict[str, dict[str, Any]]:
    """Return dtype, shape and data_offsets of each tensor of a safetensors file, by name."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(64)
            length = int.from_bytes(start[:8], "little")
            _refuse_others(path, start, size, length)
            file.seek(8)
            header = file.read(length)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror or error}.") from None
    found = _parsed(path, header)
    end = 8 + length + max((entry["data_offsets"][1] for entry in found.values()), default=0)
    if size != end:
        raise UserError(f"{path} is damaged: its header speaks of {end:,} bytes, it has {size:,}. {AGAIN}.")
    return found


def _refuse_others(path: Path, start: bytes, size: int, length: int) -> None:
    refuse_pointer(path, start)
    if not size:
        raise UserError(f"{path} is empty. {AGAIN}.")
    if size < 8 + length or length > LONGEST:
        is_what = next((what for begin, what in OTHERS if start.startswith(begin)), "damaged or cut off")
        raise UserError(f"{path} is {is_what}: it has {size:,} bytes and its header would have {length:,}. {AGAIN}.")


def _parsed(path: Path, header: bytes) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(header)
        found.pop("__metadata__", None)
        for entry in found.values():
            first, last = entry["data_offsets"]
            if not (isinstance(entry["dtype"], str) and isinstance(entry["shape"], list) and 0 <= first <= last):
                raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(f"{path} is damaged: its header is no list of tensors. {AGAIN}.") from None
    return found
