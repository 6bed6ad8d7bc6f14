"""The network that fills holes: an architecture of the one decoder, without a causal mask or, as its twin, with one."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.read_config import config_of
from attention_scenes.model.decoder.assemble import assemble
from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.model.probes.translation.grammar import MOST_SAID

WIDTH, HEADS, LAYERS, NEURONS = 32, 4, 2, 64
# config.json: learned positions, LayerNorm before each part, no biases in attention, no first token.
SETTINGS: dict[str, Any] = {
    "model_type": "textbook", "positions": "learned", "norm": "layer", "norm_eps": 1e-5, "mlp": "plain",
    "hidden_act": "gelu", "attention_bias": False, "mlp_bias": True, "tie_word_embeddings": True,
    "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": HEADS, "hidden_size": WIDTH,
    "head_dim": WIDTH // HEADS, "intermediate_size": NEURONS, "vocab_size": len(WORDS),
    "max_position_embeddings": MOST_SAID, "add_bos_token": False, "mask_token": HOLE,
}  # fmt: skip
WIDTH_OF_WORDS = 0.5  # standard deviation of the numbers of an embedding at the start

Parameters = dict[str, Tensor]


def settings(causal: bool) -> dict[str, Any]:
    """Return config.json but for its name."""
    return SETTINGS | {"causal": causal}


def start(seed: int) -> Parameters:
    """Draw the parameters that training starts from, in float32, and return them in float64; the twin has the same.

    Maps and biases are drawn as ``torch.nn.Linear`` draws them, tensor by tensor in the order of their names.
    """
    source, drawn = torch.Generator().manual_seed(seed), dict[str, Tensor]()
    for name, shape in sorted(shapes().items()):
        tensor = torch.empty(shape)
        if "norm" in name:
            tensor.fill_(float(name.endswith("weight")))
        elif "embed" in name:
            tensor.normal_(0, WIDTH_OF_WORDS, generator=source)
        else:
            within = (NEURONS if "down_proj" in name else WIDTH) ** -0.5
            tensor.uniform_(-within, within, generator=source)
        drawn[name] = tensor.double().requires_grad_()
    return drawn


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor."""
    found: dict[str, tuple[int, ...]] = {
        "model.embed_tokens.weight": (len(WORDS), WIDTH), "model.embed_positions.weight": (MOST_SAID, WIDTH),
    }  # fmt: skip
    norms = ["model.norm"]
    for layer in range(LAYERS):
        at = f"model.layers.{layer}"
        found |= {f"{at}.self_attn.{letter}_proj.weight": (WIDTH, WIDTH) for letter in "qkvo"}
        found |= {f"{at}.mlp.up_proj.weight": (NEURONS, WIDTH), f"{at}.mlp.up_proj.bias": (NEURONS,)}
        found |= {f"{at}.mlp.down_proj.weight": (WIDTH, NEURONS), f"{at}.mlp.down_proj.bias": (WIDTH,)}
        norms += [f"{at}.input_layernorm", f"{at}.post_attention_layernorm"]
    return found | {f"{name}.{kind}": (WIDTH,) for name in norms for kind in ("weight", "bias")}


def transformer_of(parameters: Parameters, causal: bool) -> Transformer:
    """Return the network with these parameters; gradients flow back to them."""
    return assemble(config_of(settings(causal)), parameters)
