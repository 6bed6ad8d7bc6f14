"""Settings in the config.json of well-known models, key by key."""

from __future__ import annotations

from typing import Any

_LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"], "attention_bias": False, "attention_dropout": 0.0, "bos_token_id": 1,
    "eos_token_id": 2, "hidden_act": "silu", "initializer_range": 0.02, "mlp_bias": False, "model_type": "llama",
    "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": None, "torch_dtype": "bfloat16",
    "transformers_version": "4.42.3", "use_cache": True,
}  # fmt: skip
_SMOL = _LLAMA | {
    "_name_or_path": "/fsx/loubna/checkpoints/smol", "bos_token_id": 0, "eos_token_id": 0, "hidden_size": 576,
    "initializer_range": 0.041666666666666664, "intermediate_size": 1536, "is_llama_config": True,
    "max_position_embeddings": 8192, "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3,
    "rope_interleaved": False, "rope_theta": 100000, "tie_word_embeddings": True, "vocab_size": 49152,
}  # fmt: skip
_LLAMA3 = {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192,
           "rope_type": "llama3"}  # fmt: skip
_MISTRAL: dict[str, Any] = {
    "architectures": ["MistralForCausalLM"], "bos_token_id": 1, "eos_token_id": 2, "hidden_act": "silu",
    "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 14336, "max_position_embeddings": 32768,
    "model_type": "mistral", "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
    "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "sliding_window": 4096, "tie_word_embeddings": False,
    "torch_dtype": "bfloat16", "transformers_version": "4.34.0.dev0", "use_cache": True, "vocab_size": 32000,
}  # fmt: skip
_QWEN: dict[str, Any] = {
    "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151643,
    "hidden_act": "silu", "hidden_size": 896, "initializer_range": 0.02, "intermediate_size": 4864,
    "max_position_embeddings": 131072, "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
    "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
    "sliding_window": 131072, "tie_word_embeddings": True, "torch_dtype": "bfloat16",
    "transformers_version": "4.40.1", "use_cache": True, "use_sliding_window": False, "vocab_size": 151936,
}  # fmt: skip
_GPT2: dict[str, Any] = {
    "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
    "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
    "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
    "resid_pdrop": 0.1, "summary_activation": None, "summary_first_dropout": 0.1, "summary_proj_to_labels": True,
    "summary_type": "cls_index", "summary_use_proj": True,
    "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}}, "vocab_size": 50257,
}  # fmt: skip

# Each with how many tokens it reads without one being hidden from another.
CONFIGS: dict[str, tuple[int, dict[str, Any]]] = {
    "SmolLM2-135M": (8192, _SMOL),
    "SmolLM2-135M-Instruct": (8192, _SMOL | {
        "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2,
        "transformers.js_config": {"kv_cache_dtype": {"fp16": 1}},
    }),
    "TinyLlama-1.1B": (2048, _LLAMA | {
        "hidden_size": 2048, "intermediate_size": 5632, "max_position_embeddings": 2048, "num_attention_heads": 32,
        "num_hidden_layers": 22, "num_key_value_heads": 4, "rope_theta": 10000.0, "tie_word_embeddings": False,
        "vocab_size": 32000,
    }),
    "Llama-2-7b": (4096, {key: value for key, value in _LLAMA.items() if key not in ("mlp_bias", "attention_bias")} | {
        "_name_or_path": "meta-llama/Llama-2-7b-hf", "hidden_size": 4096, "intermediate_size": 11008,
        "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 32,
        "tie_word_embeddings": False, "torch_dtype": "float16", "vocab_size": 32000,
    }),
    "llama-7b of the first days": (2048, {
        "architectures": ["LLaMAForCausalLM"], "bos_token_id": 0, "eos_token_id": 1, "hidden_act": "silu",
        "hidden_size": 4096, "initializer_range": 0.02, "intermediate_size": 11008, "max_position_embeddings": 2048,
        "max_sequence_length": 2048, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 32,
        "pad_token_id": -1, "rms_norm_eps": 1e-06, "torch_dtype": "float16", "transformers_version": "4.27.0.dev0",
        "use_cache": True, "vocab_size": 32000,
    }),
    "Llama-3.2-1B": (131072, _LLAMA | {
        "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009], "head_dim": 64, "hidden_size": 2048,
        "intermediate_size": 8192, "max_position_embeddings": 131072, "num_attention_heads": 32,
        "num_hidden_layers": 16, "num_key_value_heads": 8, "rope_scaling": _LLAMA3, "rope_theta": 500000.0,
        "tie_word_embeddings": True, "vocab_size": 128256,
    }),
    "Mistral-7B-v0.1": (4096, _MISTRAL),
    "Mistral-7B-v0.3": (32768, _MISTRAL | {
        "attention_dropout": 0.0, "head_dim": None, "rope_theta": 1000000.0, "sliding_window": None,
        "vocab_size": 32768,
    }),
    "Qwen2-0.5B": (131072, _QWEN),
    "Qwen2.5-1.5B": (131072, _QWEN | {"hidden_size": 1536, "num_attention_heads": 12, "use_mrope": False}),
    "gpt2": (1024, _GPT2),
    "gpt2-medium": (1024, _GPT2 | {"n_special": 0, "predict_special_tokens": True, "n_embd": 1024, "n_head": 16}),
    "gpt2-xl": (1024, _GPT2 | {"output_past": True, "n_embd": 1600, "n_head": 25, "n_layer": 48}),
    "distilgpt2": (1024, _GPT2 | {
        "_num_labels": 1, "id2label": {"0": "LABEL_0"}, "label2id": {"LABEL_0": 0}, "n_layer": 6,
    }),
}  # fmt: skip
