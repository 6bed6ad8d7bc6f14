"""The network that is trained: an architecture of the one decoder, and the numbers that it starts from."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Config
from attention_scenes.model.decoder.architectures.read_config import config_of
from attention_scenes.model.decoder.assemble import assemble
from attention_scenes.model.decoder.transformer import Transformer, open_logits
from attention_scenes.training.decoder.grammar import LONGEST, START, WORDS
from attention_scenes.training.decoder.variants import BASE, VARIANTS

# config.json of the trained model: two layers of attention alone, four heads of 16, fixed positions, nothing shared.
SETTINGS: dict[str, Any] = {
    "model_type": "textbook", "positions": "sinusoid", "sinusoid_base": 200.0, "sinusoid_scale": 0.7,
    "norm": "layer", "norm_eps": 1e-5, "mlp": "none", "attention_bias": False, "mlp_bias": False,
    "tie_word_embeddings": False, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 4,
    "hidden_size": 64, "head_dim": 16, "vocab_size": len(WORDS), "max_position_embeddings": LONGEST,
    "bos_token_id": WORDS.index(START), "eos_token_id": None,
}  # fmt: skip
WIDTH_OF_WORDS = 0.5  # standard deviation of the numbers of an embedding at the start

Parameters = dict[str, Tensor]


def settings_of(variant: str) -> dict[str, Any]:
    """Return the config.json of a variant."""
    return SETTINGS | dict(VARIANTS[variant].settings)


def config(variant: str = BASE) -> Config:
    """Return the network's architecture and sizes."""
    return config_of(settings_of(variant))


def start(seed: int, variant: str = BASE) -> Parameters:
    """Draw the parameters that training starts from, in float32, and return them in float64.

    A seed draws what it draws for a module of ``torch.nn`` layers of this shape, in the order of its layers: such a
    module has vectors of places, and sets its embeddings twice. A variant starts from the same numbers: what it lacks
    is drawn, and left out.
    """
    made, source = config(variant), torch.Generator().manual_seed(seed)
    width, inside = made.d_model, made.n_heads * made.d_head

    def normal(rows: int, spread: float = 1.0) -> Tensor:
        return torch.empty(rows, width).normal_(0, spread, generator=source)

    def uniform(*shape: int) -> Tensor:
        return torch.nn.init.kaiming_uniform_(torch.empty(shape), 5**0.5, generator=source)

    drawn: Parameters = {}
    normal(made.n_vocab), normal(made.n_context)
    for layer in range(made.n_layers):
        at = f"model.layers.{layer}"
        for letter in "qkvo":
            shape = (width, inside) if letter == "o" else (inside, width)
            drawn[f"{at}.self_attn.{letter}_proj.weight"] = uniform(*shape)
        drawn |= _norm(f"{at}.input_layernorm", width)
        if not made.architecture.value_map:
            del drawn[f"{at}.self_attn.v_proj.weight"]
    drawn["lm_head.weight"] = uniform(made.n_vocab, width)
    drawn["model.embed_tokens.weight"] = normal(made.n_vocab, WIDTH_OF_WORDS)
    drawn |= _norm("model.norm", width)
    return {name: tensor.double().requires_grad_() for name, tensor in sorted(drawn.items())}


def _norm(name: str, width: int) -> Parameters:
    return {f"{name}.weight": torch.ones(width), f"{name}.bias": torch.zeros(width)}


def transformer_of(parameters: Parameters, variant: str = BASE) -> Transformer:
    """Return the decoder with these parameters; gradients flow back to them."""
    return assemble(config(variant), parameters)


def logits_of(transformer: Transformer, ids_NT: Tensor, is_word_NT: Tensor) -> Tensor:
    """Return the logits of rows of words; what fills rows up is seen by none of these, with a mask or without."""
    if transformer.config.architecture.causal:  # it comes after all words, where none of them looks
        return open_logits(transformer, ids_NT)
    filling_NHTT = is_word_NT[:, None, None, :] == 0

    def hide(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        return array.masked_fill(filling_NHTT, -torch.inf) if name == "attn_scores" else array

    return open_logits(transformer, ids_NT, hide)
