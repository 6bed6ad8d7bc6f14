"""A decoder of any architecture that ``architectures`` describes, to be read from top to bottom.

Letters at the end of a name say its axes, in order:

    T  tokens of the sentence        D  width of the residual stream
    H  query heads                   G  key/value heads (each serves H / G query heads)
    K  width of a head               M  width of the MLP
    L  layers                        V  vocabulary
    R  rotary pairs of a head, K/2   C  longest sentence

It does what ``transformers.LlamaForCausalLM``, ``GPT2LMHeadModel`` and ``BertForMaskedLM`` do, in float32. Every array
on its way goes through a ``hook``, which may record it or return another. Where architectures differ, a line asks for
it: Llama turns queries and keys by their positions, scales with RMSNorm and gates its MLP; GPT-2 adds a learned vector
for each position at the start, centres as well (LayerNorm) and adds a bias at every step; BERT has no mask, and
normalises sums instead of what is read. Weights that an architecture lacks are None.

Nothing is fused: the scores, the mask and the softmax are there to be seen. Several sentences of one length may go
through at once, on one more axis before all others.

Arrays with two T axes are made for as many heads at a time as fit in :data:`MOST_SCORES`: a long text takes the memory
of what is recorded, and of little besides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import gelu, relu, silu

from attention_scenes.model.decoder.architectures.architecture import Activation, Config
from attention_scenes.model.decoder.hooks import Hook, finite, unchanged
from attention_scenes.model.errors import UserError

MOST_SCORES = 2**22  # numbers, 16 MiB: all nine heads at once up to 682 tokens
Turn = tuple[Tensor, Tensor]  # cosines and sines of the angles of rotary pairs
ACTIVATIONS: Mapping[Activation, Callable[[Tensor], Tensor]] = {
    "silu": silu, "gelu": gelu, "gelu_new": partial(gelu, approximate="tanh"), "relu": relu,
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """The weights of one layer; those that default to None are not in every architecture."""

    W_Q_HKD: Tensor
    W_K_GKD: Tensor
    W_O_HDK: Tensor
    W_V_GKD: Tensor | None = None
    attn_norm_D: Tensor | None = None
    mlp_norm_D: Tensor | None = None
    W_gate_MD: Tensor | None = None
    W_up_MD: Tensor | None = None
    W_down_DM: Tensor | None = None
    attn_shift_D: Tensor | None = None
    b_Q_HK: Tensor | None = None
    b_K_GK: Tensor | None = None
    b_V_GK: Tensor | None = None
    b_O_D: Tensor | None = None
    mlp_shift_D: Tensor | None = None
    b_gate_M: Tensor | None = None
    b_up_M: Tensor | None = None
    b_down_D: Tensor | None = None


@dataclass(frozen=True)
class WordHead:
    """What BERT has between its last stream and the unembedding: a map, GELU, a norm, and a bias for each word."""

    W_DD: Tensor
    b_D: Tensor
    norm_D: Tensor
    shift_D: Tensor
    b_V: Tensor


@dataclass(frozen=True)
class Transformer:
    """A model ready to run: ``model(ids_T)`` gives ``logits_TV``.

    Attributes
    ----------
    speed_R
        By which angle each rotary pair turns from one token to the next; None where nothing turns.
    W_pos_CD
        The vectors of places, learned or fixed, that are added to embeddings; None where none are.
    shapes
        Name and shape of every tensor, as the Llama family names them; a tied one is there once.
    """

    config: Config
    W_E_VD: Tensor
    blocks: list[Block]
    final_norm_D: Tensor | None
    W_U_VD: Tensor  # the same matrix as W_E where embeddings are tied
    shapes: Mapping[str, Sequence[int]]
    speed_R: Tensor | None = None
    W_pos_CD: Tensor | None = None
    final_shift_D: Tensor | None = None
    embed_norm_D: Tensor | None = None
    embed_shift_D: Tensor | None = None
    word_head: WordHead | None = None

    def __call__(self, ids_T: Tensor, hook: Hook = unchanged) -> Tensor:
        return self.unembed(self.norm(self.run_blocks(ids_T, hook), hook), hook)

    @torch.inference_mode()
    def run_blocks(self, ids_T: Tensor, hook: Hook = unchanged, n: int | None = None) -> Tensor:
        """Return the stream ``x_TD`` after the first ``n`` blocks, or all."""
        hook = finite(hook)
        return run_layers(self, enter(self, ids_T, hook), 0, hook, n)

    @torch.inference_mode()
    def run_from(self, x_TD: Tensor, first: int, hook: Hook = unchanged, n: int | None = None) -> Tensor:
        """Return the stream after the first ``n`` blocks, or all, where ``x_TD`` enters block ``first``."""
        return run_layers(self, x_TD, first, finite(hook), n)

    @torch.inference_mode()
    def norm(self, x_TD: Tensor, hook: Hook = unchanged) -> Tensor:
        """Normalise a stream that has gone through all blocks, before it is unembedded."""
        x_TD = normalise(x_TD, self.final_norm_D, self.final_shift_D, self.config)
        return finite(hook)("final_norm", None, x_TD)

    @torch.inference_mode()
    def unembed(self, x_TD: Tensor, hook: Hook = unchanged) -> Tensor:
        """Return the ``logits_TV`` of vectors from :meth:`norm`."""
        return finite(hook)("logits", None, logits(self, x_TD))


def logits(model: Transformer, x_TD: Tensor) -> Tensor:
    """Return the ``logits_TV`` of normalised streams; a UserError where the weights have no head that says words."""
    if not model.config.architecture.norm_after:
        return x_TD @ model.W_U_VD.T
    if (head := model.word_head) is None:
        raise UserError("These weights have no head for hidden words: they tell what words mean, and say none.")
    act = ACTIVATIONS[model.config.architecture.activation]
    x_TD = normalise(act(x_TD @ head.W_DD.T + head.b_D), head.norm_D, head.shift_D, model.config)
    return x_TD @ model.W_U_VD.T + head.b_V


def open_logits(model: Transformer, ids_T: Tensor, hook: Hook = unchanged) -> Tensor:
    """Return ``logits_TV`` in the type of the weights, with gradients that flow back to them, as a call gives none."""
    x_TD = run_layers(model, enter(model, ids_T, hook), 0, hook)
    return normalise(x_TD, model.final_norm_D, model.final_shift_D, model.config) @ model.W_U_VD.T


def enter(model: Transformer, ids_T: Tensor, hook: Hook) -> Tensor:
    """Return the stream before the first block: embeddings, and the vectors of places where there are some."""
    return enter_embedded(model, model.W_E_VD[ids_T], hook)


def enter_embedded(model: Transformer, x_TD: Tensor, hook: Hook) -> Tensor:
    """Return the stream before the first block, from vectors that are embedded already."""
    x_TD = hook("embed", None, x_TD)
    x_TD = plus(x_TD, None if model.W_pos_CD is None else model.W_pos_CD[: x_TD.shape[-2]])
    return normalise(x_TD, model.embed_norm_D, model.embed_shift_D, model.config)


def run_layers(model: Transformer, x_TD: Tensor, first: int, hook: Hook, n: int | None = None) -> Tensor:
    """Run blocks from ``first`` on, to the first ``n`` or all."""
    n_tokens = x_TD.shape[-2]
    turn_TR = None if model.speed_R is None else rotation(n_tokens, model.speed_R)
    future_TT = future_mask(n_tokens, model.config, x_TD.device)
    for layer, block in list(enumerate(model.blocks[:n]))[first:]:
        x_TD = run_block(x_TD, layer, block, model.config, turn_TR, future_TT, hook)
    return x_TD


def future_mask(n_tokens: int, config: Config, device: torch.device | str = "cpu") -> Tensor:
    """Return what no query may see, ``[T, T]`` of bool: keys after it, or nothing in a model without a mask."""
    ones_TT = torch.ones(n_tokens, n_tokens, dtype=torch.bool, device=device)
    return ones_TT.triu(1) if config.architecture.causal else ~ones_TT


def run_block(
    x_TD: Tensor, layer: int, block: Block, config: Config, turn: Turn | None, future_TT: Tensor, hook: Hook
) -> Tensor:
    """Run one layer: attention adds to the stream, then the MLP adds to the stream; or each takes its place."""
    residual = config.architecture.residual
    x_TD = hook("resid_pre", layer, x_TD)
    if config.architecture.norm_after:
        return run_block_then_norm(x_TD, layer, block, config, turn, future_TT, hook)
    normed_TD = normalise(x_TD, block.attn_norm_D, block.attn_shift_D, config)
    attn_TD = attention(normed_TD, layer, block, config, turn, future_TT, hook)
    x_TD = hook("resid_mid", layer, x_TD + attn_TD if residual else attn_TD)
    mlp_TD = mlp(x_TD, layer, block, config, hook)
    return hook("resid_post", layer, x_TD + mlp_TD if residual or block.W_up_MD is None else mlp_TD)


def run_block_then_norm(
    x_TD: Tensor, layer: int, block: Block, config: Config, turn: Turn | None, future_TT: Tensor, hook: Hook
) -> Tensor:
    """Run one layer that normalises each sum, and not what is read (post-norm)."""
    x_TD = x_TD + attention(x_TD, layer, block, config, turn, future_TT, hook)
    x_TD = hook("resid_mid", layer, normalise(x_TD, block.attn_norm_D, block.attn_shift_D, config))
    bare = replace(block, mlp_norm_D=None, mlp_shift_D=None)
    x_TD = x_TD + mlp(x_TD, layer, bare, config, hook)
    return hook("resid_post", layer, normalise(x_TD, block.mlp_norm_D, block.mlp_shift_D, config))


def attention(
    x_TD: Tensor, layer: int, block: Block, config: Config, turn: Turn | None, future_TT: Tensor, hook: Hook
) -> Tensor:
    """Compute multi-head attention: every token asks (q), every earlier token answers (k) and gives (v)."""
    x_TD = hook("attn_in", layer, x_TD)
    q_HTK = by_head(torch.einsum("...td,hkd->...htk", x_TD, block.W_Q_HKD), block.b_Q_HK)
    k_GTK = by_head(torch.einsum("...td,gkd->...gtk", x_TD, block.W_K_GKD), block.b_K_GK)
    v_GTK = values(x_TD, block, config)
    q_HTK, k_GTK, v_GTK = hook("q", layer, q_HTK), hook("k", layer, k_GTK), hook("v", layer, v_GTK)
    if turn is not None:
        q_HTK, k_GTK = rotate(q_HTK, turn), rotate(k_GTK, turn)
    q_HTK, k_GTK = hook("rot_q", layer, q_HTK), hook("rot_k", layer, k_GTK)
    # Query head h reads key/value head h // (H / G).
    k_HTK, v_HTK = (x.repeat_interleave(config.n_heads // config.n_kv_heads, dim=-3) for x in (k_GTK, v_GTK))
    at_once = max(1, MOST_SCORES // (q_HTK[..., 0, :, 0].numel() * q_HTK.shape[-2]))
    runs = zip(q_HTK.split(at_once, -3), k_HTK.split(at_once, -3), v_HTK.split(at_once, -3), strict=True)
    means = [mix(q, k, v, future_TT, layer, n * at_once, hook) for n, (q, k, v) in enumerate(runs)]
    z_HTK = hook("z", layer, torch.cat(means, dim=-3))
    return hook("attn_out", layer, plus(torch.einsum("...htk,hdk->...td", z_HTK, block.W_O_HDK), block.b_O_D))


def values(x_TD: Tensor, block: Block, config: Config) -> Tensor:
    """Return what heads mix, ``v_GTK``: values by a map, or each head's share of the numbers it reads, as they are."""
    if block.W_V_GKD is None:
        return x_TD.unflatten(-1, (config.n_kv_heads, config.d_head)).transpose(-2, -3)
    return by_head(torch.einsum("...td,gkd->...gtk", x_TD, block.W_V_GKD), block.b_V_GK)


