"""An encoder–decoder as probes measure it: rows of words in, NumPy arrays out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder.hooks import chain, finite
from attention_scenes.model.probes.translation.translating import EdgeCut, Row
from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder
from attention_scenes.model.translator.read_translator import load_translator

START, END = 0, 1  # numbers of these in what is said
SCORES = "cross_attn_scores"


@dataclass(frozen=True)
class ProbedPair:
    """A torch encoder–decoder and what it says."""

    checkpoint: Checkpoint

    @property
    def model(self) -> EncoderDecoder:
        return load_translator(self.checkpoint)

    @property
    def says(self) -> tuple[str, ...]:
        return tuple(self.checkpoint.config["says"])


class TorchTranslator(ProbedPair):
    """The torch encoder–decoder behind :class:`model.probes.translation.translating.Translator`."""

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(self.checkpoint.config["reads"])

    def run_pairs(
        self, read: Sequence[Row], said: Sequence[Row], arrays: Sequence[str], cuts: Sequence[EdgeCut | None] = ()
    ) -> list[dict[str, np.ndarray]]:
        return run_recorded(self.model, filled_up(read), said, arrays, cuts)

    def translate(self, read: Sequence[Row]) -> list[list[int]]:
        return greedy(self.model, *filled_up(read))


@torch.inference_mode()
def run_recorded(
    model: EncoderDecoder, read: tuple[Tensor, Tensor], said: Sequence[Row], arrays: Sequence[str],
    cuts: Sequence[EdgeCut | None],
) -> list[dict[str, np.ndarray]]:  # fmt: skip
    """Return arrays of each pair of what is read, with what of it counts, and of what was said."""
    read_NS, is_read_NS = read
    recorder = PairRecorder(arrays, model.values == "encoder")
    hook = finite(chain(Cut(cuts), recorder) if any(cuts) else recorder)
    model.decode(filled_up(said)[0], model.encode(read_NS, is_read_NS, hook), is_read_NS, hook)
    lengths = zip(is_read_NS.sum(1).tolist(), map(len, said), strict=True)
    return [recorder.of(row, *both) for row, both in enumerate(lengths)]


class PairRecorder:
    """A hook that keeps arrays of pairs by name, layers on their first axis.

    Parameters
    ----------
    names
        Those that are kept.
    reads_values
        Whether there is a value for each word that is read, else for each that is said.
    """

    def __init__(self, names: Collection[str], reads_values: bool) -> None:
        self.names = names
        self.by_read = {"cross_k", "cross_v"} if reads_values else {"cross_k"}
        self._kept: dict[str, dict[int | None, list[Tensor]]] = {}

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name in self.names:
            self._kept.setdefault(name, {}).setdefault(layer, []).append(array)
        return array

    def of(self, row: int, n_read: int, n_said: int) -> dict[str, np.ndarray]:
        """Return the arrays of one pair, without what fills its rows up."""
        return {name: self._array(name, row, n_read, n_said) for name in self._kept}

    def _array(self, name: str, row: int, n_read: int, n_said: int) -> np.ndarray:
        layers = [torch.cat(parts, -3)[row] if len(parts) > 1 else parts[0][row] for parts in self._kept[name].values()]
        array = layers[0] if None in self._kept[name] else torch.stack(layers)
        rows = n_read if name.startswith("encoder_") or name in self.by_read else n_said
        if name.endswith(("pattern", "scores")):
            columns = n_read if name.startswith(("encoder_", "cross_")) else n_said
            array = array[..., :rows, :columns]
        else:
            array = array[..., :rows, :]
        return array.numpy()


class Cut:
    """A hook that leaves out edges of each pair in all cross heads: from a query to what is read, one word or some."""

    def __init__(self, cuts: Sequence[EdgeCut | None]) -> None:
        self.cuts = cuts

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if name != SCORES:
            return array
        array = array.clone()
        for row, cut in enumerate(self.cuts):
            if cut is not None:
                array[row, :, cut[0], cut[1]] = -torch.inf
        return array


def filled_up(rows: Sequence[Row]) -> tuple[Tensor, Tensor]:
    """Return rows of numbers of words as one tensor, filled up with zeros, and which of them are words."""
    longest = max(map(len, rows))
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    is_word = torch.zeros(len(rows), longest, dtype=torch.bool)
    for n, row in enumerate(rows):
        ids[n, : len(row)] = torch.tensor(row)
        is_word[n, : len(row)] = True
    return ids, is_word


@torch.no_grad()
def greedy(model: EncoderDecoder, read_NS: Tensor, is_read_NS: Tensor) -> list[list[int]]:
    """Return what is said of each row, the likeliest word each time, up to and with the end or as far as it can."""
    encoded_NSD, said_NT = model.encode(read_NS, is_read_NS), torch.full((len(read_NS), 1), START)
    while said_NT.shape[1] <= model.decoder.config.n_context and not (said_NT == END).any(1).all():
        next_N = model.decode(said_NT, encoded_NSD, is_read_NS)[:, -1].argmax(-1)
        said_NT = torch.cat([said_NT, next_N[:, None]], 1)
    rows = [row[1:] for row in said_NT.tolist()]
    return [row[: row.index(END) + 1] if END in row else row for row in rows]
