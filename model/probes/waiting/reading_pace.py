"""Reading pace: the seconds that two nets of one size take to read texts, on one core and on two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.waiting.asked_nets import AskedNets
from attention_scenes.model.probes.waiting.lines_again import layers_again
from attention_scenes.model.probes.waiting.numpy_nets import attended_again, gated_again, some_text_again

NETS = ("recurrent", "attending")
THREADS = {"one": 1, "two": 2}
NETS_AGAIN, THREADS_AGAIN = ("recurrent", "attending"), ("one", "two")
ENOUGH = 0.5  # seconds: of what takes long no further try is made
PART_AGAIN = 512  # words that are timed again: each takes as long as the next


@dataclass(frozen=True)
class ReadingPaceProbe(AskedNets, Probe):
    """Take the time of both nets as torch runs them fastest, in one thread and in two, the best of a few tries.

    Parameters
    ----------
    sizes
        How many words are read.
    tries
        How often each is timed: what else the machine does makes it slower and never faster.

    Arrays:

    ``size``
        ``[S]``: how many words are read.
    ``recurrent_one``, ``attending_one``, ``recurrent_two``, ``attending_two``
        ``[S]``: seconds, in one thread and in two.
    """

    sizes: tuple[int, ...] = (16, 128, 1_024, 8_192)
    tries: int = 20
    name: Literal["pace"] = "pace"

    exact: ClassVar[frozenset[str]] = frozenset({"size"})
    timed: ClassVar[frozenset[str]] = frozenset(f"{net}_{threads}" for net in NETS for threads in THREADS)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        from attention_scenes.model.nets.timed_reading import readers

        size = self.net_size
        found: dict[str, list[float]] = {name: [] for name in self.timed}
        for n, count in enumerate(self.sizes):
            progress("taking the time of reading", n / len(self.sizes))
            for name, threads in THREADS.items():
                with readers(size, count, threads) as both:
                    for net, read in zip(NETS, both, strict=True):
                        found[f"{net}_{name}"].append(fastest(read, self.tries))
        return {"size": np.array(self.sizes)} | {name: np.array(each) for name, each in found.items()}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the seconds of both nets in NumPy on the machine that checks; it is not told how many threads."""
        seconds = [[_seconds_again(net, asked, count) for count in asked.sizes] for net in range(len(NETS_AGAIN))]
        times = {
            f"{net}_{name}": np.array(own)
            for net, own in zip(NETS_AGAIN, seconds, strict=True)
            for name in THREADS_AGAIN
        }
        return {"size": np.array(asked.sizes), **times}


def fastest(read: Callable[[], object], tries: int) -> float:
    """Return the seconds of the fastest of a few calls; the first, which fills caches, does not count."""
    found = []
    for _ in range(tries + 1):
        start = perf_counter()
        read()
        found.append(perf_counter() - start)
        if sum(found[1:]) > ENOUGH:
            break
    return min(found[1:])


def _seconds_again(net: int, asked: SimpleNamespace, count: int) -> float:
    """Return the seconds of one net, from those that the last words of a text take."""
    given, part = some_text_again(count, asked.width), min(count, PART_AGAIN)
    start = perf_counter()
    for maps in layers_again(asked.layers, asked.width):
        if net:
            attended_again(maps, given[-part:], given, asked.heads)
            continue
        state: np.ndarray = np.zeros((1, asked.width), np.float32)
        for n in range(count - part, count):
            state = gated_again(maps, given[n : n + 1], state)
    return (perf_counter() - start) * count / part
