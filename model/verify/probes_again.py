"""Measure probes again on the NumPy decoder, by the second half of each probe's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.probe import Earlier, MapChange
from attention_scenes.model.probes.registry import kind_of, probe_classes
from attention_scenes.model.verify.numpy_model import merges_again
from attention_scenes.model.verify.numpy_model.captioner_again import NumpyCaptioner, sees_and_says
from attention_scenes.model.verify.numpy_model.gradients_again import neuron_parts_again
from attention_scenes.model.verify.numpy_model.interventions_again import hook_of, hook_of_each
from attention_scenes.model.verify.numpy_model.loss_step_again import loss_step_again
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward, read_out_again, speeds, unchanged
from attention_scenes.model.verify.numpy_model.numpy_weights import (
    MATRICES,
    ChangedWeights,
    DoubleWeights,
    Weights,
    frozen_below,
)
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of, spellings
from attention_scenes.model.verify.numpy_model.translator_again import NumpyTranslator, reads_and_says
from attention_scenes.model.verify.numpy_vision.numpy_eyes import NumpyEyes
from attention_scenes.model.verify.numpy_vision.vision_weights import sees_pictures

AT_ONCE = 32  # sentences laid end to end
ENDS_AT_ONCE = 256  # of which the last tokens alone are run
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

    @property
    def n_context(self) -> int:
        return self.weights.n_context

    @property
    def n_tokens(self) -> int:
        return self.weights.n_tokens

    def ids(self, text: str) -> list[int]:
        return [piece.id for piece in pieces_of(self.folder, self.weights.config, text)]

    def spellings(self) -> tuple[bytes, ...]:
        return spellings(self.folder, self.n_tokens)

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

    def run_ways(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], ways: Sequence[Sequence[Mapping[str, Any]]]
    ) -> list[dict[str, np.ndarray]]:
        found: list[dict[str, np.ndarray]] = []
        for start in range(0, len(rows), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found += forward(self.weights, rows[some], arrays, None, hook_of_each(ways[some]))
        return found

    def run_streams(
        self,
        streams: np.ndarray | Sequence[np.ndarray],
        layer: int,
        arrays: Sequence[str],
        ways: Sequence[Sequence[Mapping[str, Any]]],
        sources: Mapping[str, dict[str, np.ndarray]],
    ) -> list[dict[str, np.ndarray]]:
        found: list[dict[str, np.ndarray]] = []
        for start in range(0, len(streams), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            hook = hook_of_each(ways[some], sources) if any(ways[some]) else unchanged
            found += forward(self.weights, list(streams[some]), arrays, None, hook, layer)
        return found

    @property
    def looks_back_only(self) -> bool:
        return self.weights.kind.looks_back_only

    def run_ends(
        self, streams: Sequence[np.ndarray], layer: int, arrays: Sequence[str], earlier: Sequence[Earlier]
    ) -> list[dict[str, np.ndarray]]:
        found: list[dict[str, np.ndarray]] = []
        for start in range(0, len(streams), ENDS_AT_ONCE):
            some = slice(start, start + ENDS_AT_ONCE)
            found += forward(self.weights, streams[some], arrays, None, unchanged, layer, earlier[some])
        return found

    def neuron_parts(self, row: Sequence[int], wanted: int, rivals: Sequence[int]) -> np.ndarray:
        return neuron_parts_again(DoubleWeights(self.folder), row, wanted, rivals)

    def loss_step(self, row: Sequence[int], rate: float) -> dict[str, np.ndarray]:
        return loss_step_again(self.folder, row, rate)

    def unembed(self, normed_ND: np.ndarray) -> np.ndarray:
        return normed_ND @ self.weights.unembedding().T

    def embedding(self) -> np.ndarray:
        return self.weights.embedding()

    def read_out(self, vectors_ND: np.ndarray) -> np.ndarray:
        return read_out_again(self.weights, vectors_ND.astype(np.float32))

    def own_unembedding(self) -> np.ndarray | None:
        return None if self.weights.tied else self.weights.unembedding()

    def trained(self) -> dict[str, np.ndarray]:
        return self.weights.trained()

    def frozen(self) -> NumpyProbedModel | None:
        below = frozen_below(self.weights.config)
        return NumpyProbedModel(below[0]) if below else None

    def with_maps(self, change: MapChange) -> NumpyProbedModel:
        changed = NumpyProbedModel(self.folder)
        vars(changed)["weights"] = ChangedWeights(self.folder, change)
        return changed

    def head_output_maps(self, layer: int) -> np.ndarray:
        return self.weights.part("o", layer).reshape(self.d_model, self.n_heads, self.d_head).swapaxes(0, 1)

    def layer_maps(self, layer: int) -> dict[str, np.ndarray]:
        there = [
            part for part in MATRICES if f"{self.weights.names.get(part, '')}.weight".format(layer) in self.weights
        ]
        return {part: self.weights.part(part, layer) for part in there}

    def position_vectors(self) -> np.ndarray | None:
        return self.weights.position_vectors()

    def rotary_speeds(self) -> np.ndarray | None:
        turns = self.weights.kind.places == "turned"
        return speeds(self.weights.rope, self.d_head // 2) if turns else None


def measure_again(folder: Path, probe: Asked) -> dict[str, np.ndarray]:
    """Return a probe's arrays by name, measured again in the model of a folder."""
    return probe_classes()[kind_of(probe)].measure_again(_measured(folder), SimpleNamespace(**probe))


def _measured(folder: Path) -> Any:
    """Return what measures again: eyes, a captioner, a translator, or a decoder."""
    if sees_pictures(folder):
        return NumpyEyes(folder)
    if sees_and_says(folder):
        return NumpyCaptioner(folder)
    return NumpyTranslator(folder) if reads_and_says(folder) else NumpyProbedModel(folder)


def count_again(probe: Asked) -> dict[str, int]:
    """Return the counts among a probe's facts, such as numbers of sentences, counted again."""
    return probe_classes()[kind_of(probe)].count_again(SimpleNamespace(**probe))


def is_exact(source: str, probes: Mapping[str, Asked]) -> bool:
    """Return whether a source such as ``probe:merges.rank`` names whole numbers that are never rounded."""
    name, _, array = source.removeprefix("probe:").partition(".")
    return source.startswith("probe:") and array in probe_classes()[kind_of(probes[name])].exact
