"""Odd settings of a config.json, each as a change of some keys; drawn by hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Config = dict[str, Any]
LLAMA3 = {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 16}
ROPES: list[Any] = [
    {}, None, "linear", [], {"rope_type": "default"}, {"type": "default", "rope_theta": 300.0},
    {"rope_type": "default", "rope_theta": 300.0}, {"rope_type": "linear", "factor": 4.0},
    {"type": "linear", "factor": 2},
    {"rope_type": "linear", "type": "yarn", "factor": 4.0}, {"rope_type": "linear", "factor": 4.0, "rope_theta": 77.0},
    {"rope_type": "linear"}, {"rope_type": "linear", "factor": "4"}, {"rope_type": "linear", "factor": 0},
    {"factor": 4.0}, {"rope_type": "llama3", **LLAMA3}, {"rope_type": "llama3", "rope_theta": 500.0, **LLAMA3},
    {"rope_type": "llama3", **LLAMA3, "low_freq_factor": 5.0}, {"rope_type": "llama3", "factor": 8.0},
    {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16},
    {"rope_type": "dynamic", "factor": 2.0},
    {"rope_type": "longrope", "factor": 2.0}, {"rope_type": "none"}, {"rope_type": None}, {"rope_theta": None},
    {"rope_type": "default", "partial_rotary_factor": 0.5}, {"rope_type": "linear", "factor": 2.0, "extra": 1},
    {"full_attention": {"rope_type": "linear", "factor": 4.0}},
]  # fmt: skip
NUMBERS: list[Any] = [0, 1, 2, 3, 4, 5, 6, 8, 48, -1, 10**6, 2.0, "6", None, True, [2], 1e30]
TRUTHS: list[Any] = [True, False, None, 0, 1, "true"]
GONE = object()  # the key is taken out

# Values of a key; a config has several of these at once.
VALUES: dict[str, list[Any]] = {
    "rope_scaling": ROPES, "rope_parameters": ROPES, "rope_theta": [300.0, 10_000, 5, 0, -1.0, "10000", None, GONE],
    "partial_rotary_factor": [1.0, 0.5, None], "original_max_position_embeddings": [16, 64],
    "tie_word_embeddings": [*TRUTHS, GONE], "attention_bias": TRUTHS, "mlp_bias": TRUTHS,
    "sliding_window": [1, 3, 6, 4096, 0, -1, None, "6", 6.0, GONE], "use_sliding_window": TRUTHS,
    "max_window_layers": [0, 1, 99, "1", None], "layer_types": [
        ["full_attention", "sliding_attention"], ["sliding_attention"] * 2, ["full_attention"], "full_attention", []],
    "hidden_act": ["silu", "swish", "gelu", "relu", "gelu_new", 3, GONE],
    "activation_function": ["gelu_new", "gelu", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", GONE],
    "num_key_value_heads": [*NUMBERS, GONE], "num_attention_heads": [*NUMBERS, GONE], "head_dim": [*NUMBERS, GONE],
    "hidden_size": [*NUMBERS, GONE], "num_hidden_layers": [1, 2, 3, 0, GONE], "intermediate_size": [24, 0, "24", GONE],
    "vocab_size": NUMBERS, "max_position_embeddings": [2, 64, 0, "64", 64.0, GONE], "n_head": [*NUMBERS, GONE],
    "n_inner": [None, 24, 32, 0, GONE], "n_positions": [64, 32, 0], "n_embd": [48, GONE], "n_ctx": [5, 64],
    "rms_norm_eps": ["1e-05", 1e-3, 1e-12, 0, 0.0, 1, -1e-5, None, GONE],
    "layer_norm_epsilon": ["1e-05", 1e-3, 1e-12, 0, 1, -1e-5, None, GONE],
    "scale_attn_weights": TRUTHS, "scale_attn_by_inverse_layer_idx": TRUTHS, "reorder_and_upcast_attn": TRUTHS,
    "add_cross_attention": TRUTHS, "is_decoder": [True, False], "is_encoder_decoder": TRUTHS,
    "torch_dtype": ["float16", "bfloat16", "float32", "int8", None], "dtype": ["float16", "float99"],
    "bos_token_id": [None, 1, 3, 10**6, GONE], "eos_token_id": [None, 2, [2, 3], [10**6, 2], GONE],
    "pad_token_id": [None, 0, -1, 10**6, "0"], "architectures": [None, [], ["OtherForCausalLM"], "LlamaForCausalLM"],
    "model_type": ["llama", "mistral", "qwen2", "gpt2", "gemma", None, 3, [], GONE],
    "transformers_weights": ["other.safetensors"], "quantization_config": [None, {}, {"quant_method": "fp8"}],
    "per_layer_config": [{"0": {"rms_norm_eps": 1.0}}], "auto_map": [{"AutoModelForCausalLM": "own.Own"}],
    "configuration_files": [["config.4.0.0.json"]], "logit_scale": [0.5], "attn_logit_softcapping": [30.0, None],
    "use_cache": [True, False], "initializer_range": [0.5], "attention_dropout": [0.5], "attn_pdrop": [0.9],
    "pretraining_tp": [1, 2], "num_labels": [3], "task_specific_params": [{"text-generation": {"do_sample": True}}],
    "temperature": [0.5], "_name_or_path": ["owner/name"], "transformers_version": ["4.30.0"], "hidden_states": [GONE],
}  # fmt: skip


OWN = {"llama": "attention_bias mlp_bias", "mistral": "sliding_window use_sliding_window", "gpt2": """
       activation_function n_head n_inner n_positions layer_norm_epsilon scale_attn_weights reorder_and_upcast_attn
       scale_attn_by_inverse_layer_idx add_cross_attention""",
       "qwen2": "sliding_window use_sliding_window max_window_layers layer_types"}  # fmt: skip
ROTARY = "rope_scaling rope_parameters rope_theta rope_scaling num_key_value_heads head_dim rms_norm_eps hidden_act"


DONE = [rope for rope in ROPES if isinstance(rope, dict) and rope.get("rope_type") in ("linear", "llama3", "default")]
# Settings of positions, in one place or in several.
POSITIONS = st.fixed_dictionaries({
    "rope_parameters": st.sampled_from([GONE, GONE, *DONE]), "rope_scaling": st.sampled_from([GONE, None, *DONE]),
    "rope_theta": st.sampled_from([GONE, 5, 300.0]),
})  # fmt: skip


@st.composite
def changes(draw: Any, family: str) -> Config:
    """Draw one to three keys and their values; most are those that decide what the family computes."""
    own = [*OWN[family].split(), "tie_word_embeddings", *(ROTARY.split() if family != "gpt2" else [])]
    if family != "gpt2" and draw(st.booleans()):
        return draw(POSITIONS)
    keys = draw(st.lists(st.sampled_from(own) | st.sampled_from(own + [*VALUES]), min_size=1, max_size=3, unique=True))
    return {key: draw(st.sampled_from(VALUES[key])) for key in keys}


def changed(config: Config, change: Config) -> Config:
    """Return the same config with some keys changed or taken out."""
    return {key: value for key, value in (config | change).items() if value is not GONE}
