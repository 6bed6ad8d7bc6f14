"""A loaded model as probes measure it: sentences in, NumPy arrays out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.model.checkpoint import byte_pairs
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.tokenizer import Token, bytes_of, load, text_of
from attention_scenes.model.decoder.loaded_model import LoadedModel, load_checkpoint
from attention_scenes.model.decoder.trace import run_many, run_rows
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import MergedWord
from attention_scenes.model.request.interventions import from_json


@dataclass(frozen=True)
class TorchProbedModel:
    """The torch decoder behind :class:`model.probes.probe.MeasuredModel`."""

    checkpoint: Checkpoint

    @property
    def model(self) -> LoadedModel:
        """The model; it is not held here, so that what is kept for a checkpoint keeps no weights in memory."""
        return load_checkpoint(self.checkpoint)

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

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[dict[str, np.ndarray]]:
        return [trace.arrays for trace in run_many(self.model, texts, arrays)]

    def run_rows(
        self, rows: Sequence[Sequence[int]], arrays: Sequence[str], changes: Sequence[Mapping[str, Any]] = ()
    ) -> list[dict[str, np.ndarray]]:
        return run_rows(self.model, rows, arrays, [from_json(change) for change in changes])

    def embedding(self) -> np.ndarray:
        return self.model.transformer.W_E_VD.cpu().numpy()

    def head_output_maps(self, layer: int) -> np.ndarray:
        return self.model.transformer.blocks[layer].W_O_HDK.cpu().numpy()

    def position_vectors(self) -> np.ndarray | None:
        learned = self.model.transformer.W_pos_CD
        return None if learned is None else learned.cpu().numpy()

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
        found = self.tokens(word)[1:]
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
