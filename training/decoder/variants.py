"""Variants of the decoder: runs with one thing changed, a row each; all else is as in the run without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Variant:
    """What a run changes in ``network.SETTINGS``.

    Attributes
    ----------
    about
        What is changed, in a line, for ``--help``.
    label
        What is said of it on screen, after "our decoder".
    settings
        The keys of config.json that are other.
    """

    about: str
    label: str
    settings: Mapping[str, Any]


BASE = ""  # the variant that changes nothing

VARIANTS: Mapping[str, Variant] = {
    BASE: Variant("", "", {}),
    "no-mask": Variant("every word sees the later ones, too", "no mask", {"causal": False}),
    "no-values": Variant(
        "heads mix what they read, each its share of the 64 numbers", "no value map", {"value_map": False}
    ),
    "one-head": Variant(
        "one head of 64 instead of four of 16", "one head",
        {"num_attention_heads": 1, "num_key_value_heads": 1, "head_dim": 64},
    ),
    "eight-heads": Variant(
        "eight heads of 8 instead of four of 16", "eight heads",
        {"num_attention_heads": 8, "num_key_value_heads": 8, "head_dim": 8},
    ),
}  # fmt: skip
