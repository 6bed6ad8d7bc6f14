"""Families of models: one description each. A new one that is made of known parts is one more block in this file.

The verifier has descriptions of its own, in ``model/verify/numpy_model/families_again.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from attention_scenes.model.decoder.architectures.architecture import Architecture

# Sizes by the keys of config.json, as most families have them.
SIZES = {
    "n_layers": "num_hidden_layers", "n_heads": "num_attention_heads", "n_kv_heads": "num_key_value_heads",
    "d_model": "hidden_size", "d_head": "head_dim", "d_mlp": "intermediate_size", "n_vocab": "vocab_size",
    "n_context": "max_position_embeddings", "norm_eps": "rms_norm_eps",
}  # fmt: skip
# Names of tensors, as most families have them; a trace and a clip count parameters by these.
NAMES = (
    "embed_tokens", "embed_positions", "soft_vectors", "norm", "layers.{}.input_layernorm",
    "layers.{}.post_attention_layernorm",
    "layers.{}.self_attn.q_proj", "layers.{}.self_attn.k_proj", "layers.{}.self_attn.v_proj",
    "layers.{}.self_attn.o_proj", "layers.{}.mlp.gate_proj", "layers.{}.mlp.up_proj", "layers.{}.mlp.down_proj",
    "embed_types", "embed_norm", "word_head.dense", "word_head.norm", "word_head",
)  # fmt: skip
SILU, GELU = ("silu", "swish"), ("gelu_new", "gelu_pytorch_tanh")


@dataclass(frozen=True)
class Family:
    """How a family writes its models down: the keys of config.json, the names of tensors.

    Attributes
    ----------
    architecture
        What its models are made of, unless ``switches`` and ``choices`` say otherwise.
    classes
        Classes of the library that run as this decoder does.
    sizes
        The key of each size.
    usual
        What the library takes for keys that a config leaves out.
    only
        The values of a key that are done; a key that is left out is done.
    switches
        Keys that add biases where they are true, and to which maps.
    choices
        Keys that name a part of the architecture themselves.
    parts
        Keys of parts of that name that are there, or are not.
    flags
        Further keys that are true or false, and nothing else.
    never_null
        Keys that may be left out, but not be null.
    free_heads
        Heads of a size of their own need not share the width out among them.
    mlp_ratio
        How many widths the MLP has where the config does not say.
    pads
        The library's embedding looks up pad_token_id, which therefore has to be a token.
    window
        Which layers a sliding window is in.
    reads
        Further keys that are read.
    prefix
        What stands before the names of tensors in some files, and is left out in others.
    names
        Where tensors have other names than :data:`NAMES`. Three with one name are stored as one, one below the other.
    columns
        Matrices of layers are stored with a column for each number that comes out.
    older
        Other endings of names of tensors, and what the library takes them for.
    unused
        How tensors begin that nothing of this depends on, such as those of another head.
    """

    architecture: Architecture
    classes: tuple[str, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=lambda: SIZES)
    usual: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    switches: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    never_null: tuple[str, ...] = ()
    free_heads: bool = False
    mlp_ratio: int | None = None
    pads: bool = True
    window: Literal["none", "every layer", "named layers"] = "none"
    reads: tuple[str, ...] = ()
    prefix: str = "model."
    names: Mapping[str, str] = field(default_factory=dict)
    columns: bool = False
    older: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()

    def keys(self) -> set[str]:
        """Return the keys of config.json that are read, but for those of positions."""
        own = {*self.sizes.values(), *self.usual, *self.only, *self.switches, *self.choices, *self.parts, *self.reads}
        return own | {"tie_word_embeddings"}


LLAMA = Family(
    Architecture(positions="rotary", norm="rms", mlp="gated", activation="silu"),
    classes=("LlamaForCausalLM", "LlamaModel", "LLaMAForCausalLM"),
    only={"hidden_act": SILU},
    switches={"attention_bias": "qkvo"},
    flags=("mlp_bias",),
)

MISTRAL = replace(
    LLAMA,
    classes=("MistralForCausalLM", "MistralModel"),
    usual={"num_key_value_heads": 8, "sliding_window": 4096},
    switches={},
    flags=(),
    free_heads=True,
    window="every layer",
    reads=("use_sliding_window",),
)

QWEN2 = Family(
    Architecture(positions="rotary", norm="rms", mlp="gated", activation="silu", biases="qkv"),
    classes=("Qwen2ForCausalLM", "Qwen2Model"),
    usual={"num_key_value_heads": 32, "sliding_window": 4096, "max_window_layers": 28},
    only={"hidden_act": SILU},
    flags=("use_sliding_window",),
    never_null=("head_dim",),
    free_heads=True,
    window="named layers",
    reads=("use_sliding_window", "layer_types"),
)

GPT2 = Family(
    Architecture(positions="learned", norm="layer", mlp="plain", activation="gelu_new", biases="qkvoud"),
    classes=("GPT2LMHeadModel", "GPT2Model", "GPT2DoubleHeadsModel"),
    sizes={
        "n_layers": "n_layer", "n_heads": "n_head", "d_model": "n_embd", "d_mlp": "n_inner", "n_vocab": "vocab_size",
        "n_context": "n_positions", "norm_eps": "layer_norm_epsilon",
    },
    usual={"tie_word_embeddings": True},
    only={"activation_function": GELU, "scale_attn_weights": (True,)},
    flags=("scale_attn_by_inverse_layer_idx", "add_cross_attention", "reorder_and_upcast_attn"),
    mlp_ratio=4,
    pads=False,
    prefix="transformer.",
    names={
        "embed_tokens": "wte", "embed_positions": "wpe", "norm": "ln_f",
        "layers.{}.input_layernorm": "h.{}.ln_1", "layers.{}.post_attention_layernorm": "h.{}.ln_2",
        "layers.{}.self_attn.q_proj": "h.{}.attn.c_attn", "layers.{}.self_attn.k_proj": "h.{}.attn.c_attn",
        "layers.{}.self_attn.v_proj": "h.{}.attn.c_attn", "layers.{}.self_attn.o_proj": "h.{}.attn.c_proj",
        "layers.{}.mlp.up_proj": "h.{}.mlp.c_fc", "layers.{}.mlp.down_proj": "h.{}.mlp.c_proj",
    },
    columns=True,
)  # fmt: skip

# An encoder: every token sees all. Its head for hidden words is not in every file.
BERT = Family(
    Architecture(
        positions="learned", norm="layer", mlp="plain", activation="gelu", biases="qkvoud", causal=False,
        norm_after=True,
    ),
    classes=("BertModel", "BertForMaskedLM", "BertForPreTraining"),
    sizes={name: key for name, key in SIZES.items() if name not in ("n_kv_heads", "d_head")}
    | {"norm_eps": "layer_norm_eps"},
    usual={"tie_word_embeddings": True, "hidden_act": "gelu", "layer_norm_eps": 1e-12, "type_vocab_size": 2},
    only={"position_embedding_type": ("absolute", None), "is_decoder": (False,), "tie_word_embeddings": (True,)},
    choices={"hidden_act": "activation"},
    flags=("is_decoder", "add_cross_attention"),
    prefix="bert.",
    names={
        "embed_tokens": "embeddings.word_embeddings", "embed_positions": "embeddings.position_embeddings",
        "embed_types": "embeddings.token_type_embeddings", "embed_norm": "embeddings.LayerNorm",
        "layers.{}.input_layernorm": "encoder.layer.{}.attention.output.LayerNorm",
        "layers.{}.post_attention_layernorm": "encoder.layer.{}.output.LayerNorm",
        "layers.{}.self_attn.q_proj": "encoder.layer.{}.attention.self.query",
        "layers.{}.self_attn.k_proj": "encoder.layer.{}.attention.self.key",
        "layers.{}.self_attn.v_proj": "encoder.layer.{}.attention.self.value",
        "layers.{}.self_attn.o_proj": "encoder.layer.{}.attention.output.dense",
        "layers.{}.mlp.up_proj": "encoder.layer.{}.intermediate.dense",
        "layers.{}.mlp.down_proj": "encoder.layer.{}.output.dense",
        "word_head.dense": "cls.predictions.transform.dense",
        "word_head.norm": "cls.predictions.transform.LayerNorm", "word_head": "cls.predictions",
    },
    older={"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"},
    unused=("pooler.", "cls.seq_relationship.", "cls.predictions.decoder.", "embeddings.position_ids"),
)  # fmt: skip

# Models of our own, in which every part can be chosen; no library has them.
TEXTBOOK = Family(
    Architecture(),
    sizes=SIZES | {"norm_eps": "norm_eps"},
    usual={"hidden_act": "gelu", "residual": True, "causal": True, "value_map": True, "soft_vectors": 0},
    choices={"positions": "positions", "norm": "norm", "mlp": "mlp", "hidden_act": "activation"},
    parts=("residual", "causal", "value_map"),
    switches={"attention_bias": "qkvo", "mlp_bias": "gud"},
    flags=("add_bos_token",),
    free_heads=True,
    reads=("add_bos_token", "mask_token", "adapts", "soft_vectors"),
)

FAMILIES: Mapping[str, Family] = {
    "llama": LLAMA, "mistral": MISTRAL, "qwen2": QWEN2, "gpt2": GPT2, "bert": BERT, "textbook": TEXTBOOK,
}  # fmt: skip
ENCODERS = ("bert",)  # families of encoders
