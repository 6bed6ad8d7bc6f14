"""Record every array of a forward pass of ``transformers``, by its name in a trace."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial, partialmethod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# Modules whose output, or input, is an array: of a layer of the Llama family and of GPT-2.
OUT = {
    "input_layernorm": "attn_in", "self_attn.q_proj": "q", "self_attn.k_proj": "k", "self_attn.v_proj": "v",
    "self_attn.o_proj": "attn_out", "mlp": "mlp_out", "ln_1": "attn_in", "attn.c_attn": "qkv",
    "attn.c_proj": "attn_out", "mlp.gate_proj": "mlp_gate", "mlp.up_proj": "mlp_up", "mlp.c_fc": "mlp_up",
}  # fmt: skip
IN = {
    "self_attn.o_proj": "z", "attn.c_proj": "z", "mlp.down_proj": "mlp_act", "mlp.c_proj": "mlp_act",
    "input_layernorm": "resid_pre", "post_attention_layernorm": "resid_mid", "ln_1": "resid_pre", "ln_2": "resid_mid",
    "mlp.up_proj": "mlp_in", "mlp.c_fc": "mlp_in",
}  # fmt: skip


def arrays_of(folder: Path, ids: Sequence[int]) -> dict[str, np.ndarray]:
    """Return the arrays of ``model.request.arrays.ARRAYS`` for some tokens, float32, layers stacked."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    found: dict[str, list[Any]] = defaultdict(list)
    blocks = model.base_model.layers if hasattr(model.base_model, "layers") else model.base_model.h
    for block in blocks:
        _listen(block, found)
    with torch.inference_mode(), pytest.MonkeyPatch.context() as patch:
        _overhear_attention(patch, model, found)
        out = model(torch.tensor([ids]), output_hidden_states=True, use_cache=False)
    found["resid_post"] = [*found["resid_pre"][1:], _before_norm(found)]
    if "qkv" in found:
        q, k, v = zip(*(part.chunk(3, -1) for part in found.pop("qkv")), strict=True)
        found |= {"q": [*q], "k": [*k], "v": [*v]}
    found.setdefault("mlp_gate", found["mlp_up"])  # a plain MLP bends what it widens
    size = found["rot_q"][0].shape[-1]
    for name in "qkvz":
        found[name] = [part.unflatten(-1, (-1, size)).transpose(0, 1) for part in found[name]]
    once = {"embed": model.get_input_embeddings()(torch.tensor(ids)), "final_norm": out.hidden_states[-1][0]}
    once |= {"logits": out.logits[0]}
    stacked = {name: torch.stack(parts) for name, parts in found.items()}
    return {name: array.detach().numpy() for name, array in (stacked | once).items()}


def _listen(block: Any, found: dict[str, list[Any]]) -> None:
    for name, part in block.named_modules():
        if name in OUT:
            key = OUT[name]
            part.register_forward_hook(lambda _, given, out, key=key: found[key].append(out[0]))
        if name in IN:
            key = IN[name]
            part.register_forward_pre_hook(lambda _, given, key=key: found[key].append(given[0][0]))


def _before_norm(found: dict[str, list[Any]]) -> Any:
    """Return the stream after the last layer, which no hook of a layer sees."""
    return found["resid_mid"][-1] + found["mlp_out"][-1]


def _overhear_attention(patch: pytest.MonkeyPatch, model: Any, found: dict[str, list[Any]]) -> None:
    """Record queries and keys, their scores and the pattern, as the library's attention computes them."""
    module = sys.modules[type(model).__module__]

    def overheard(whole: Any, this: Any, query: Any, key: Any, value: Any, mask: Any, **more: Any) -> Any:
        out, pattern = whole(this, query, key, value, mask, **more)
        raw = query @ key.repeat_interleave(query.shape[1] // key.shape[1], 1).transpose(-1, -2)
        scores = raw * this.scaling
        hidden = mask[..., : key.shape[-2]] < 0 if mask is not None else scores != scores
        found["rot_q"].append(query[0])
        found["rot_k"].append(key[0])
        found["raw_scores"].append(raw[0])
        found["attn_scores"].append(scores.masked_fill(hidden, float("-inf"))[0])
        found["pattern"].append(pattern[0])
        return out, pattern

    patch.setattr(module, "eager_attention_forward", partial(overheard, module.eager_attention_forward))
    if other := getattr(getattr(module, "GPT2Attention", None), "_upcast_and_reordered_attn", None):
        patch.setattr(module.GPT2Attention, other.__name__, partialmethod(lambda *given: overheard(other, *given)))
