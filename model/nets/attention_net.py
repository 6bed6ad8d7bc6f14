"""An attention net: a transformer with as many numbers as a recurrent net of the same width and layers."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import layer_norm, relu, scaled_dot_product_attention

from attention_scenes.model.nets.drawn import NetSize

MAPS = 6  # of a layer, all square: queries, keys, values, outputs, and an MLP as wide as the stream


class AttentionNet:
    """Layers of attention and an MLP, each after a norm, without biases and gains; a word sees none after it.

    A layer has six square maps, just as a layer of gated recurrent units. Places are not told: they would add a vector
    to each word, and no product.
    """

    def __init__(self, size: NetSize) -> None:
        self.size, self.table_VD = size, size.table()
        maps = size.matrices(MAPS * size.layers)
        self.layers = [maps[MAPS * n : MAPS * (n + 1)] for n in range(size.layers)]

    def tensors(self) -> list[Tensor]:
        """Return all numbers that training would set."""
        return [self.table_VD, *(each for layer in self.layers for each in layer)]

    def read(self, x_TD: Tensor) -> Tensor:
        """Return the last layer's vectors ``[T, D]``, as fast as torch can: its grid of weights is never stored."""
        for number in range(self.size.layers):
            q_HTK, k_HTK, v_HTK = self._asked(number, x_TD)
            z_HTK = scaled_dot_product_attention(q_HTK[None], k_HTK[None], v_HTK[None], is_causal=True)[0]
            x_TD = self._layer(number, x_TD, z_HTK)
        return x_TD

    def read_in_order(self, x_TD: Tensor) -> list[Tensor]:
        """Return the vectors of all words after each layer, ``[L]`` of ``[T, D]``, product by product."""
        hidden_TT = torch.full((len(x_TD), len(x_TD)), -torch.inf).triu(1)
        found = []
        for number in range(self.size.layers):
            q_HTK, k_HTK, v_HTK = self._asked(number, x_TD)
            scores_HTT = q_HTK @ k_HTK.transpose(1, 2) * q_HTK.shape[-1] ** -0.5
            x_TD = self._layer(number, x_TD, (scores_HTT + hidden_TT).softmax(dim=-1) @ v_HTK)
            found.append(x_TD)
        return found

    def write(self, count: int) -> list[Tensor]:
        """Return the numbers of so many words, each the likeliest after those before it, whose keys are kept."""
        kept: list[list[Tensor]] = [[] for _ in range(self.size.layers)]
        x_1D, said = self.table_VD[:1], []
        for _ in range(count):
            for number in range(self.size.layers):
                q_H1K, k_H1K, v_H1K = self._asked(number, x_1D)
                if kept[number]:
                    k_H1K, v_H1K = (torch.cat(pair, 1) for pair in zip(kept[number], (k_H1K, v_H1K), strict=True))
                kept[number] = [k_H1K, v_H1K]
                scores_H1T = q_H1K @ k_H1K.transpose(1, 2) * q_H1K.shape[-1] ** -0.5
                x_1D = self._layer(number, x_1D, scores_H1T.softmax(dim=-1) @ v_H1K)
            said.append(self.said(x_1D))
            x_1D = self.table_VD.index_select(0, said[-1])
        return said

    def said(self, x_1D: Tensor) -> Tensor:
        """Return the number of the likeliest word, ``[1]``."""
        return (x_1D @ self.table_VD.T).argmax(dim=1)

    def _asked(self, number: int, x_TD: Tensor) -> list[Tensor]:
        """Return queries, keys and values of a layer, ``[H, T, K]`` each."""
        normed_TD, heads = layer_norm(x_TD, x_TD.shape[1:]), self.size.heads
        return [(normed_TD @ map_DD.T).unflatten(1, (heads, -1)).transpose(0, 1) for map_DD in self.layers[number][:3]]

    def _layer(self, number: int, x_TD: Tensor, z_HTK: Tensor) -> Tensor:
        """Return the stream after a layer, of what its heads fetched."""
        output_DD, up_DD, down_DD = self.layers[number][3:]
        x_TD = x_TD + z_HTK.transpose(0, 1).flatten(1) @ output_DD.T
        return x_TD + relu(layer_norm(x_TD, x_TD.shape[1:]) @ up_DD.T) @ down_DD.T
