"""Read a model's config.json again as ``transformers`` reads it; what numpy_decoder.py cannot do is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError

# What the configuration classes of transformers take where config.json is silent, as far as families differ.
KEY_VALUE_HEADS = {"mistral": 8, "qwen2": 32}
WINDOW, FULL_LAYERS = 4096, 28
MUST_BE: Mapping[str, Mapping[str, tuple[Any, ...]]] = {
    "llama": {
        "hidden_act": ("silu", "swish"), "mlp_bias": (False, None), "partial_rotary_factor": (1, None),
        "quantization_config": (None,), "auto_map": (None, {}),
    },
    "gpt2": {
        "activation_function": ("gelu_new", "gelu_pytorch_tanh"), "scale_attn_weights": (True,),
        "scale_attn_by_inverse_layer_idx": (False, None), "add_cross_attention": (False, None),
        "quantization_config": (None,), "auto_map": (None, {}),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Settings of a config.json by one name for all families; ``rope`` with its ``rope_theta``, empty for GPT-2."""

    gpt2: bool
    tied: bool
    n_layers: int
    n_heads: int
    n_groups: int
    width: int
    d_head: int
    eps: float
    n_context: int
    rope: Mapping[str, Any]


def read(folder: Path) -> tuple[dict[str, Any], Settings]:
    """Return config.json and its settings; a UserError where it cannot be read or sets what is not supported."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8-sig"))
        family = config["model_type"]
        _refuse_others(config, "gpt2" if family == "gpt2" else "llama")
        return config, _gpt2(config) if family == "gpt2" else _llama(config, family)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(f"{path} cannot be read a second time ({type(error).__name__}: {error}).") from None


def _refuse_others(config: Mapping[str, Any], kind: str) -> None:
    for name, good in MUST_BE[kind].items():
        if name in config and config[name] not in good:
            raise UserError(
                f"config.json says {name}={config[name]!r}, which no second way computes: choose another model."
            )


def _gpt2(config: Mapping[str, Any]) -> Settings:
    def get(name: str, other: str) -> Any:
        return config[name] if name in config else config[other]

    width, heads = get("n_embd", "hidden_size"), get("n_head", "num_attention_heads")
    return Settings(
        gpt2=True,
        tied=config.get("tie_word_embeddings", True),
        n_layers=get("n_layer", "num_hidden_layers"),
        n_heads=heads,
        n_groups=heads,
        width=width,
        d_head=width // heads,
        eps=_number(config.get("layer_norm_epsilon", 1e-5)),
        n_context=get("n_positions", "max_position_embeddings"),
        rope={},
    )


def _llama(config: Mapping[str, Any], family: str) -> Settings:
    heads, width = config["num_attention_heads"], config["hidden_size"]
    groups = config.get("num_key_value_heads", KEY_VALUE_HEADS.get(family))
    return Settings(
        gpt2=False,
        tied=config.get("tie_word_embeddings", False),
        n_layers=config["num_hidden_layers"],
        n_heads=heads,
        n_groups=heads if groups is None else groups,
        width=width,
        d_head=config.get("head_dim") or width // heads,
        eps=_number(config.get("rms_norm_eps", 1e-6)),
        n_context=min(config["max_position_embeddings"], *_window(config, family)),
        rope=_rope(config),
    )


def _window(config: Mapping[str, Any], family: str) -> list[int]:
    """Return the window in which every head sees all earlier tokens; None where there is no such window."""
    slides = family == "mistral" or (family == "qwen2" and "sliding_attention" in _layer_types(config))
    length = config.get("sliding_window", WINDOW) if slides else None
    return [config["max_position_embeddings"] if length is None else length]


def _layer_types(config: Mapping[str, Any]) -> list[str]:
    """Return Qwen2's layer types: named one by one, or sliding from a layer on, where that is switched on."""
    if config.get("layer_types") is not None:
        return config["layer_types"]
    if not config.get("use_sliding_window", False):
        return []
    full = config.get("max_window_layers", FULL_LAYERS)
    return ["full_attention" if layer < full else "sliding_attention" for layer in range(config["num_hidden_layers"])]


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


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)
