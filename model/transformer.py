"""A decoder of the Llama family, to be read from top to bottom.

Letters at the end of a name say its axes, in order:

    T  tokens of the sentence        D  width of the residual stream
    H  query heads                   G  key/value heads (each serves H / G query heads)
    K  width of a head               M  width of the MLP
    L  layers                        V  vocabulary

It does what ``transformers.LlamaForCausalLM`` does, in float32, and hands every array on its way to ``record``.
Nothing is fused: the scores, the mask and the softmax are there to be seen. Several sentences of one length may go
through at once, on one more axis before all others.

Arrays with two T axes are made for as many heads at a time as fit in :data:`MOST_SCORES`: a long text takes the memory
of what is recorded, and of little besides.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn.functional import silu

from model.errors import UserError

MOST_SCORES = 2**22  # numbers, 16 MiB: all nine heads at once up to 682 tokens
Heads = Collection[tuple[int, int]]  # (layer, query head)


class Record(Protocol):
    """Told of every array once; of those with two T axes, of some heads at a time, from ``first_head`` on."""

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> None: ...


class BlockRecord(Protocol):
    """The same for one layer."""

    def __call__(self, name: str, array: Tensor, first_head: int = 0) -> None: ...


def forget(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> None:
    """The record of someone who only wants the logits."""


@dataclass(frozen=True)
class Config:
    """The shape of a model."""

    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    d_mlp: int
    n_vocab: int
    n_context: int  # the longest sentence it was trained on, in tokens
    rope_base: float  # the slowest rotary pair turns about once in 2π·rope_base tokens
    norm_eps: float  # keeps RMSNorm finite on a zero vector

    @classmethod
    def read(cls, data: dict[str, Any]) -> Config:
        """From a ``config.json``; a UserError names what this decoder does not do."""
        if data.get("model_type") != "llama":
            raise UserError(f"The model is of type {data.get('model_type')!r}; this reads the Llama family only.")
        rope = data.get("rope_parameters") or data.get("rope_scaling") or {}
        strange = [
            name
            for name, bad in {
                "attention_bias": bool(data.get("attention_bias")),
                "mlp_bias": bool(data.get("mlp_bias")),
                "rope_scaling": rope.get("rope_type", rope.get("type", "default")) != "default",
                "hidden_act": data.get("hidden_act", "silu") != "silu",
            }.items()
            if bad
        ]
        if strange:
            raise UserError(f"The model's config.json sets {', '.join(strange)}, which this decoder does not do.")
        try:
            heads = data["num_attention_heads"]
            return cls(
                n_layers=data["num_hidden_layers"],
                n_heads=heads,
                n_kv_heads=data.get("num_key_value_heads") or heads,
                d_model=data["hidden_size"],
                d_head=data.get("head_dim") or data["hidden_size"] // heads,
                d_mlp=data["intermediate_size"],
                n_vocab=data["vocab_size"],
                n_context=data["max_position_embeddings"],
                rope_base=float(data.get("rope_theta") or rope.get("rope_theta") or 10_000.0),
                norm_eps=data["rms_norm_eps"],
            )
        except KeyError as missing:
            raise UserError(f"The model's config.json has no {missing}.") from None


@dataclass(frozen=True)
class Block:
    """The weights of one layer."""

    attn_norm_D: Tensor
    W_Q_HKD: Tensor
    W_K_GKD: Tensor
    W_V_GKD: Tensor
    W_O_HDK: Tensor
    mlp_norm_D: Tensor
    W_gate_MD: Tensor
    W_up_MD: Tensor
    W_down_DM: Tensor


@dataclass(frozen=True)
class Transformer:
    """A model ready to run: ``model(ids_T)`` gives ``logits_TV``."""

    config: Config
    W_E_VD: Tensor
    blocks: list[Block]
    final_norm_D: Tensor
    W_U_VD: Tensor  # the same matrix as W_E where embeddings are tied

    def __call__(self, ids_T: Tensor, record: Record = forget) -> Tensor:
        return self.unembed(self.norm(self.run_blocks(ids_T, record), record), record)

    @torch.inference_mode()
    def run_blocks(
        self, ids_T: Tensor, record: Record = forget, unmasked: Heads = (), dropped: Heads = (), n: int | None = None
    ) -> Tensor:
        """The stream ``x_TD`` after the first ``n`` blocks, or all; see :func:`attention` for the heads changed."""
        x_TD = self.W_E_VD[ids_T]
        record("embed", None, x_TD)
        turn_TK = rotation(ids_T.shape[-1], self.config, x_TD.device)
        for layer, block in enumerate(self.blocks[:n]):

            def record_block(name: str, array: Tensor, first_head: int = 0, layer: int = layer) -> None:
                record(name, layer, array, first_head)

            here, gone = ([head for at, head in heads if at == layer] for heads in (unmasked, dropped))
            x_TD = run_block(x_TD, block, self.config, turn_TK, record_block, here, gone)
        return x_TD

    @torch.inference_mode()
    def norm(self, x_TD: Tensor, record: Record = forget) -> Tensor:
        """A stream that has gone through all blocks, as it is unembedded."""
        x_TD = rms_norm(x_TD, self.final_norm_D, self.config.norm_eps)
        record("final_norm", None, x_TD)
        return x_TD

    @torch.inference_mode()
    def unembed(self, x_TD: Tensor, record: Record = forget) -> Tensor:
        """The ``logits_TV`` of vectors that :meth:`norm` gave."""
        logits_TV = x_TD @ self.W_U_VD.T
        record("logits", None, logits_TV)
        return logits_TV


def run_block(
    x_TD: Tensor, block: Block, config: Config, turn: tuple[Tensor, Tensor], record: BlockRecord,
    unmasked: Sequence[int] = (), dropped: Sequence[int] = (),
) -> Tensor:  # fmt: skip
    """One layer: attention adds to the stream, then the MLP adds to the stream."""
    record("resid_pre", x_TD)
    normed_TD = rms_norm(x_TD, block.attn_norm_D, config.norm_eps)
    x_TD = x_TD + attention(normed_TD, block, config, turn, record, unmasked, dropped)
    record("resid_mid", x_TD)
    x_TD = x_TD + mlp(rms_norm(x_TD, block.mlp_norm_D, config.norm_eps), block, record)
    record("resid_post", x_TD)
    return x_TD


def attention(
    x_TD: Tensor, block: Block, config: Config, turn: tuple[Tensor, Tensor], record: BlockRecord,
    unmasked: Sequence[int] = (), dropped: Sequence[int] = (),
) -> Tensor:  # fmt: skip
    """Every token asks (q), every earlier token answers (k) and gives (v).

    ``unmasked`` heads see later tokens too; ``dropped`` heads are recorded as they are, but add nothing to the stream.
    """
    record("attn_in", x_TD)
    q_HTK = torch.einsum("...td,hkd->...htk", x_TD, block.W_Q_HKD)
    k_GTK = torch.einsum("...td,gkd->...gtk", x_TD, block.W_K_GKD)
    v_GTK = torch.einsum("...td,gkd->...gtk", x_TD, block.W_V_GKD)
    record("q", q_HTK)
    record("k", k_GTK)
    record("v", v_GTK)
    q_HTK, k_GTK = rotate(q_HTK, turn), rotate(k_GTK, turn)
    record("rot_q", q_HTK)
    record("rot_k", k_GTK)

    # Query head h reads key/value head h // (H / G).
    k_HTK = k_GTK.repeat_interleave(config.n_heads // config.n_kv_heads, dim=-3)
    v_HTK = v_GTK.repeat_interleave(config.n_heads // config.n_kv_heads, dim=-3)

    future_TT = torch.ones(2 * q_HTK.shape[-2:-1], dtype=torch.bool, device=x_TD.device).triu(1)
    at_once = max(1, MOST_SCORES // (q_HTK[..., 0, :, 0].numel() * q_HTK.shape[-2]))
    runs = zip(q_HTK.split(at_once, -3), k_HTK.split(at_once, -3), v_HTK.split(at_once, -3), strict=True)
    means = [mix(q, k, v, future_TT, record, n * at_once, unmasked) for n, (q, k, v) in enumerate(runs)]
    z_HTK = torch.cat(means, dim=-3)
    record("z", z_HTK)
    if dropped:
        z_HTK = z_HTK.index_fill(-3, torch.tensor(dropped, device=z_HTK.device), 0)
    out_TD = torch.einsum("...htk,hdk->...td", z_HTK, block.W_O_HDK)
    record("attn_out", out_TD)
    return out_TD


def mix(
    q_HTK: Tensor,
    k_HTK: Tensor,
    v_HTK: Tensor,
    future_TT: Tensor,
    record: BlockRecord,
    first_head: int,
    unmasked: Sequence[int],
) -> Tensor:
    """Some heads' means ``z_HTK`` of the values that each query may see, weighted by its softmax over their scores."""
    raw_HTT = q_HTK @ k_HTK.transpose(-1, -2)  # row: the query; column: the key
    record("raw_scores", raw_HTT, first_head)
    if unmasked:
        masked = [first_head + h not in unmasked for h in range(raw_HTT.shape[-3])]
        future_TT = future_TT & torch.tensor(masked, device=raw_HTT.device)[:, None, None]
    scores_HTT = (raw_HTT / math.sqrt(q_HTK.shape[-1])).masked_fill_(future_TT, -math.inf)
    record("attn_scores", scores_HTT, first_head)
    pattern_HTT = scores_HTT.softmax(dim=-1)
    record("pattern", pattern_HTT, first_head)
    return pattern_HTT @ v_HTK


