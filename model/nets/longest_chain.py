"""Longest chain: how many matrix products of a computation wait for each other, and how many multiply-adds all take."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import flop_registry
from torch.utils.weak import WeakTensorKeyDictionary

PRODUCTS = {"mm", "bmm", "mv", "addmm", "baddbmm", "matmul", "linear", "einsum", "dot"}  # as torch calls them
WHOLE = ("gru", "lstm", "rnn_", "scaled_dot_product")  # many products under one name


class LongestChain(TorchDispatchMode):
    """Notes of every tensor that is computed inside ``with`` how many products in line it took.

    A product is one longer in line than the longest line of what it multiplies; every other operation is as long as
    the longest of what it is given. So what does not wait for each other counts once, however much of it there is.

    Attributes
    ----------
    longest
        Of all tensors that were computed.
    multiply_adds
        Of all products, where torch knows how many operations they take.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines = WeakTensorKeyDictionary()
        self.longest = self.multiply_adds = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        if any(whole in name for whole in WHOLE):
            raise ValueError(f"{name} is many products under one name: they cannot be counted")
        made = func(*args, **(kwargs or {}))
        given = [self.of(each) for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor)]
        line = max(given, default=0) + (name in PRODUCTS)
        self.longest = max(self.longest, line)
        if count := flop_registry.get(func.overloadpacket):
            self.multiply_adds += count(*args, **(kwargs or {}), out_val=made) // 2
        for each in tree_leaves(made):
            if isinstance(each, Tensor):
                self.lines[each] = max(line, self.of(each))
        return made

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Return False: else torch loads its compiler, a second of work, which leaves a folder behind."""
        return False

    def of(self, tensor: Tensor) -> int:
        """Return how many products in line a tensor took; 0 of what was there before."""
        return int(self.lines.get(tensor, 0))
