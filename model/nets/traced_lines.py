"""What waits for what, as torch computes it: products in line of both nets, traced operation by operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.nets.attention_net import AttentionNet
from attention_scenes.model.nets.drawn import NetSize
from attention_scenes.model.nets.longest_chain import LongestChain
from attention_scenes.model.nets.recurrent_net import RecurrentNet


@contextmanager
def in_threads(threads: int) -> Iterator[None]:
    """Let torch compute in so many threads, and in as many as before afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@torch.no_grad()
def lines_of_reading(size: NetSize, count: int) -> dict[str, np.ndarray]:
    """Trace both nets as they read so many words, and say the next one.

    Returns
    -------
    dict
        ``recurrent`` and ``attending`` ``[L, T]``, the products in line until each layer has each word; ``answer``
        ``[2]``, until the next word is said; ``work`` ``[2]``, the multiply-adds of all products until then.
    """
    x_TD, said, work = size.text(count), [], []
    with in_threads(1), LongestChain() as chain:
        recurrent = RecurrentNet(size)
        states = recurrent.read_in_order(x_TD)
        said.append(recurrent.said(states[-1][-1]))
        work.append(chain.multiply_adds)
        attending = AttentionNet(size)
        streams = attending.read_in_order(x_TD)
        said.append(attending.said(streams[-1][-1:]))
        work.append(chain.multiply_adds - work[0])
    return {
        "recurrent": np.array([[chain.of(each) for each in layer] for layer in states]),
        "attending": np.array([[chain.of(layer)] * count for layer in streams]),
        "answer": np.array([chain.of(each) for each in said]),
        "work": np.array(work),
    }


@torch.no_grad()
def lines_of_writing(size: NetSize, count: int) -> np.ndarray:
    """Return the products in line until each of so many words is said, ``[2, T]``."""
    with in_threads(1), LongestChain() as chain:
        said: list[list[Tensor]] = [net.write(count) for net in (RecurrentNet(size), AttentionNet(size))]
    return np.array([[chain.of(each) for each in own] for own in said])


def line_of_model(run: Callable[[], object]) -> int:
    """Return the longest line of products of what a call computes."""
    with LongestChain() as chain:
        run()
    return chain.longest


def numbers_learned(size: NetSize) -> list[int]:
    """Return how many numbers training would set in each net."""
    return [sum(each.numel() for each in net.tensors()) for net in (RecurrentNet(size), AttentionNet(size))]
