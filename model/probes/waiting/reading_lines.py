"""Reading lines: how many matrix products in line two nets of one size take, to read a text and to write one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.waiting.asked_nets import AskedNets
from attention_scenes.model.probes.waiting.lines_again import attending_again, recurrent_again, written_again


@dataclass(frozen=True)
class ReadingLinesProbe(AskedNets, Probe):
    """Trace a recurrent net and a transformer on a text, and count which of their products wait for which.

    Both have as many learned numbers, drawn from a seed: which product waits for which does not hang on them. The
    model's own products are counted as it reads the text.

    Parameters
    ----------
    text
        As many words are read, and written, as it has tokens.

    Arrays, the recurrent net first where there are two:

    ``recurrent``, ``attending``
        ``[L, T]``: the products in line until a layer has its vector of a word.
    ``answer``
        ``[2]``: until the word after the text is said.
    ``written``
        ``[2, T]``: until each of T words is said, which is read before the next.
    ``model``
        ``[2]``: until the model itself has scored all next words: of the first two tokens of this text, and of all.
    """

    text: str
    name: Literal["lines"] = "lines"

    exact: ClassVar[frozenset[str]] = frozenset({"recurrent", "attending", "answer", "written", "model"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        from attention_scenes.model.nets.traced_lines import line_of_model, lines_of_reading, lines_of_writing

        progress("counting what waits", None)
        ids = [token.id for token in model.tokens(self.text)]
        size = self.net_size
        found = lines_of_reading(size, len(ids)) | {"written": lines_of_writing(size, len(ids))}
        del found["work"]  # longer texts tell it
        own = [line_of_model(partial(model.run_rows, [some], ["logits"])) for some in (ids[:2], ids)]
        return {**found, "model": np.array(own)}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same counts of nets in NumPy, and the model's from the maps that its layers have."""
        count = len(model.ids(asked.text))
        lines = [recurrent_again(asked.layers, count), attending_again(asked.layers, asked.heads, count)]
        return {
            "recurrent": lines[0],
            "attending": lines[1],
            "answer": np.array([int(each[-1, -1]) + 1 for each in lines]),
            "written": written_again(asked.layers, asked.heads, count),
            "model": np.array([1 + sum(_in_line_again(set(model.layer_maps(n))) for n in range(model.n_layers))] * 2),
        }


def _in_line_again(maps: set[str]) -> int:
    """Return how many products of a layer wait for each other: its maps, where q, k, v and gate, up are at once."""
    attention = len({"q", "k", "v"} & maps) > 0
    return 2 * attention + sum(bool(maps & each) for each in ({"q", "k", "v"}, {"o"}, {"gate", "up"}, {"down"}))
