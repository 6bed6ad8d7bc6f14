"""Peer TransformerLens, with our weights and our tokens, run by the Python of its own environment."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Any

import attention_scenes.model  # noqa: F401  # sets how OpenMP threads wait, before torch is loaded: the same for both sides

from ..turns import in_turn
from ..work import Result, Spec


def hooked(spec: Spec) -> Result:
    """Time ``HookedTransformer``, the decoder of its own that TransformerLens had up to its version 3.

    ``spec`` has ``weights`` (a model folder), ``config`` (its config.json), ``sentences`` (lists of token numbers),
    ``times`` and ``save`` (a file for the activations of the first sentence). Nothing is folded into the weights.
    """
    import torch
    from transformer_lens import HookedTransformer, HookedTransformerConfig  # type: ignore[import-not-found]
    from transformer_lens.pretrained.weight_conversions import (  # type: ignore[import-not-found]
        convert_llama_weights,
    )
    from transformers import LlamaForCausalLM

    given = spec["config"]
    config = HookedTransformerConfig(
        n_layers=given["num_hidden_layers"], n_heads=given["num_attention_heads"],
        n_key_value_heads=given["num_key_value_heads"], d_model=given["hidden_size"], d_head=given["head_dim"],
        d_mlp=given["intermediate_size"], d_vocab=given["vocab_size"], n_ctx=max(map(len, spec["sentences"])),
        act_fn=given["hidden_act"], gated_mlp=True, normalization_type="RMS", final_rms=True,
        eps=given["rms_norm_eps"], positional_embedding_type="rotary", rotary_dim=given["head_dim"],
        rotary_base=given["rope_theta"], rotary_adjacent_pairs=False, original_architecture="LlamaForCausalLM",
        init_weights=False, device="cpu", dtype=torch.float32,
    )  # fmt: skip
    decoder = HookedTransformer(config)
    whole = LlamaForCausalLM.from_pretrained(spec["weights"], dtype=torch.float32)
    missing, strange = decoder.load_state_dict(convert_llama_weights(whole, config), strict=False)
    if strange or any(name.rsplit(".", 1)[1] not in ("mask", "IGNORE", "rotary_sin", "rotary_cos") for name in missing):
        raise ValueError(f"weights do not fit: {strange or missing}")
    return timed(decoder, spec)


def bridge(spec: Spec) -> Result:
    """Time ``TransformerBridge``, which hooks into the decoder of ``transformers``."""
    from transformer_lens.model_bridge import TransformerBridge  # type: ignore[import-not-found]

    return timed(TransformerBridge.boot_transformers(spec["weights"], device="cpu"), spec)


def timed(decoder: Any, spec: Spec) -> Result:
    """Time forward and ``run_with_cache`` of each sentence; describe the cache of the first."""
    import torch
    from safetensors.torch import save_file

    warnings.simplefilter("ignore")
    sentences = [torch.tensor([ids]) for ids in spec["sentences"]]
    with torch.inference_mode():
        costs = [
            in_turn({"forward": partial(decoder, ids), "capture": partial(decoder.run_with_cache, ids)}, spec["times"])
            for ids in sentences
        ]
        logits, cache = decoder.run_with_cache(sentences[0])
    kept = [array for array in cache.values() if torch.is_tensor(array)]
    layers = range(spec["config"]["num_hidden_layers"])
    found = {
        "pattern": torch.stack([cache[f"blocks.{layer}.attn.hook_pattern"][0] for layer in layers]),
        "resid_post": torch.stack([cache[f"blocks.{layer}.hook_resid_post"][0] for layer in layers]),
        "logits": logits[0],
    }
    save_file({name: array.contiguous().clone() for name, array in found.items()}, spec["save"])
    memory = {a.untyped_storage().data_ptr(): a.untyped_storage().nbytes() for a in kept}
    return {"costs": costs, "arrays": len(kept), "kept": sum(memory.values()), "dtype": str(logits.dtype)[6:]}