def mix(
    q_HTK: Tensor, k_HTK: Tensor, v_HTK: Tensor, future_TT: Tensor, layer: int, first_head: int, hook: Hook
) -> Tensor:
    """Return the means ``z_HTK`` of the values that each query of some heads sees, weighted by its softmax."""
    raw_HTT = hook("raw_scores", layer, q_HTK @ k_HTK.transpose(-1, -2), first_head)  # row: the query; column: the key
    scores_HTT = (raw_HTT / math.sqrt(q_HTK.shape[-1])).masked_fill_(future_TT, -math.inf)
    scores_HTT = hook("attn_scores", layer, scores_HTT, first_head)
    pattern_HTT = hook("pattern", layer, scores_HTT.softmax(dim=-1), first_head)
    return pattern_HTT @ v_HTK


def mlp(x_TD: Tensor, layer: int, block: Block, config: Config, hook: Hook) -> Tensor:
    """Normalise the stream and compute the MLP, plain or with a gating half (https://arxiv.org/abs/2002.05202)."""
    if block.W_up_MD is None or block.W_down_DM is None:  # attention alone
        nothing_TD = hook("mlp_in", layer, torch.zeros_like(x_TD))
        for name in ("mlp_up", "mlp_gate", "mlp_act"):
            hook(name, layer, x_TD[..., :0])
        return hook("mlp_out", layer, nothing_TD)
    x_TD = hook("mlp_in", layer, normalise(x_TD, block.mlp_norm_D, block.mlp_shift_D, config))
    act = ACTIVATIONS[config.architecture.activation]
    up_TM = hook("mlp_up", layer, plus(x_TD @ block.W_up_MD.T, block.b_up_M))
    if block.W_gate_MD is None:
        act_TM = act(hook("mlp_gate", layer, up_TM))
    else:
        act_TM = act(hook("mlp_gate", layer, plus(x_TD @ block.W_gate_MD.T, block.b_gate_M))) * up_TM
    act_TM = hook("mlp_act", layer, act_TM)
    return hook("mlp_out", layer, plus(act_TM @ block.W_down_DM.T, block.b_down_D))