def mlp(x_TD: Tensor, block: Block, record: BlockRecord) -> Tensor:
    """SwiGLU: one half opens gates for the other (Shazeer 2020, https://arxiv.org/abs/2002.05202)."""
    act_TM = silu(x_TD @ block.W_gate_MD.T) * (x_TD @ block.W_up_MD.T)
    record("mlp_act", act_TM)
    out_TD = act_TM @ block.W_down_DM.T
    record("mlp_out", out_TD)
    return out_TD


def rms_norm(x_TD: Tensor, gain_D: Tensor, eps: float) -> Tensor:
    """Scale each vector to mean square 1, then each dimension by its gain (https://arxiv.org/abs/1910.07467)."""
    return x_TD * torch.rsqrt(x_TD.pow(2).mean(-1, keepdim=True) + eps) * gain_D


def rotation(n_tokens: int, config: Config, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and sines ``[T, K/2]`` of the angle by which pair i of token t turns (https://arxiv.org/abs/2104.09864)."""
    half = config.d_head // 2
    speed_K = 1.0 / config.rope_base ** (torch.arange(half, device=device, dtype=torch.float32) / half)
    angle_TK = torch.arange(n_tokens, device=device, dtype=torch.float32)[:, None] * speed_K
    return angle_TK.cos(), angle_TK.sin()


def rotate(x_HTK: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Turn the pairs (i, i + K/2) of each head by their angles."""
    cos_TK, sin_TK = turn
    a_HTK, b_HTK = x_HTK.chunk(2, dim=-1)
    return torch.cat([a_HTK * cos_TK - b_HTK * sin_TK, b_HTK * cos_TK + a_HTK * sin_TK], dim=-1)


def load(folder: Path, device: str | None = None) -> Transformer:
    """Read a model folder (config.json and safetensors) onto the GPU if there is one, else the CPU."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    config = Config.read(json.loads(folder.joinpath("config.json").read_text(encoding="utf-8")))
    found: dict[str, Tensor] = {}
    try:
        for path in sorted(folder.glob("*.safetensors")):
            found |= load_file(path, device=device)
        return assemble(config, {name: array.float() for name, array in found.items()})
    except SafetensorError as error:
        raise UserError(f"The weights in {folder} are damaged ({error}); fetch the model again.") from None
    except KeyError as missing:
        raise UserError(f"The weights in {folder} have no tensor {missing}; fetch the model again.") from None


def assemble(config: Config, found: dict[str, Tensor]) -> Transformer:
    """Put named tensors, as a Hugging Face Llama has them, in their places."""

    def heads(name: str, count: int) -> Tensor:
        return found[name].view(count, config.d_head, config.d_model)

    blocks = []
    for layer in range(config.n_layers):
        at = f"model.layers.{layer}"
        blocks.append(
            Block(
                attn_norm_D=found[f"{at}.input_layernorm.weight"],
                W_Q_HKD=heads(f"{at}.self_attn.q_proj.weight", config.n_heads),
                W_K_GKD=heads(f"{at}.self_attn.k_proj.weight", config.n_kv_heads),
                W_V_GKD=heads(f"{at}.self_attn.v_proj.weight", config.n_kv_heads),
                W_O_HDK=found[f"{at}.self_attn.o_proj.weight"]
                .view(config.d_model, config.n_heads, config.d_head)
                .transpose(0, 1),
                mlp_norm_D=found[f"{at}.post_attention_layernorm.weight"],
                W_gate_MD=found[f"{at}.mlp.gate_proj.weight"],
                W_up_MD=found[f"{at}.mlp.up_proj.weight"],
                W_down_DM=found[f"{at}.mlp.down_proj.weight"],
            )
        )
    W_E_VD = found["model.embed_tokens.weight"]
    return Transformer(config, W_E_VD, blocks, found["model.norm.weight"], found.get("lm_head.weight", W_E_VD))
