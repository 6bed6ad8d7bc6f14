"""Make what a model's settings say of positions: the speeds of rotary pairs, or fixed vectors of sines."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Sinusoid
from attention_scenes.model.decoder.architectures.rotary import Rope

TRAINED = "original_max_position_embeddings"


def rotary_speeds(rope: Rope, d_head: int, device: torch.device, kind: torch.dtype = torch.float32) -> Tensor:
    """Return each pair's turn from token to token, ``[R]``: the slowest about once in 2π·rope_theta tokens."""
    half, settings = d_head // 2, rope.settings
    speed_R = 1.0 / rope.theta ** (torch.arange(half, device=device, dtype=kind) / half)
    if rope.kind == "linear":
        return speed_R / settings["factor"]
    if rope.kind == "llama3":  # slow pairs turn slower still; between slow and fast the one passes into the other
        low, high, trained = (settings[n] for n in ("low_freq_factor", "high_freq_factor", TRAINED))
        kept_R = ((trained * speed_R / (2 * math.pi) - low) / (high - low)).clamp(0, 1)
        return (1 - kept_R) * speed_R / settings["factor"] + kept_R * speed_R
    return speed_R


def sinusoids(waves: Sinusoid, n_context: int, width: int, device: torch.device) -> Tensor:
    """Return a fixed vector for each place, ``[C, D]``: sines in even dimensions, cosines in odd ones.

    Vaswani et al. 2017, section 3.5 (https://arxiv.org/abs/1706.03762), with any base and scale.
    """
    place_C = torch.arange(n_context, device=device, dtype=torch.float64)
    speed_R = waves.base ** -(torch.arange(0, width, 2, device=device, dtype=torch.float64) / width)
    angle_CR = place_C[:, None] * speed_R
    return (waves.scale * torch.stack([angle_CR.sin(), angle_CR.cos()], dim=-1)).flatten(1).float()
