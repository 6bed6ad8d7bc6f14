"""What models of the Llama and the GPT-2 family set in their config.json, and what of it this decoder does not do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.errors import UserError
from model.transformer import Config

LLAMAS = ("llama", "mistral", "qwen2")
# The kinds of rotary positions, and what must be set about each.
ROPE_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "default": (), "linear": ("factor",), "llama3": ("factor", "low_freq_factor", "high_freq_factor"),
}  # fmt: skip


def read_config(folder: Path) -> dict[str, Any]:
    """A folder's config.json; a UserError where it is no JSON object."""
    try:
        data = json.loads(folder.joinpath("config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise UserError(f"Cannot read {folder / 'config.json'}: {error}. Fetch the model again.") from None
    if not isinstance(data, dict):
        raise UserError(f"{folder / 'config.json'} holds no settings: fetch the model again.")
    return data


def config_of(data: Mapping[str, Any]) -> Config:
    """The shape of a model from its ``config.json``; a UserError names what this decoder does not do."""
    kind = data.get("model_type")
    if kind != "gpt2" and kind not in LLAMAS:
        raise UserError(
            f"The model is of type {str(kind)[:40]!r}; what can be read is the Llama family ({', '.join(LLAMAS)}) "
            "and gpt2."
        )
    if strange := [name for name, bad in (_gpt2_oddities if kind == "gpt2" else _llama_oddities)(data).items() if bad]:
        raise UserError(f"The model's config.json sets {', '.join(strange)}, which this decoder does not do.")
    try:
        config = _gpt2_config(data) if kind == "gpt2" else _llama_config(data)
        if any(number <= 0 for number in vars(config).values()):
            raise ValueError("a size in it is 0 or less")
        return config
    except KeyError as missing:
        raise UserError(f"The model's config.json has no {missing}.") from None
    except (TypeError, ValueError) as error:
        raise UserError(f"The model's config.json cannot be read: {error}.") from None


def _llama_oddities(data: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "mlp_bias": bool(data.get("mlp_bias")),
        f"rope_scaling {rope(data)[0]!r}": rope(data)[0] not in ROPE_SETTINGS,
        "partial_rotary_factor": data.get("partial_rotary_factor", 1) != 1,
        "hidden_act": data.get("hidden_act", "silu") != "silu",
        "quantization_config": bool(data.get("quantization_config")),
    }


def _gpt2_oddities(data: Mapping[str, Any]) -> dict[str, bool]:
    return {
        "activation_function": data.get("activation_function", "gelu_new") not in ("gelu_new", "gelu_pytorch_tanh"),
        "scale_attn_weights": not data.get("scale_attn_weights", True),
        "scale_attn_by_inverse_layer_idx": bool(data.get("scale_attn_by_inverse_layer_idx")),
        "add_cross_attention": bool(data.get("add_cross_attention")),
        "quantization_config": bool(data.get("quantization_config")),
    }


def _llama_config(data: Mapping[str, Any]) -> Config:
    heads, context = data["num_attention_heads"], data["max_position_embeddings"]
    for setting in ROPE_SETTINGS[rope(data)[0]]:
        float(rope(data)[1][setting])
    # Up to the length of the window a sliding window hides nothing.
    if data.get("use_sliding_window", data["model_type"] == "mistral"):
        context = min(context, data.get("sliding_window") or context)
    return Config(
        n_layers=data["num_hidden_layers"],
        n_heads=heads,
        n_kv_heads=data.get("num_key_value_heads") or heads,
        d_model=data["hidden_size"],
        d_head=data.get("head_dim") or data["hidden_size"] // heads,
        d_mlp=data["intermediate_size"],
        n_vocab=data["vocab_size"],
        n_context=context,
        norm_eps=data["rms_norm_eps"],
    )


def _gpt2_config(data: Mapping[str, Any]) -> Config:
    heads, width = data["n_head"], data["n_embd"]
    return Config(
        n_layers=data["n_layer"],
        n_heads=heads,
        n_kv_heads=heads,
        d_model=width,
        d_head=width // heads,
        d_mlp=data.get("n_inner") or 4 * width,
        n_vocab=data["vocab_size"],
        n_context=data["n_positions"],
        norm_eps=data["layer_norm_epsilon"],
    )


def rope(data: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The kind of rotary positions, and what is set about them."""
    rope = data.get("rope_parameters") or data.get("rope_scaling") or {}
    return rope.get("rope_type", rope.get("type", "default")), rope


def tied(data: Mapping[str, Any]) -> bool:
    """Whether the unembedding is the embedding."""
    return bool(data.get("tie_word_embeddings", data["model_type"] == "gpt2"))


def biased(data: Mapping[str, Any]) -> str:
    """Which of a head's four maps add a bias, as letters of ``"qkvo"``."""
    usual = {"gpt2": "qkvo", "qwen2": "qkv"}
    return usual.get(data["model_type"], "qkvo" if data.get("attention_bias") else "")
