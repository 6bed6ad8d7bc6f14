"""Load a model: its checkpoint, and the decoder with its weights."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from attention_scenes.model.checkpoint import locate, tokenizer
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.checkpoint.tokenizer_rules import check_rows
from attention_scenes.model.request.needs import DEFAULT_MODEL

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Transformer

MOST_BYTES = 2**30  # of weights in memory; one model may be larger


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run."""

    checkpoint: Checkpoint
    transformer: Transformer

    def tokenize(self, text: str) -> list[Token]:
        """Return the tokens of a text, the model's first token before them."""
        return tokenizer.tokenize(self.checkpoint, text)

    @cached_property
    def n_bytes(self) -> int:
        """How much memory the weights take, as float32."""
        return 4 * sum(math.prod(shape) for shape in self.transformer.shapes.values())


_in_memory: dict[Checkpoint, LoadedModel] = {}


def load_model(name: str = DEFAULT_MODEL, progress: Progress = quiet) -> LoadedModel:
    """Return a model ready to run, fetched first where needed."""
    return load_checkpoint(locate.locate(name, progress), progress)


def load_checkpoint(checkpoint: Checkpoint, progress: Progress = quiet) -> LoadedModel:
    """Return the model of a checkpoint, ready to run; models stay in memory as far as :data:`MOST_BYTES` holds them."""
    progress("loading the model", None)
    model = _in_memory.pop(checkpoint, None) or _load(checkpoint)
    _in_memory[checkpoint] = model  # the last one used stands last
    while len(_in_memory) > 1 and sum(kept.n_bytes for kept in _in_memory.values()) > MOST_BYTES:
        del _in_memory[next(iter(_in_memory))]
    return model


def _load(checkpoint: Checkpoint) -> LoadedModel:
    from attention_scenes.model.decoder import state_dict

    decoder = state_dict.load(checkpoint)
    check_rows(checkpoint, decoder.config.n_vocab)
    return LoadedModel(checkpoint, decoder)
