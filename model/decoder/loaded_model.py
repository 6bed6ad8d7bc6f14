"""Load a model: its checkpoint, and the decoder with its weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from attention_scenes.model.checkpoint import locate, tokenizer
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.checkpoint.tokenizer_rules import check_rows
from attention_scenes.model.request.needs import DEFAULT_MODEL

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Transformer


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run."""

    checkpoint: Checkpoint
    transformer: Transformer

    def tokenize(self, text: str) -> list[Token]:
        """Return the tokens of a text, the model's first token before them."""
        return tokenizer.tokenize(self.checkpoint, text)


def load_model(name: str = DEFAULT_MODEL, progress: Progress = quiet) -> LoadedModel:
    """Return a model ready to run, fetched first where needed; the last one used stays in memory."""
    return load_checkpoint(locate.locate(name, progress), progress)


def load_checkpoint(checkpoint: Checkpoint, progress: Progress = quiet) -> LoadedModel:
    """Return the model of a checkpoint, ready to run."""
    progress("loading the model", None)
    return _load(checkpoint)


@lru_cache(maxsize=1)
def _load(checkpoint: Checkpoint) -> LoadedModel:
    from attention_scenes.model.decoder import state_dict

    decoder = state_dict.load(checkpoint)
    check_rows(checkpoint, decoder.config.n_vocab)
    return LoadedModel(checkpoint, decoder)
