"""A recurrent net: gated recurrent units (GRU), which hand one state from word to word."""

from __future__ import annotations

import torch
from torch import Tensor

from attention_scenes.model.nets.drawn import NetSize


class RecurrentNet:
    """Layers of gated recurrent units without biases.

    Of the word's vector x and the state h before it, a layer makes shares r and z, a proposal c, and the next state:

        r, z = σ(W x + U h)        c = tanh(W x + r ⊙ (U h))        h' = z ⊙ h + (1 − z) ⊙ c

    Attributes
    ----------
    gru
        The same layers as torch runs them.
    """

    def __init__(self, size: NetSize) -> None:
        self.size, self.table_VD = size, size.table()
        self.gru = torch.nn.GRU(size.width, size.width, size.layers, bias=False)
        maps = iter(size.matrices(6 * size.layers))
        with torch.no_grad():
            for weight in self.gru.parameters():
                weight.copy_(torch.cat([next(maps) for _ in range(3)]))
        weights = [weight.detach() for weight in self.gru.parameters()]  # for x and for h, layer after layer
        self.layers = list(zip(weights[::2], weights[1::2], strict=True))

    def tensors(self) -> list[Tensor]:
        """Return all numbers that training would set."""
        return [self.table_VD, *(each for layer in self.layers for each in layer)]

    def read(self, x_TD: Tensor) -> Tensor:
        """Return the last layer's states ``[T, D]``, as fast as torch can."""
        return self.gru(x_TD[:, None])[0][:, 0]

    def at_rest(self) -> list[Tensor]:
        """Return the state of each layer before the first word: zeros."""
        return [kept.new_zeros(1, self.size.width) for _, kept in self.layers]

    def read_in_order(self, x_TD: Tensor) -> list[list[Tensor]]:
        """Return the state of each layer at each word, ``[L][T]``; each is computed as soon as it can be."""
        states = self.at_rest()
        found: list[list[Tensor]] = [[] for _ in states]
        for x_1D in x_TD.split(1):
            states = self.step(x_1D, states)
            for own, state in zip(found, states, strict=True):
                own.append(state)
        return found

    def step(self, x_1D: Tensor, states: list[Tensor]) -> list[Tensor]:
        """Return the states of all layers after one more word."""
        found = []
        for (given, kept), h_1D in zip(self.layers, states, strict=True):
            for_x, for_h = (x_1D @ given.T).chunk(3, dim=1), (h_1D @ kept.T).chunk(3, dim=1)
            r_1D, z_1D = (torch.sigmoid(for_x[n] + for_h[n]) for n in range(2))
            c_1D = torch.tanh(for_x[2] + r_1D * for_h[2])
            x_1D = z_1D * h_1D + (1 - z_1D) * c_1D
            found.append(x_1D)
        return found

    def write(self, count: int) -> list[Tensor]:
        """Return the numbers of so many words, each the likeliest after those before it."""
        states, x_1D = self.at_rest(), self.table_VD[:1]
        said: list[Tensor] = []
        for _ in range(count):
            states = self.step(x_1D, states)
            said.append(self.said(states[-1]))
            x_1D = self.table_VD.index_select(0, said[-1])
        return said

    def said(self, x_1D: Tensor) -> Tensor:
        """Return the number of the likeliest word, ``[1]``."""
        return (x_1D @ self.table_VD.T).argmax(dim=1)
