"""Sliding windows, by the rule of each family: how long a text may be before a window hides some of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.decoder.architectures.config_values import whole

SLIDING, FULL = "sliding_attention", "full_attention"


def longest_text(window: str, data: Mapping[str, Any], n_layers: int, n_context: int) -> int:
    """Return the longest text in tokens of which every layer sees all.

    Parameters
    ----------
    window
        In which layers a window is, as :class:`Family` says.
    data
        A config.json, with what the library takes for what it leaves out.
    """
    if window == "none" or (window == "named layers" and SLIDING not in layer_types(data, n_layers)):
        return n_context
    length = data["sliding_window"]
    if window == "named layers" and (length is None or not data.get("use_sliding_window")):
        raise ValueError(f"layer_types has {SLIDING}, and no sliding_window is in use")
    return n_context if length is None else min(n_context, whole(data, "sliding_window"))


def layer_types(data: Mapping[str, Any], count: int) -> list[str]:
    """Return the attention kind of each layer; without a list, those from max_window_layers on slide."""
    first = data["max_window_layers"]
    if isinstance(first, bool) or not isinstance(first, int):
        raise TypeError(f"max_window_layers is {str(first)[:40]!r}, where a whole number is expected")
    slides = data.get("use_sliding_window") and data["sliding_window"] is not None
    kinds = data.get("layer_types")
    if kinds is None:
        return [SLIDING if slides and n >= first else FULL for n in range(count)]
    if not isinstance(kinds, list) or len(kinds) != count or {*map(str, kinds)} - {SLIDING, FULL}:
        raise ValueError(
            f"layer_types is {str(kinds)[:60]}, where {FULL} or {SLIDING} is expected for each of {count} layers"
        )
    return kinds
