"""How far a first word reaches: by layers of convolution, by a layer of attention, by steps of a recurrent net."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import conv1d, pad

from attention_scenes.model.nets.attention_net import AttentionNet
from attention_scenes.model.nets.drawn import NetSize
from attention_scenes.model.nets.recurrent_net import RecurrentNet


def convolved(size: NetSize, x_TD: Tensor, taps: int, layers: int) -> list[Tensor]:
    """Return the vectors after each layer of a convolution in which a word sees itself and ``taps`` − 1 before it."""
    weights_DDK = torch.stack(size.matrices(taps), dim=2).double()
    found = []
    for _ in range(layers):
        x_TD = torch.tanh(conv1d(pad(x_TD.T, (taps - 1, 0)), weights_DDK).T)
        found.append(x_TD)
    return found


def touched(one: list[Tensor], other: list[Tensor]) -> np.ndarray:
    """Return which vectors differ, ``[layers, T]``."""
    return np.stack([((a - b).abs().amax(dim=-1) > 0).numpy() for a, b in zip(one, other, strict=True)])


@torch.no_grad()
def reached(size: NetSize, count: int, taps: int) -> list[np.ndarray]:
    """Return which vectors change where the first of ``count`` is turned round, ``[R, T]`` each.

    After each layer of attention, after each of ``count`` layers of convolution, and after each of ``count`` − 1 steps
    of a recurrent net's first layer, one word a step; where there is one word, it has changed itself.
    """
    recurrent, attending = RecurrentNet(size), AttentionNet(size)
    recurrent.layers = [(given.double(), kept.double()) for given, kept in recurrent.layers]
    attending.layers = [[each.double() for each in layer] for layer in attending.layers]
    x_TD = size.text(count).double()
    texts = x_TD, torch.cat([-x_TD[:1], x_TD[1:]])
    by_attention = touched(*(attending.read_in_order(x_TD) for x_TD in texts))
    by_convolution = touched(*(convolved(size, x_TD, taps, count) for x_TD in texts))
    there_T = touched(*(recurrent.read_in_order(x_TD)[0] for x_TD in texts))[:, 0]
    by_steps = [there_T & (np.arange(count) <= step) for step in range(min(1, count - 1), count)]
    return [by_attention, by_convolution, np.stack(by_steps)]
