"""The encoder–decoder written with torch's own layers, for what ours is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

HALVES = {"encoder": torch.nn.TransformerEncoderLayer, "decoder": torch.nn.TransformerDecoderLayer}
# Names of attentions and of norms, torch's own by ours.
ATTENTIONS = {"self_attn": "self_attn", "cross_attn": "multihead_attn"}
NORMS = {
    "encoder": {"input_layernorm": "norm1", "post_attention_layernorm": "norm2"},
    "decoder": {"input_layernorm": "norm1", "cross_layernorm": "norm2", "post_attention_layernorm": "norm3"},
}


class TorchPair(torch.nn.Module):
    """An encoder–decoder of these weights, each stack of so many layers; it reads numbers of words, or patches."""

    def __init__(self, weights: Mapping[str, Tensor], layers: Mapping[str, int], heads: int) -> None:
        super().__init__()
        self.weights = weights
        neurons, self.width = weights["encoder.layers.0.mlp.up_proj.weight"].shape
        parts = (self.width, heads, neurons, 0.0, torch.nn.functional.gelu)
        more: dict[str, Any] = {"batch_first": True, "norm_first": True, "dtype": torch.float64}
        self.stacks = torch.nn.ModuleDict(
            {
                half: torch.nn.ModuleList(kind(*parts, **more) for _ in range(layers[half]))
                for half, kind in HALVES.items()
            }
        )
        for half, stack in self.stacks.items():
            for layer, module in enumerate(stack):
                module.load_state_dict(self._state(f"{half}.layers.{layer}", half))

    def _state(self, at: str, half: str) -> dict[str, Tensor]:
        found = {}
        for ours, theirs in list(ATTENTIONS.items())[: 1 + (half == "decoder")]:
            found[f"{theirs}.in_proj_weight"] = torch.cat([self.weights[f"{at}.{ours}.{x}_proj.weight"] for x in "qkv"])
            found[f"{theirs}.in_proj_bias"] = torch.zeros(3 * self.width)
            found[f"{theirs}.out_proj.weight"] = self.weights[f"{at}.{ours}.o_proj.weight"]
            found[f"{theirs}.out_proj.bias"] = torch.zeros(self.width)
        pairs = NORMS[half] | {"mlp.up_proj": "linear1", "mlp.down_proj": "linear2"}
        return found | {f"{b}.{k}": self.weights[f"{at}.{a}.{k}"] for a, b in pairs.items() for k in ("weight", "bias")}

    def _norm(self, x: Tensor, half: str) -> Tensor:
        own = (self.weights[f"{half}.norm.{kind}"] for kind in ("weight", "bias"))
        return torch.nn.functional.layer_norm(x, (self.width,), *own)

    def forward(self, read: Tensor, is_read_NS: Tensor, ids_NT: Tensor) -> Tensor:
        table = self.weights["encoder.embed_tokens.weight"]
        x = torch.nn.functional.linear(read, table.T) if read.ndim == 3 else torch.nn.functional.embedding(read, table)
        y = torch.nn.functional.embedding(ids_NT, self.weights["decoder.embed_tokens.weight"])
        x = x + self.weights["encoder.embed_positions.weight"][: x.shape[1]]
        y = y + self.weights["decoder.embed_positions.weight"][: y.shape[1]]
        for layer in self.stacks["encoder"]:
            x = layer(x, src_key_padding_mask=~is_read_NS)
        x, future = self._norm(x, "encoder"), torch.ones(ids_NT.shape[1], ids_NT.shape[1], dtype=torch.bool).triu(1)
        for layer in self.stacks["decoder"]:
            y = layer(y, x, tgt_mask=future, memory_key_padding_mask=~is_read_NS)
        return self._norm(y, "decoder") @ self.weights["lm_head.weight"].T
