"""Speed: the seconds that a token takes on this machine, read alone and several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import (
    Arrays,
    Found,
    MeasuredModel,
    Probe,
    ProbedModel,
    Progress,
    RemeasuredModel,
)


@dataclass(frozen=True)
class SpeedProbe(Probe):
    """Take the time of a forward pass over 1, 8 and 64 tokens, the best of a few tries.

    Parameters
    ----------
    prose
        Whose first tokens are read.
    sizes
        How many at once; fewer where the model reads no more.
    tries
        How often each is timed: what else the machine does makes it slower and never faster.

    Arrays:

    ``size``
        ``[S]``: how many tokens were read at once.
    ``seconds``
        ``[S]``: of the whole pass.
    """

    prose: str
    sizes: tuple[int, ...] = (1, 8, 64)
    tries: int = 3
    name: Literal["speed"] = "speed"

    exact: ClassVar[frozenset[str]] = frozenset({"size"})
    timed: ClassVar[frozenset[str]] = frozenset({"seconds"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        progress("taking the time of a token", None)
        ids = [token.id for token in model.tokens(self.prose)]
        sizes = [min(size, model.n_context, len(ids)) for size in self.sizes]
        seconds = [_fastest(model, ids[:size], self.tries) for size in sizes]
        return {"size": np.array(sizes), "seconds": np.array(seconds)}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same sizes, and the seconds of the NumPy decoder on the machine that checks."""
        ids = model.ids(asked.prose)
        sizes = np.minimum(asked.sizes, min(model.n_context, len(ids)))
        return {"size": sizes, "seconds": np.array([_fastest_again(model, ids[:size]) for size in sizes])}


def _fastest(model: ProbedModel, ids: Sequence[int], tries: int) -> float:
    """Return the seconds of the fastest pass over these tokens; the first, which fills caches, does not count."""
    found = []
    for _ in range(tries + 1):
        start = perf_counter()
        model.run_rows([ids], ["logits"])
        found.append(perf_counter() - start)
    return min(found[1:])


def _fastest_again(model: ProbedModel, ids: Sequence[int]) -> float:
    start = perf_counter()
    model.run_rows([ids], ["logits"])
    middle = perf_counter()
    model.run_rows([ids], ["logits"])
    return min(middle - start, perf_counter() - middle)
