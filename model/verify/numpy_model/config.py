"""Read a model's config.json again as ``transformers`` reads it; what numpy_decoder.py cannot do is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.numpy_model.families_again import KINDS, Kind

PLACES = {"rotary": "turned", "learned": "table", "sinusoid": "waves", "none": "nothing"}


@dataclass(frozen=True)
class Settings:
    """Settings of a config.json by one name for all families.

    ``rope`` has its ``rope_theta`` and is empty where nothing turns; ``waves`` are the base and the scale of fixed
    position vectors; ``n_soft`` vectors stand before every text and are counted in ``n_context``.
    """

    kind: Kind
    tied: bool
    n_layers: int
    n_heads: int
    n_groups: int
    width: int
    d_head: int
    eps: float
    n_context: int
    rope: Mapping[str, Any]
    waves: tuple[float, float] = (0.0, 0.0)
    n_soft: int = 0


def read(folder: Path, half: str = "") -> tuple[dict[str, Any], Settings]:
    """Return config.json and its settings; a UserError where it cannot be read or sets what is not supported.

    With ``half`` those of an encoder–decoder's ``encoder`` or ``decoder``.
    """
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8-sig"))
        config = config[half] if half else config
        kind = KINDS[config["model_type"]]
        _refuse_others(config, kind)
        return config, _settings(kind.silent | config, _named(kind, config))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{path} cannot be read a second time ({type(error).__name__}: {error}).") from None


def _refuse_others(config: Mapping[str, Any], kind: Kind) -> None:
    for name, good in kind.must.items():
        if name in config and config[name] not in good:
            raise UserError(
                f"config.json says {name}={config[name]!r}, which no second way computes: choose another model."
            )


def _named(kind: Kind, config: Mapping[str, Any]) -> Kind:
    """Return a family with the parts that a config.json names, where it does."""
    if not kind.named_parts:
        return replace(kind, bend=config.get("hidden_act", kind.bend)) if kind.normed_late else kind
    return replace(
        kind,
        places=PLACES[config["positions"]],
        centred={"layer": True, "rms": False, "none": False}[config["norm"]],
        normed=config["norm"] != "none",
        adds_up=_yes(config, "residual"),
        looks_back_only=_yes(config, "causal"),
        makes_values=_yes(config, "value_map"),
        mlp={"gated": "gated", "plain": "plain", "none": "nothing"}[config["mlp"]],
        bend=config.get("hidden_act", kind.silent["hidden_act"]),
    )


def _settings(config: Mapping[str, Any], kind: Kind) -> Settings:
    found: dict[str, Any] = {
        size: next((config[key] for key in keys if key in config), None) for size, keys in kind.keys.items()
    }
    if missing := [kind.keys[size][0] for size in ("n_layers", "n_heads", "width", "n_context") if not found[size]]:
        raise KeyError(missing[0])
    waves = ("sinusoid_base", "sinusoid_scale") if kind.places == "waves" else ()
    n_soft = config.get("soft_vectors") or 0
    return Settings(
        kind=kind,
        tied=config.get("tie_word_embeddings", False),
        n_layers=found["n_layers"],
        n_heads=found["n_heads"],
        n_groups=found.get("n_groups") or found["n_heads"],
        width=found["width"],
        d_head=found.get("d_head") or found["width"] // found["n_heads"],
        eps=_number(found["eps"]) if kind.normed else 0.0,
        n_context=n_soft
        + min(found["n_context"], *_window(kind.window, config, found["n_layers"], found["n_context"])),
        rope=_rope(config) if kind.places == "turned" else {},
        waves=tuple(_number(config[name]) for name in waves) or (0.0, 0.0),  # type: ignore[arg-type]
        n_soft=n_soft,
    )


def _window(kind: str, config: Mapping[str, Any], n_layers: int, longest: int) -> list[int]:
    """Return the window in which every head sees all earlier tokens; the longest text where there is none."""
    slides = kind == "all" or (kind == "listed" and "sliding_attention" in _layer_types(config, n_layers))
    length = config["sliding_window"] if slides else None
    return [longest if length is None else length]


def _layer_types(config: Mapping[str, Any], n_layers: int) -> list[str]:
    """Return Qwen2's layer types: named one by one, or sliding from a layer on, where that is switched on."""
    if config.get("layer_types") is not None:
        return config["layer_types"]
    if not config.get("use_sliding_window", False):
        return []
    full = config["max_window_layers"]
    return ["full_attention" if layer < full else "sliding_attention" for layer in range(n_layers)]


def _rope(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rotary settings: rope_scaling before rope_parameters, and keys inside before keys beside."""
    inside = dict(config.get("rope_scaling") or config.get("rope_parameters") or {})
    inside.setdefault("rope_theta", config.get("rope_theta") or 10_000.0)
    kind = inside.setdefault("rope_type", inside.get("type", "default"))
    if kind not in ("default", "linear", "llama3") or inside.get("partial_rotary_factor", 1) != 1:
        raise UserError(f"Rotary positions {inside!r:.120} are computed by no second way: choose another model.")
    if kind == "llama3":
        inside.setdefault("original_max_position_embeddings", config["max_position_embeddings"])
    return {name: value if name in ("rope_type", "type") else _number(value) for name, value in inside.items()
            if name in ("rope_type", "rope_theta", "factor", "low_freq_factor", "high_freq_factor",
                        "original_max_position_embeddings")}  # fmt: skip


def _yes(config: Mapping[str, Any], name: str) -> bool:
    """Return a part that is there unless it is said not to be."""
    if not isinstance(said := config.get(name, True), bool):
        raise TypeError(f"{name} is {said!r}")
    return said


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)
