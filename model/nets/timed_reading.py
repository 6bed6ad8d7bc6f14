"""Both nets as torch runs them fastest, ready to be timed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import torch

from attention_scenes.model.nets.attention_net import AttentionNet
from attention_scenes.model.nets.drawn import NetSize
from attention_scenes.model.nets.recurrent_net import RecurrentNet
from attention_scenes.model.nets.traced_lines import in_threads


@contextmanager
def readers(size: NetSize, count: int, threads: int) -> Iterator[list[Callable[[], object]]]:
    """Give, for each net, a call that reads so many words in so many threads."""
    x_TD = size.text(count)
    nets = RecurrentNet(size), AttentionNet(size)
    with in_threads(threads), torch.inference_mode():
        yield [partial(net.read, x_TD) for net in nets]
