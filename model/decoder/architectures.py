"""Read config.json of the Llama and the GPT-2 family; settings that this decoder does not support are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.decoder.config_keys import families, set_oddly, unknown
from attention_scenes.model.decoder.rotary import SETTINGS as ROPES
from attention_scenes.model.decoder.rotary import kind_of, positive, read_rope
from attention_scenes.model.decoder.transformer import Config
from attention_scenes.model.errors import UserError

LLAMAS = ("llama", "mistral", "qwen2")
DTYPES = ("float32", "float16", "bfloat16", "float64")
SILU, GELU = ("silu", "swish"), ("gelu_new", "gelu_pytorch_tanh")
# What the library takes for what a config leaves out.
GROUPS = {"mistral": 8, "qwen2": 32}
WINDOW, FULL_LAYERS = 4096, 28
FLAGS = {
    "llama": ("attention_bias", "mlp_bias"), "qwen2": ("use_sliding_window",), "mistral": (),
    "gpt2": ("scale_attn_by_inverse_layer_idx", "add_cross_attention", "reorder_and_upcast_attn"),
}  # fmt: skip


def config_of(data: Mapping[str, Any]) -> Config:
    """Return the shape of a model from its ``config.json``; a UserError names what this decoder does not do."""
    kind = data.get("model_type")
    if not isinstance(kind, str) or kind not in families():
        raise UserError(
            f"The model is of type {str(kind)[:40]!r}; what can be read is the Llama family ({', '.join(LLAMAS)}) "
            "and gpt2."
        )
    if data.get("auto_map"):
        raise UserError(
            "The model brings code of its own (auto_map in its config.json), which is not run: what it computes is not "
            f"known to be what a {kind} computes. Take a model without, or remove auto_map where it is plain {kind}."
        )
    if strange := [*set_oddly(data), *(name for name, bad in _oddities(data).items() if bad)]:
        raise UserError(f"The model's config.json sets {', '.join(strange)}, which this decoder does not do.")
    try:
        config = _gpt2_config(data) if kind == "gpt2" else _llama_config(data)
        _check(data, config)
    except KeyError as missing:
        raise UserError(f"The model's config.json has no {missing}.") from None
    except (TypeError, ValueError) as error:
        raise UserError(f"The model's config.json cannot be read: {error}.") from None
    if strange := unknown(data):
        raise UserError(
            f"The model's config.json sets {', '.join(strange)[:200]}, which is not known here and could change what "
            f"the model computes: remove it where it does not."
        )
    return config


def _oddities(data: Mapping[str, Any]) -> dict[str, bool]:
    """Return the settings of a family's own keys that this decoder does not support."""
    if data["model_type"] == "gpt2":
        return {
            "activation_function": data.get("activation_function", GELU[0]) not in GELU,
            "scale_attn_weights": data.get("scale_attn_weights", True) is not True,
        }
    return {
        f"rope_scaling {kind_of(data)!r}": kind_of(data) not in ROPES,
        "partial_rotary_factor": data.get("partial_rotary_factor") not in (None, 1),
        "hidden_act": data.get("hidden_act", SILU[0]) not in SILU,
    }


def _llama_config(data: Mapping[str, Any]) -> Config:
    heads, width = whole(data, "num_attention_heads"), whole(data, "hidden_size")
    groups = data.get("num_key_value_heads", GROUPS.get(data["model_type"]))
    config = Config(
        n_layers=whole(data, "num_hidden_layers"),
        n_heads=heads,
        n_kv_heads=heads if groups is None else whole({"num_key_value_heads": groups}, "num_key_value_heads"),
        d_model=width,
        d_head=_head_size(data, width, heads),
        d_mlp=whole(data, "intermediate_size"),
        n_vocab=whole(data, "vocab_size"),
        n_context=min(whole(data, "max_position_embeddings"), _window(data)),
        norm_eps=_eps(data, "rms_norm_eps"),
    )
    if config.d_head % 2:
        raise ValueError(f"heads of an odd size, {config.d_head}, have no pairs to turn")
    read_rope(data)
    return config


def _gpt2_config(data: Mapping[str, Any]) -> Config:
    heads, width = whole(data, "n_head"), whole(data, "n_embd")
    return Config(
        n_layers=whole(data, "n_layer"),
        n_heads=heads,
        n_kv_heads=heads,
        d_model=width,
        d_head=_shared("n_embd", width, "n_head", heads),
        d_mlp=4 * width if data.get("n_inner") is None else whole(data, "n_inner"),
        n_vocab=whole(data, "vocab_size"),
        n_context=whole(data, "n_positions"),
        norm_eps=_eps(data, "layer_norm_epsilon"),
    )


