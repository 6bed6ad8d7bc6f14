"""A loaded model as probes measure it: sentences in, NumPy arrays out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.checkpoint.own.adapted_base import base_of
from attention_scenes.model.checkpoint.tokenizer import Token, bytes_of, load, text_of
from attention_scenes.model.checkpoint.vocabulary import byte_pairs
from attention_scenes.model.decoder.architectures.rotary import Rope
from attention_scenes.model.decoder.gradients import loss_step, neuron_parts
from attention_scenes.model.decoder.loaded_model import LoadedModel, load_checkpoint
from attention_scenes.model.decoder.position_codes import rotary_speeds
from attention_scenes.model.decoder.state_dict import read_tensors
from attention_scenes.model.decoder.trace import run_many, run_rows, run_streams, run_ways
from attention_scenes.model.decoder.transformer import Block
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import MapChange, MergedWord
from attention_scenes.model.request.interventions import from_json


@dataclass(frozen=True, eq=False)
class ChangedModel:
    """A model with other weights than its checkpoint has, equal to itself alone."""

    loaded: LoadedModel


@dataclass(frozen=True)
class TorchProbedModel:
    """The torch decoder behind :class:`model.probes.probe.MeasuredModel`."""

    checkpoint: Checkpoint
    changed: ChangedModel | None = None

    @property
    def model(self) -> LoadedModel:
        """The model; it is not held here, so that what is kept for a checkpoint keeps no weights in memory."""
        return self.changed.loaded if self.changed else load_checkpoint(self.checkpoint)

    @property
    def n_layers(self) -> int:
        return self.model.transformer.config.n_layers

    @property
    def n_heads(self) -> int:
        return self.model.transformer.config.n_heads

    @property
    def d_model(self) -> int:
        return self.model.transformer.config.d_model

    @property
    def d_head(self) -> int:
        return self.model.transformer.config.d_head

    @property
    def n_context(self) -> int:
        return self.model.transformer.config.n_context

    @property
    def n_tokens(self) -> int:
        return len(self.model.transformer.W_E_VD)

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[dict[str, np.ndarray]]:
        return [trace.arrays for trace in run_many(self.model, texts, arrays)]

    def run_rows(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], changes: Sequence[Mapping[str, Any]] = ()
    ) -> list[dict[str, np.ndarray]]:
        return run_rows(self.model, rows, arrays, [from_json(change) for change in changes])

    def run_ways(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], ways: Sequence[Sequence[Mapping[str, Any]]]
    ) -> list[dict[str, np.ndarray]]:
        return run_ways(self.model, rows, arrays, [[from_json(change) for change in changes] for changes in ways])

    def run_streams(
        self,
        streams: np.ndarray | Sequence[np.ndarray],
        layer: int,
        arrays: Sequence[str],
        ways: Sequence[Sequence[Mapping[str, Any]]],
        sources: Mapping[str, dict[str, np.ndarray]],
    ) -> list[dict[str, np.ndarray]]:
        made = [[from_json(change) for change in changes] for changes in ways]
        return run_streams(self.model, streams, layer, arrays, made, sources)

    def neuron_parts(self, row: Sequence[int], wanted: int, rivals: Sequence[int]) -> np.ndarray:
        return neuron_parts(self.model.transformer, row, wanted, rivals)

    def loss_step(self, row: Sequence[int], rate: float) -> dict[str, np.ndarray]:
        return loss_step(self.model.transformer, row, rate)

    def unembed(self, normed_ND: np.ndarray) -> np.ndarray:
        decoder = self.model.transformer
        return decoder.unembed(torch.as_tensor(normed_ND, device=decoder.W_U_VD.device)).cpu().numpy()

    def embedding(self) -> np.ndarray:
        return self.model.transformer.W_E_VD.cpu().numpy()

    def read_out(self, vectors_ND: np.ndarray) -> np.ndarray:
        decoder = self.model.transformer
        x_ND = torch.as_tensor(vectors_ND, dtype=decoder.W_U_VD.dtype, device=decoder.W_U_VD.device)
        return decoder.unembed(decoder.norm(x_ND)).cpu().numpy()

    def own_unembedding(self) -> np.ndarray | None:
        weights = self.model.transformer
        return None if weights.W_U_VD is weights.W_E_VD else weights.W_U_VD.cpu().numpy()

    def head_output_maps(self, layer: int) -> np.ndarray:
        return self.model.transformer.blocks[layer].W_O_HDK.cpu().numpy()

    def layer_maps(self, layer: int) -> dict[str, np.ndarray]:
        block, width = self.model.transformer.blocks[layer], self.d_model
        maps = {
            "q": block.W_Q_HKD.reshape(-1, width), "k": block.W_K_GKD.reshape(-1, width),
            "v": None if block.W_V_GKD is None else block.W_V_GKD.reshape(-1, width),
            "o": block.W_O_HDK.movedim(0, 1).reshape(width, -1),
            "gate": block.W_gate_MD, "up": block.W_up_MD, "down": block.W_down_DM,
        }  # fmt: skip
        return {name: matrix.cpu().numpy() for name, matrix in maps.items() if matrix is not None}

    def trained(self) -> dict[str, np.ndarray]:
        if base_of(self.checkpoint.config) is None:
            return {}
        return {name: tensor.numpy() for name, tensor in read_tensors(self.checkpoint.folder, "cpu").items()}

    def frozen(self) -> TorchProbedModel | None:
        adapts = self.checkpoint.config.get("adapts")
        return TorchProbedModel(locate(adapts["model"])) if adapts else None

    def with_maps(self, change: MapChange) -> TorchProbedModel:
        blocks = [changed_block(block, change) for block in self.model.transformer.blocks]
        transformer = replace(self.model.transformer, blocks=blocks)
        return replace(self, changed=ChangedModel(LoadedModel(self.checkpoint, transformer)))

    def position_vectors(self) -> np.ndarray | None:
        learned = self.model.transformer.W_pos_CD
        return None if learned is None else learned.cpu().numpy()

    def rotary_speeds(self) -> np.ndarray | None:
        config = self.model.transformer.config
        if not isinstance(config.places, Rope):
            return None
        return rotary_speeds(config.places, config.d_head, torch.device("cpu"), torch.float64).numpy()

    def tokens(self, text: str) -> list[Token]:
        return self.model.tokenize(text)

    def text_of(self, token: int) -> str:
        return text_of(self.checkpoint, token)

    def merged_words(self, text: str) -> list[MergedWord] | None:
        return byte_pairs.merged_words(self.checkpoint, text)

    def merges(self) -> list[tuple[int, int, int]]:
        return byte_pairs.merges(self.checkpoint)

    def token_bytes(self) -> list[bytes]:
        return [bytes_of(self.checkpoint, token) for token in range(self.model.transformer.config.n_vocab)]

    def single_token(self, word: str) -> Token:
        """Return the one token of a word with a space before it; a UserError says what would do instead."""
        found = [token for token in self.tokens(word) if token.word >= 0]
        if len(found) == 1 and word.strip():
            return found[0]
        vocabulary = load(self.checkpoint).get_vocab()
        words = [token[1:] for token in vocabulary if token.startswith("\u0120") and token[1:].isalpha()]
        close = difflib.get_close_matches(word.strip(), words, n=3) or ["queen", "lemon"]
        pieces = "|".join(token.text for token in found) or "nothing"
        raise UserError(
            f"{word!r} is {len(found)} tokens here ({pieces}), and words are compared by a single token each: "
            f"give a word that is one, such as {' or '.join(map(repr, close))}."
        )


def changed_block(block: Block, change: MapChange) -> Block:
    """Return a block with ``change`` made in each of its maps, as ``[out, in]``."""
    flat = {
        "W_Q_HKD": block.W_Q_HKD.flatten(0, 1), "W_K_GKD": block.W_K_GKD.flatten(0, 1),
        "W_V_GKD": None if block.W_V_GKD is None else block.W_V_GKD.flatten(0, 1),
        "W_O_HDK": block.W_O_HDK.movedim(0, 1).flatten(1, 2),
        "W_gate_MD": block.W_gate_MD, "W_up_MD": block.W_up_MD, "W_down_DM": block.W_down_DM,
    }  # fmt: skip
    made = {
        name: matrix.new_tensor(change(matrix.cpu().numpy())) for name, matrix in flat.items() if matrix is not None
    }
    n_heads, width, size = block.W_O_HDK.shape
    made["W_O_HDK"] = made["W_O_HDK"].reshape(width, n_heads, size).movedim(1, 0)
    return replace(block, **{name: tensor.reshape(getattr(block, name).shape) for name, tensor in made.items()})
