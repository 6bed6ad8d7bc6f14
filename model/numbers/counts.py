"""Counted numbers, sources ``count:…``, computed from a bundle's meta."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def count(meta: Mapping[str, Any], what: str) -> int:
    """Return the whole number of ``count:what``; KeyError where there is none."""
    match what.split("."):
        case ["head", "layer" | "head" as part]:
            return int(meta["head"][part == "head"])
        case ["head", name, "layer" | "head" as part] if name in meta.get("heads", {}):
            return int(meta["heads"][name][part == "head"])
        case ["head", number] if number.isdecimal() and int(number) < meta["n_heads"]:
            return int(number)
        case ["tokens"]:
            return len(meta["traces"][""]["tokens"])
        case ["word", number, "tokens"] if pieces := sum(str(t[2]) == number for t in meta["traces"][""]["tokens"]):
            return pieces
        case ["layer", number] if number.isdecimal() and int(number) <= meta["n_layers"]:
            return int(number)
        case ["position", number] if number.isdecimal() and int(number) < len(meta["traces"][""]["tokens"]):
            return int(number)
        case ["parameters", *part] if found := [s for name, s in meta["tensors"].items() if has_part(name, part)]:
            return sum(math.prod(shape) for shape in found)
        case ["tensors", *part] if found := [s for name, s in meta["tensors"].items() if has_part(name, part)]:
            return len(found)
        case ["rank", name] if name in (ranks := {n.partition("[")[0]: r for n, r in meta["ranks"].items()}):
            return int(ranks[name])
        case [key, "tokens"]:
            return len(meta["traces"][key]["tokens"])
        case [probe, fact] if probe in meta["probes"]:
            return int(meta["probes"][probe][fact])
        case [name] if name.startswith(("n_", "d_")):
            return int(meta[name])
    raise KeyError(f"nothing is counted under {what!r}")


def has_part(tensor: str, part: list[str]) -> bool:
    """Check that a tensor's dotted name has these parts in a row: ``layers.0.self_attn`` or ``q_proj``."""
    return f".{'.'.join(part)}." in f".{tensor}." if part else True
