"""What each family's decoder does and how its files call things, noted a second time and for this way alone.

A family that is made of known parts is one more block here. No line is shared with the first way's descriptions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NEVER: dict[str, tuple[Any, ...]] = {"quantization_config": (None,), "auto_map": (None, {})}


@dataclass(frozen=True)
class Kind:
    """One family.

    Attributes
    ----------
    places
        What is done about positions: "turned" queries and keys, a learned "table" or fixed "waves" added to embeddings,
        or "nothing".
    centred
        Norms subtract the mean.
    mlp
        "gated", "plain" or "nothing".
    bend
        The activation, by a name that ``numpy_decoder`` knows.
    window
        A sliding window holds in "all" layers, in the "listed" ones, or in none.
    named_parts
        config.json says what it is made of itself.
    keys
        Sizes by keys of config.json, the first that is there counts.
    silent
        What counts for keys that are not there.
    must
        The values that a key may have; others are refused.
    names
        Names of tensors by part, with a place for the layer.
    prefix
        What may stand before them.
    flipped
        Matrices of layers are stored as ``[in, out]``.
    joined
        Queries, keys and values are stored as one.
    normed, adds_up, looks_back_only, makes_values
        Whether streams are normalised before they are read, whether layers add to them, the mask, and whether heads mix
        values that a matrix makes, or what they read.
    normed_late
        Sums are normalised, and embeddings, and not what is read.
    renamed
        Older ends of tensors' names, with those that count.
    idle
        How names of tensors begin that are not used.
    """

    places: str
    centred: bool
    mlp: str
    bend: str
    keys: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    must: Mapping[str, tuple[Any, ...]]
    silent: Mapping[str, Any]
    window: str = ""
    named_parts: bool = False
    prefix: str = "model."
    flipped: bool = False
    joined: bool = False
    normed: bool = True
    adds_up: bool = True
    looks_back_only: bool = True
    makes_values: bool = True
    normed_late: bool = False
    renamed: tuple[tuple[str, str], ...] = ()
    idle: tuple[str, ...] = ()


LLAMA_KEYS = {
    "n_layers": ("num_hidden_layers",), "n_heads": ("num_attention_heads",), "n_groups": ("num_key_value_heads",),
    "width": ("hidden_size",), "d_head": ("head_dim",), "eps": ("rms_norm_eps",),
    "n_context": ("max_position_embeddings",),
}  # fmt: skip
LLAMA_NAMES = {
    "table": "embed_tokens", "attn": "layers.{}.input_layernorm", "q": "layers.{}.self_attn.q_proj",
    "k": "layers.{}.self_attn.k_proj", "v": "layers.{}.self_attn.v_proj", "o": "layers.{}.self_attn.o_proj",
    "mlp": "layers.{}.post_attention_layernorm", "gate": "layers.{}.mlp.gate_proj", "up": "layers.{}.mlp.up_proj",
    "down": "layers.{}.mlp.down_proj", "final": "norm",
}  # fmt: skip
LLAMA_MUST = NEVER | {
    "hidden_act": ("silu", "swish"), "mlp_bias": (False, None), "partial_rotary_factor": (1, None),
}  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "llama": Kind(
        "turned", False, "gated", "silu", LLAMA_KEYS, LLAMA_NAMES, LLAMA_MUST,
        silent={"rms_norm_eps": 1e-6},
    ),
    "mistral": Kind(
        "turned", False, "gated", "silu", LLAMA_KEYS, LLAMA_NAMES, LLAMA_MUST,
        silent={"rms_norm_eps": 1e-6, "num_key_value_heads": 8, "sliding_window": 4096}, window="all",
    ),
    "qwen2": Kind(
        "turned", False, "gated", "silu", LLAMA_KEYS, LLAMA_NAMES, LLAMA_MUST,
        silent={"rms_norm_eps": 1e-6, "num_key_value_heads": 32, "sliding_window": 4096, "max_window_layers": 28},
        window="listed",
    ),
    "gpt2": Kind(
        "table", True, "plain", "gelu_new",
        keys={
            "n_layers": ("n_layer", "num_hidden_layers"), "n_heads": ("n_head", "num_attention_heads"),
            "width": ("n_embd", "hidden_size"), "eps": ("layer_norm_epsilon",),
            "n_context": ("n_positions", "max_position_embeddings"),
        },
        names={
            "table": "wte", "positions": "wpe", "attn": "h.{}.ln_1", "q": "h.{}.attn.c_attn", "k": "h.{}.attn.c_attn",
            "v": "h.{}.attn.c_attn", "o": "h.{}.attn.c_proj", "mlp": "h.{}.ln_2", "up": "h.{}.mlp.c_fc",
            "down": "h.{}.mlp.c_proj", "final": "ln_f",
        },
        must=NEVER | {
            "activation_function": ("gelu_new", "gelu_pytorch_tanh"), "scale_attn_weights": (True,),
            "scale_attn_by_inverse_layer_idx": (False, None), "add_cross_attention": (False, None),
        },
        silent={"tie_word_embeddings": True, "layer_norm_epsilon": 1e-5},
        prefix="transformer.", flipped=True, joined=True,
    ),
    "bert": Kind(
        "table", True, "plain", "gelu",
        keys={
            "n_layers": ("num_hidden_layers",), "n_heads": ("num_attention_heads",), "width": ("hidden_size",),
            "eps": ("layer_norm_eps",), "n_context": ("max_position_embeddings",),
        },
        names={
            "table": "embeddings.word_embeddings", "positions": "embeddings.position_embeddings",
            "types": "embeddings.token_type_embeddings", "start": "embeddings.LayerNorm",
            "q": "encoder.layer.{}.attention.self.query", "k": "encoder.layer.{}.attention.self.key",
            "v": "encoder.layer.{}.attention.self.value", "o": "encoder.layer.{}.attention.output.dense",
            "attn": "encoder.layer.{}.attention.output.LayerNorm", "up": "encoder.layer.{}.intermediate.dense",
            "down": "encoder.layer.{}.output.dense", "mlp": "encoder.layer.{}.output.LayerNorm",
            "word": "cls.predictions.transform.dense", "word_norm": "cls.predictions.transform.LayerNorm",
            "word_bias": "cls.predictions",
        },
        must=NEVER | {
            "position_embedding_type": ("absolute", None), "is_decoder": (False,), "add_cross_attention": (False, None),
            "tie_word_embeddings": (True,),
        },
        silent={"layer_norm_eps": 1e-12, "tie_word_embeddings": True, "hidden_act": "gelu"},
        prefix="bert.", looks_back_only=False, normed_late=True,
        renamed=(("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias")),
        idle=("pooler.", "cls.seq_relationship.", "cls.predictions.decoder.", "embeddings.position_ids"),
    ),
    # Models of our own: config.json names the parts, nothing is taken for granted.
    "textbook": Kind(
        "", False, "", "", LLAMA_KEYS | {"eps": ("norm_eps",)},
        LLAMA_NAMES | {"positions": "embed_positions", "soft": "soft_vectors"},
        must=NEVER | {"partial_rotary_factor": (1, None)}, silent={"hidden_act": "gelu"}, named_parts=True,
    ),
}  # fmt: skip
