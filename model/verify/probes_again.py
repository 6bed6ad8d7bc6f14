"""Measure probes again on the NumPy decoder, by the second half of each probe's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.registry import kind_of, probe_classes
from attention_scenes.model.verify.numpy_model import merges_again
from attention_scenes.model.verify.numpy_model.interventions_again import hook_of
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward, unchanged
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of, spellings

AT_ONCE = 32  # sentences laid end to end
Asked = Mapping[str, Any]  # a probe as a sidecar's needs write it out, every sentence in it


@dataclass(frozen=True)
class NumpyProbedModel:
    """The NumPy decoder behind :class:`model.probes.probe.RemeasuredModel`."""

    folder: Path

    @cached_property
    def weights(self) -> Weights:
        return Weights(self.folder)

    @property
    def n_layers(self) -> int:
        return self.weights.n_layers

    @property
    def n_heads(self) -> int:
        return self.weights.n_heads

    @property
    def d_model(self) -> int:
        return self.weights.width

    @property
    def d_head(self) -> int:
        return self.weights.d_head

    def ids(self, text: str) -> list[int]:
        return [piece.id for piece in pieces_of(self.folder, self.weights.config, text)]

    def spellings(self) -> list[bytes]:
        return spellings(self.folder, len(self.embedding()))

    def merge_list(self) -> list[tuple[str, str]]:
        return merges_again.merge_list(self.folder)

    def uncut_words(self, text: str) -> list[list[str]]:
        return merges_again.uncut_words(self.folder, text)

    def numbers(self) -> Mapping[str, int]:
        return merges_again.numbers(self.folder)

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[dict[str, np.ndarray]]:
        found: list[dict[str, np.ndarray]] = []
        for start in range(0, len(texts), AT_ONCE):
            found += forward(self.weights, [self.ids(text) for text in texts[start : start + AT_ONCE]], arrays)
        return found

    def run_rows(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], changes: Sequence[Mapping[str, Any]] = ()
    ) -> list[dict[str, np.ndarray]]:
        return forward(self.weights, rows, arrays, None, hook_of(changes, {}, {}) if changes else unchanged)

    def embedding(self) -> np.ndarray:
        return self.weights.embedding()

    def head_output_maps(self, layer: int) -> np.ndarray:
        return self.weights.part("o", layer).reshape(self.d_model, self.n_heads, self.d_head).swapaxes(0, 1)

    def position_vectors(self) -> np.ndarray | None:
        return self.weights.position_vectors()


def measure_again(folder: Path, probe: Asked) -> dict[str, np.ndarray]:
    """Return a probe's arrays by name, measured again in the model of a folder."""
    return probe_classes()[kind_of(probe)].measure_again(NumpyProbedModel(folder), SimpleNamespace(**probe))


def count_again(probe: Asked) -> dict[str, int]:
    """Return the counts among a probe's facts, such as numbers of sentences, counted again."""
    return probe_classes()[kind_of(probe)].count_again(SimpleNamespace(**probe))


def is_exact(source: str, probes: Mapping[str, Asked]) -> bool:
    """Return whether a source such as ``probe:merges.rank`` names whole numbers that are never rounded."""
    name, _, array = source.removeprefix("probe:").partition(".")
    return source.startswith("probe:") and array in probe_classes()[kind_of(probes[name])].exact
