"""Long lines: products in line, and multiply-adds, of two nets of one size that read longer and longer texts."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.waiting.asked_nets import AskedNets
from attention_scenes.model.probes.waiting.lines_again import attending_again, recurrent_again

SQUARE_MAPS_AGAIN = 6  # of a layer of either net


@dataclass(frozen=True)
class LongLinesProbe(AskedNets, Probe):
    """Trace both nets on texts of several lengths.

    Parameters
    ----------
    sizes
        How many words each text has.

    Arrays, the recurrent net first where there are two:

    ``size``
        ``[S]``: how many words are read.
    ``answer``, ``work``
        ``[2, S]``: products in line, and multiply-adds, until the word after the text is said.
    ``recurrent``, ``attending``
        ``[L, T]``: products in line until each layer has each word of the longest text.
    ``learned``
        ``[2]``: how many numbers training would set.
    """

    sizes: tuple[int, ...] = (16, 128, 1_024)
    name: Literal["long"] = "long"

    of_translators: ClassVar[bool] = True  # none of it is the model's: a translator may be asked as well
    exact: ClassVar[frozenset[str]] = frozenset({"size", "answer", "work", "recurrent", "attending", "learned"})

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        from attention_scenes.model.nets.traced_lines import lines_of_reading, numbers_learned

        size, found = self.net_size, []
        for n, count in enumerate(self.sizes):
            progress("counting what waits in longer texts", n / len(self.sizes))
            found.append(lines_of_reading(size, count))
        arrays = {name: np.stack([each[name] for each in found], axis=1) for name in ("answer", "work")}
        arrays |= {name: found[-1][name] for name in ("recurrent", "attending")}
        return {**arrays, "size": np.array(self.sizes), "learned": np.array(numbers_learned(size))}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same lines of nets in NumPy; multiply-adds and learned numbers by multiplying sizes."""
        lines = [
            (recurrent_again(asked.layers, count), attending_again(asked.layers, asked.heads, count))
            for count in asked.sizes
        ]
        maps, said = asked.layers * SQUARE_MAPS_AGAIN * asked.width**2, asked.words * asked.width
        work = [[maps * n + said, (maps + asked.layers * 2 * n * asked.width) * n + said] for n in asked.sizes]
        return {
            "size": np.array(asked.sizes),
            "answer": np.array([[int(each[-1, -1]) + 1 for each in both] for both in lines]).T,
            "work": np.array(work).T,
            "recurrent": lines[-1][0],
            "attending": lines[-1][1],
            "learned": np.array([maps + said] * 2),
        }