def _head_size(data: Mapping[str, Any], width: int, heads: int) -> int:
    """Return the size of a head; only some families let it differ from the width's share."""
    if "head_dim" not in data or (data["head_dim"] is None and data["model_type"] != "qwen2"):
        return _shared("hidden_size", width, "num_attention_heads", heads)
    if data["model_type"] == "llama":
        _shared("hidden_size", width, "num_attention_heads", heads)
    return whole(data, "head_dim")


def _window(data: Mapping[str, Any]) -> int:
    """Return the longest text in tokens before a sliding window hides some of them."""
    all_of_it = whole(data, "max_position_embeddings")
    if data["model_type"] == "llama" or (data["model_type"] == "qwen2" and "sliding_attention" not in _layers(data)):
        return all_of_it
    window = data.get("sliding_window", WINDOW)
    if data["model_type"] == "qwen2" and (window is None or not data.get("use_sliding_window")):
        raise ValueError("layer_types has sliding_attention, and no sliding_window is in use")
    return all_of_it if window is None else whole({"sliding_window": window}, "sliding_window")


def _layers(data: Mapping[str, Any]) -> list[str]:
    """Return the attention kind of each layer of a Qwen2; without a list, those from max_window_layers on slide."""
    count, first = whole(data, "num_hidden_layers"), data.get("max_window_layers", FULL_LAYERS)
    if isinstance(first, bool) or not isinstance(first, int):
        raise TypeError(f"max_window_layers is {str(first)[:40]!r}, where a whole number is expected")
    slides = data.get("use_sliding_window") and data.get("sliding_window", WINDOW) is not None
    kinds = data.get("layer_types")
    if kinds is None:
        return ["sliding_attention" if slides and n >= first else "full_attention" for n in range(count)]
    if (
        not isinstance(kinds, list)
        or len(kinds) != count
        or {*map(str, kinds)} - {"sliding_attention", "full_attention"}
    ):
        raise ValueError(
            f"layer_types is {str(kinds)[:60]}, where full_attention or sliding_attention is expected for each of "
            f"{count} layers"
        )
    return kinds


def _check(data: Mapping[str, Any], config: Config) -> None:
    """Raise a TypeError or ValueError where settings do not fit each other, or are no settings."""
    _shared("the number of heads", config.n_heads, "num_key_value_heads", config.n_kv_heads)
    for name in ("tie_word_embeddings", *FLAGS[data["model_type"]]):
        flag(data, name, False)
    for name in ("dtype", "torch_dtype"):
        if data.get(name) not in (None, *DTYPES):
            raise ValueError(f"{name} is {str(data[name])[:40]!r}, where one of {', '.join(DTYPES)} is expected")
    pad = data.get("pad_token_id")
    if data["model_type"] != "gpt2" and pad is not None and pad not in range(-config.n_vocab, config.n_vocab):
        raise ValueError(f"pad_token_id is {str(pad)[:40]}, where the vocabulary has {config.n_vocab:,} tokens")


def whole(data: Mapping[str, Any], name: str) -> int:
    """Return a whole number above 0; KeyError, TypeError or ValueError where it is something else."""
    if isinstance(value := data[name], bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {str(value)[:40]!r}, where a whole number is expected")
    if value <= 0:
        raise ValueError(f"{name} is {value}, a size of 0 or less")
    return value


def flag(data: Mapping[str, Any], name: str, usual: bool) -> bool:
    """Return a setting that is true or false; TypeError where it is something else."""
    if not isinstance(value := data.get(name, usual), bool):
        raise TypeError(f"{name} is {str(value)[:40]!r}, where true or false is expected")
    return value


def _eps(data: Mapping[str, Any], name: str) -> float:
    if not isinstance(data[name], float):
        raise TypeError(f"{name} is {data[name]!r:.40}, where a number such as 1e-05 is expected")
    return positive(name, data[name])


def _shared(what: str, number: int, by: str, count: int) -> int:
    if number % count:
        raise ValueError(f"{what}, {number}, cannot be divided by {by}, {count}")
    return number // count


def tied(data: Mapping[str, Any]) -> bool:
    """Return whether a config ties the unembedding to the embedding; weights with one of their own come first."""
    return flag(data, "tie_word_embeddings", data["model_type"] == "gpt2")


def biased(data: Mapping[str, Any]) -> str:
    """Return which of a head's four maps add a bias, as letters of ``"qkvo"``."""
    usual = {"gpt2": "qkvo", "qwen2": "qkv", "mistral": ""}
    return usual.get(data["model_type"], "qkvo" if data.get("attention_bias") else "")
