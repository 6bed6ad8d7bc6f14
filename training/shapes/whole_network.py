"""The network of whole numbers: an architecture of the one decoder, its weights rounded wherever they are used."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Config
from attention_scenes.model.decoder.architectures.read_config import config_of
from attention_scenes.model.decoder.assemble import assemble
from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.training.shapes.phrases import asked, words

# config.json: attention alone, five heads of 3 in vectors of 4. No norm, no residual stream, no mask, no positions and
# no first token: what stands between a word and its answer is the heads and nothing else.
SETTINGS: dict[str, Any] = {
    "model_type": "textbook", "positions": "none", "norm": "none", "mlp": "none", "residual": False, "causal": False,
    "attention_bias": False, "mlp_bias": False, "tie_word_embeddings": False, "num_hidden_layers": 1,
    "num_attention_heads": 5, "num_key_value_heads": 5, "hidden_size": 4, "head_dim": 3, "vocab_size": len(words()),
    "max_position_embeddings": 2, "add_bos_token": False, "name": "our model of whole numbers",
}  # fmt: skip
LARGEST = 2  # whole numbers from −2 to 2
ANSWERS = len(asked().answers)  # words that the model may say: the first of the vocabulary

# Standard deviation of each matrix at the start; the rows of words that are never said, or never read, are 0.
TABLE, HEAD, ATTENTION = "model.embed_tokens.weight", "lm_head.weight", "model.layers.0.self_attn.{}_proj.weight"
SPREADS = {TABLE: 0.7, HEAD: 0.5, **{ATTENTION.format(letter): 0.5 for letter in "qkv"}, ATTENTION.format("o"): 0.3}

Parameters = dict[str, Tensor]


def config() -> Config:
    """Return the network's architecture and sizes."""
    return config_of(SETTINGS)


def start(seed: int) -> Parameters:
    """Draw what training starts from in float32 and return it in float64: the words that are read, and said, alone."""
    made, source = config(), torch.Generator().manual_seed(seed)
    inside = made.n_heads * made.d_head
    rows = {TABLE: made.n_vocab - ANSWERS, HEAD: ANSWERS, ATTENTION.format("o"): made.d_model}
    columns = {ATTENTION.format("o"): inside}
    drawn = {
        name: spread * torch.randn(rows.get(name, inside), columns.get(name, made.d_model), generator=source)
        for name, spread in SPREADS.items()
    }
    return {name: tensor.double().requires_grad_() for name, tensor in drawn.items()}


def rounded(parameters: Parameters) -> Parameters:
    """Return all weights as whole numbers; gradients pass as if nothing were rounded (straight-through estimator).

    Bengio, Léonard and Courville 2013, https://arxiv.org/abs/1308.3432, section 4.
    """
    whole = {
        name: tensor + (tensor.clamp(-LARGEST, LARGEST).round() - tensor).detach()
        for name, tensor in parameters.items()
    }
    never_read, never_said = (
        whole[name].new_zeros(count, whole[name].shape[1])
        for name, count in ((TABLE, ANSWERS), (HEAD, len(words()) - ANSWERS))
    )
    return whole | {
        TABLE: torch.cat([never_read, whole[TABLE]]), HEAD: torch.cat([whole[HEAD], never_said]),
    }  # fmt: skip


def transformer_of(parameters: Parameters) -> Transformer:
    """Return the decoder with these parameters, rounded; gradients flow back to them."""
    return assemble(config(), rounded(parameters))
