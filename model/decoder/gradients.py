"""Gradients: of a lead between logits by each neuron (attribution), of a sentence's loss by all weights (one step)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Sinusoid
from attention_scenes.model.decoder.architectures.rotary import Rope
from attention_scenes.model.decoder.hooks import Hook, unchanged
from attention_scenes.model.decoder.position_codes import rotary_speeds
from attention_scenes.model.decoder.transformer import (
    Block,
    Transformer,
    Turn,
    future_mask,
    normalise,
    open_logits,
    run_block,
)
from attention_scenes.model.errors import UserError

# Neurons are ranked by these numbers: in double precision no rounding decides between two of them.
EXACT = torch.float64
OF_STEP = ("attn_in", "q", "attn_scores")  # what a gradient step keeps, open to slopes


@torch.inference_mode(False)
def neuron_parts(transformer: Transformer, row: Sequence[int], wanted: int, rivals: Sequence[int]) -> np.ndarray:
    """Return gradient × activation of every neuron at every token, ``[L, T, M]`` float64, of a lead at the last token.

    The lead is the logit of ``wanted`` less the mean of those of ``rivals``. Blocks are run again on the way back, one
    at a time, so that memory holds the double precision weights of one.
    """
    ids_T = torch.tensor(row, device=transformer.W_E_VD.device)
    x_TD = _copy(transformer.W_E_VD)[ids_T].to(EXACT)
    if transformer.W_pos_CD is not None:
        x_TD = x_TD + _copy(transformer.W_pos_CD[: len(row)]).to(EXACT)
    turn = _turn(transformer, len(row), x_TD.device)
    entering = [x_TD]
    for layer in range(transformer.config.n_layers):
        entering.append(_run(transformer, layer, entering[-1], turn)[0].detach())
    back_TD = _lead_gradient(transformer, entering.pop(), wanted, rivals)
    parts: list[np.ndarray] = []
    for layer, x_TD in reversed(list(enumerate(entering))):
        out_TD, act_TM = _run(transformer, layer, x_TD.requires_grad_(), turn)
        back_TD, by_act_TM = torch.autograd.grad(out_TD, [x_TD, act_TM], back_TD)
        parts.append((by_act_TM * act_TM).detach().cpu().numpy())
    return np.array(parts[::-1])


class Keep:
    """A hook that keeps the activations of a block."""

    def __init__(self) -> None:
        self.act: list[Tensor] = []

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name == "mlp_act":
            self.act.append(array)
        return array


def _run(transformer: Transformer, layer: int, x_TD: Tensor, turn: Turn | None) -> tuple[Tensor, Tensor]:
    """Run a block in double precision; return what leaves it, and its activations."""
    keep, n_tokens = Keep(), len(x_TD)
    future_TT = future_mask(n_tokens, transformer.config, x_TD.device)
    block = _exact(transformer.blocks[layer])
    return run_block(x_TD, layer, block, transformer.config, turn, future_TT, keep), keep.act[0]


def _lead_gradient(transformer: Transformer, x_TD: Tensor, wanted: int, rivals: Sequence[int]) -> Tensor:
    """Return the gradient of the lead by the last stream, ``[T, D]``."""
    x_TD = x_TD.requires_grad_()
    gain_D, shift_D = (None if part is None else _copy(part).to(EXACT) for part in _last_norm(transformer))
    normed_D = normalise(x_TD, gain_D, shift_D, transformer.config)[-1]
    rows_ND = _copy(transformer.W_U_VD[[wanted, *rivals]]).to(EXACT)
    logits_N = rows_ND @ normed_D
    [gradient_TD] = torch.autograd.grad(logits_N[0] - logits_N[1:].mean(), x_TD)
    return gradient_TD


def _last_norm(transformer: Transformer) -> tuple[Tensor, Tensor | None]:
    return transformer.final_norm_D, transformer.final_shift_D


def _turn(transformer: Transformer, n_tokens: int, device: torch.device) -> Turn | None:
    places = transformer.config.places
    if not isinstance(places, Rope):
        return None
    speed_R = rotary_speeds(places, transformer.config.d_head, device, EXACT)
    angle_TR = torch.arange(n_tokens, device=device, dtype=EXACT)[:, None] * speed_R
    return angle_TR.cos(), angle_TR.sin()


def _exact(block: Block) -> Block:
    """Return a block with its weights in double precision."""
    there = {field.name: getattr(block, field.name) for field in fields(block)}
    return replace(block, **{name: _copy(part).to(EXACT) for name, part in there.items() if part is not None})


def _copy(weights: Tensor) -> Tensor:
    """Return weights that gradients may go through: what inference mode has made lets none through."""
    return weights.clone() if weights.is_inference() else weights


@torch.inference_mode(False)
def loss_step(transformer: Transformer, row: Sequence[int], rate: float) -> dict[str, np.ndarray]:
    """Take all weights ``rate`` times the loss's slope downhill, in double precision; return what is before and after.

    The loss is the mean of −ln p of every token but the first. Arrays, of T tokens:

    ``loss`` ``[2]``, ``chance`` ``[2, T−1]``
        Before and after: the loss, and the probability of each token but the first.
    ``by_score`` ``[L, H, T, T]``, ``by_q`` ``[L, H, T, K]``
        Slopes of the loss by scores (scaled, before the softmax) and by queries.
    ``attn_in`` ``[L, T, D]``
        What the maps read.
    ``W_Q`` ``[2, L, H, K, D]``
        Before and after.

    Raises
    ------
    UserError
        A model that is no decoder of attention alone.
    """
    _refuse_others(transformer)
    own = _open(transformer)
    kept: dict[str, list[Tensor]] = {name: [] for name in OF_STEP}

    def keep(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name in OF_STEP:
            array.retain_grad()
            kept[name].append(array)
        return array

    before_N = _log_chances(own, row, keep)
    (-before_N.mean()).backward()
    after = _stepped(own, rate)
    after_N = _log_chances(after, row)
    maps = [[block.W_Q_HKD for block in model.blocks] for model in (own, after)]
    found = {
        "loss": torch.stack([-before_N.mean(), -after_N.mean()]), "chance": torch.stack([before_N, after_N]).exp(),
        "by_score": torch.stack([_slope(array) for array in kept["attn_scores"]]),
        "by_q": torch.stack([_slope(array) for array in kept["q"]]),
        "attn_in": torch.stack(kept["attn_in"]), "W_Q": torch.stack([torch.stack(each) for each in maps]),
    }  # fmt: skip
    return {name: array.detach().cpu().numpy() for name, array in found.items()}


def _refuse_others(transformer: Transformer) -> None:
    made = transformer.config.architecture
    if (
        made.mlp != "none"
        or made.biases
        or not made.value_map
        or transformer.W_U_VD is transformer.W_E_VD
        or (made.norm == "none" or not made.residual)
    ):
        raise UserError(
            "A gradient step is shown of decoders of attention alone, with norms, a residual stream and a value map "
            "and without biases, as ours:decoder is."
        )
    if not isinstance(transformer.config.places, Sinusoid):
        raise UserError("A gradient step is shown of decoders with fixed waves as positions, as ours:decoder has.")


def _slope(array: Tensor) -> Tensor:
    assert array.grad is not None
    return array.grad


def _open(transformer: Transformer) -> Transformer:
    """Return the model with leaves in double precision for weights; positions stay as they are."""
    blocks = [
        replace(block, **{name: _leaf(part) for name, part in _parts(block).items()}) for block in transformer.blocks
    ]
    shift = transformer.final_shift_D
    return replace(
        transformer, blocks=blocks, W_E_VD=_leaf(transformer.W_E_VD), W_U_VD=_leaf(transformer.W_U_VD),
        final_norm_D=_leaf(transformer.final_norm_D), final_shift_D=None if shift is None else _leaf(shift),
        W_pos_CD=None if transformer.W_pos_CD is None else transformer.W_pos_CD.clone().to(EXACT),
    )  # fmt: skip


def _parts(block: Block) -> dict[str, Tensor]:
    there = {field.name: getattr(block, field.name) for field in fields(block)}
    return {name: part for name, part in there.items() if part is not None}


def _leaf(weights: Tensor) -> Tensor:
    return weights.clone().to(EXACT).detach().requires_grad_()


def _log_chances(transformer: Transformer, row: Sequence[int], hook: Hook = unchanged) -> Tensor:
    """Return ln p of each token but the first, ``[T − 1]``."""
    ids_T = torch.tensor(row, device=transformer.W_E_VD.device)
    logs_TV = open_logits(transformer, ids_T, hook)[:-1].log_softmax(-1)
    return logs_TV.gather(1, ids_T[1:, None])[:, 0]


def _stepped(own: Transformer, rate: float) -> Transformer:
    """Return the model after the step."""

    def down(part: Tensor) -> Tensor:
        return (part - rate * _slope(part)).detach()

    blocks = [replace(block, **{name: down(part) for name, part in _parts(block).items()}) for block in own.blocks]
    shift = own.final_shift_D
    return replace(
        own, blocks=blocks, W_E_VD=down(own.W_E_VD), W_U_VD=down(own.W_U_VD), final_norm_D=down(own.final_norm_D),
        final_shift_D=None if shift is None else down(shift),
    )  # fmt: skip
