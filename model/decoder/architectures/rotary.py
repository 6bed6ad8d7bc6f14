"""Rotary positions as a config.json sets them, read as ``transformers`` reads them. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attention_scenes.model.decoder.architectures.config_values import positive

DEFAULT_THETA = 10_000.0
# The kinds that are done, and what must be set about each.
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "default": (), "linear": ("factor",),
    "llama3": ("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"),
}  # fmt: skip
EVERYWHERE = ("rope_type", "type", "rope_theta", "partial_rotary_factor")


@dataclass(frozen=True)
class Rope:
    """The kind of rotary positions, their base, and the settings of that kind."""

    kind: str
    theta: float
    settings: Mapping[str, float]


def read_rope(data: Mapping[str, Any]) -> Rope:
    """Return a config's rotary positions; settings inside rope_parameters come before those beside it.

    Raises
    ------
    KeyError
        A setting that its kind needs is missing.
    ValueError
        A kind or a setting that is not done; two places that contradict each other.
    """
    places = {name: data[name] for name in ("rope_scaling", "rope_parameters") if data.get(name)}
    read = [_read(data, name, place) for name, place in places.items()] or [_read(data, "rope_parameters", {})]
    if read[0] != read[-1]:
        raise ValueError(f"rope_scaling and rope_parameters contradict each other ({' and '.join(map(_said, read))})")
    return read[0]


def kind_of(data: Mapping[str, Any]) -> str:
    """Return the kind of rotary positions that a config names, supported or not."""
    place = data.get("rope_scaling") or data.get("rope_parameters") or {}
    named = place.get("rope_type", place.get("type", "default")) if isinstance(place, dict) else place
    return named if isinstance(named, str) else repr(named)[:40]


def _read(data: Mapping[str, Any], name: str, place: Any) -> Rope:
    if not isinstance(place, dict):
        raise TypeError(f"{name} is {str(place)[:40]!r}, where settings in braces are expected")
    kind = place.get("rope_type", place.get("type", "default"))
    if not isinstance(kind, str) or kind not in SETTINGS:
        raise ValueError(f"{name} is of kind {str(kind)[:40]!r}; what is done is {', '.join(SETTINGS)}")
    if strange := sorted(set(place) - {*EVERYWHERE, *SETTINGS[kind]}):
        raise ValueError(f"{name} of kind {kind!r} sets {strange[0][:40]}, which that kind does not read")
    if (part := place.get("partial_rotary_factor", 1)) != 1 or isinstance(part, bool):
        raise ValueError(f"partial_rotary_factor is {str(part)[:40]}; what is done is 1, whole heads that turn")
    usual = {"original_max_position_embeddings": data["max_position_embeddings"]}
    theta = place.get("rope_theta", data.get("rope_theta", DEFAULT_THETA))
    settings = {setting: positive(f"{name}'s {setting}", (usual | place)[setting]) for setting in SETTINGS[kind]}
    if kind == "llama3" and settings["low_freq_factor"] >= settings["high_freq_factor"]:
        raise ValueError(f"{name}'s low_freq_factor is not smaller than its high_freq_factor")
    return Rope(kind, positive("rope_theta", theta), settings)


def _said(rope: Rope) -> str:
    return f"{rope.kind!r} with theta {rope.theta:g}" + "".join(f", {k} {v:g}" for k, v in rope.settings.items())