def plus(x: Tensor, bias: Tensor | None) -> Tensor:
    return x if bias is None else x + bias


def by_head(x_HTK: Tensor, bias_HK: Tensor | None) -> Tensor:
    """Add to each head the bias of its own, where there is one."""
    return plus(x_HTK, None if bias_HK is None else bias_HK[:, None])


def normalise(x_TD: Tensor, gain_D: Tensor | None, shift_D: Tensor | None, config: Config) -> Tensor:
    """Apply RMSNorm, or LayerNorm, which subtracts each vector's mean first (https://arxiv.org/abs/1607.06450)."""
    if gain_D is None:  # nothing is normalised
        return x_TD
    if config.architecture.norm == "layer":
        x_TD = x_TD - x_TD.mean(-1, keepdim=True)
    return plus(rms_norm(x_TD, gain_D, config.norm_eps), shift_D)


def rms_norm(x_TD: Tensor, gain_D: Tensor, eps: float) -> Tensor:
    """Scale each vector to mean square 1, then each dimension by its gain (https://arxiv.org/abs/1910.07467)."""
    return x_TD * torch.rsqrt(x_TD.pow(2).mean(-1, keepdim=True) + eps) * gain_D


def rotation(n_tokens: int, speed_R: Tensor) -> Turn:
    """Return cosines and sines ``[T, R]`` of each pair's angle at each token (https://arxiv.org/abs/2104.09864)."""
    angle_TR = torch.arange(n_tokens, device=speed_R.device, dtype=torch.float32)[:, None] * speed_R
    return angle_TR.cos(), angle_TR.sin()


def rotate(x_HTK: Tensor, turn: Turn) -> Tensor:
    """Rotate the pairs (i, i + K/2) of each head by their angles."""
    cos_TR, sin_TR = turn
    a_HTR, b_HTR = x_HTK.chunk(2, dim=-1)
    return torch.cat([a_HTR * cos_TR - b_HTR * sin_TR, b_HTR * cos_TR + a_HTR * sin_TR], dim=-1)
