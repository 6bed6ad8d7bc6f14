"""Variants of the vision transformer: runs with one thing changed, a row each; all else is as in the run without."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PATCHES = 16
# One order for all pictures, drawn once.
SHUFFLE = sorted(range(PATCHES), key=lambda patch: hashlib.sha256(f"patch {patch}".encode()).hexdigest())


@dataclass(frozen=True)
class VisionVariant:
    """What a run changes: in a line for ``--help``, on screen, and the keys of config.json that are other."""

    about: str
    label: str
    settings: Mapping[str, Any]


PLAIN = ""  # the variant that changes nothing

VISION_VARIANTS: Mapping[str, VisionVariant] = {
    PLAIN: VisionVariant("", "", {}),
    "no-positions": VisionVariant("places add nothing to patches", "no positions", {"positions": "none"}),
    "class-last": VisionVariant(
        "patches see no later ones, and the class token stands last", "mask, class token last",
        {"causal": True, "class_token": "last"},
    ),
    "class-first": VisionVariant(
        "patches see no later ones, and the class token stands first, where it sees itself alone",
        "mask, class token first", {"causal": True},
    ),
    "shuffled": VisionVariant("patches are shuffled, all pictures alike", "one shuffle", {"patch_order": SHUFFLE}),
}  # fmt: skip
