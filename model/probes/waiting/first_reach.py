"""First reach: by how many layers, or steps, the first word of a text gets to the last one."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.waiting.asked_nets import AskedNets


@dataclass(frozen=True)
class FirstReachProbe(AskedNets, Probe):
    """Change the first word's vector, and see where it changes the others: attention, a convolution, a recurrent net.

    Parameters
    ----------
    text
        As many words are read as it has tokens.
    taps
        How many words the convolution sees at once: a word itself and those before it.

    The convolution has as many layers as are needed.

    Arrays, 1 where a change of the first word changes another:

    ``attention``, ``convolution``, ``recurrent``
        ``[R, T]``: after each layer of attention, each layer of convolution, each step of the recurrent net's first
        layer; as many as it takes until the last word is reached.
    ``rounds``
        ``[3]``: how many that are, in this order.
    """

    text: str
    taps: int = 3
    name: Literal["reach"] = "reach"

    exact: ClassVar[frozenset[str]] = frozenset({"attention", "convolution", "recurrent", "rounds"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        from attention_scenes.model.nets.first_word import reached

        progress("changing the first word", None)
        size = self.net_size
        found = [_until_last(each) for each in reached(size, len(model.tokens(self.text)), self.taps)]
        names = ("attention", "convolution", "recurrent")
        return {**dict(zip(names, found, strict=True)), "rounds": np.array([len(each) for each in found])}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same from which word sees which alone: nothing is computed with vectors."""
        count = len(model.ids(asked.text))
        ahead = np.subtract.outer(np.arange(count), np.arange(count))  # [who sees, who is seen]
        seen = {"attention": ahead >= 0, "convolution": (ahead >= 0) & (ahead < asked.taps), "recurrent": ahead == 1}
        found = {name: _spread_again(sees, count) for name, sees in seen.items()}
        return {**found, "rounds": np.array([len(each) for each in found.values()])}


def _until_last(reached_RT: np.ndarray) -> np.ndarray:
    """Return the rounds until the last word is reached."""
    return reached_RT[: int(np.argmax(reached_RT[:, -1])) + 1].astype(int)


def _spread_again(sees: np.ndarray, count: int) -> np.ndarray:
    has = np.arange(count) == 0
    rounds: list[np.ndarray] = []
    while not has[-1] or not rounds:
        has = has | (sees & has).any(axis=1)
        rounds.append(has.astype(int))
    return np.array(rounds)
