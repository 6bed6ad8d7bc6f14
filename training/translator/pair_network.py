"""The network that learns to translate: two stacks of the one decoder's layers, and what they start from."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.probes.translation.grammar import MOST_READ, MOST_SAID
from attention_scenes.model.probes.translation.lexicon import ENGLISH, FRENCH
from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder, Values
from attention_scenes.model.translator.read_translator import HEAD, assemble_pair

WIDTH, HEADS, LAYERS, NEURONS = 32, 4, 2, 128
# config.json of each half: learned positions, LayerNorm before each part, no biases in attention.
HALF: dict[str, Any] = {
    "model_type": "textbook", "positions": "learned", "norm": "layer", "norm_eps": 1e-5, "mlp": "plain",
    "hidden_act": "gelu", "attention_bias": False, "mlp_bias": True, "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS, "num_key_value_heads": HEADS, "hidden_size": WIDTH, "head_dim": WIDTH // HEADS,
    "intermediate_size": NEURONS,
}  # fmt: skip
# The encoder says nothing: that its table is tied means that no other is looked for.
READS = {"causal": False, "tie_word_embeddings": True, "vocab_size": len(ENGLISH), "max_position_embeddings": MOST_READ}
SAYS = {
    "causal": True, "tie_word_embeddings": False, "vocab_size": len(FRENCH), "max_position_embeddings": MOST_SAID + 1,
}  # fmt: skip
WIDTH_OF_WORDS = 0.5  # standard deviation of the numbers of an embedding at the start

Parameters = dict[str, Tensor]


def settings(values: Values) -> dict[str, Any]:
    """Return config.json of the whole, but for its name."""
    return {
        "model_type": "encoder-decoder", "add_bos_token": False, "values": values, "encoder": HALF | READS,
        "decoder": HALF | SAYS, "reads": list(ENGLISH), "says": list(FRENCH),
    }  # fmt: skip


def start(seed: int) -> Parameters:
    """Draw the parameters that training starts from, in float32, and return them in float64.

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
    found: dict[str, tuple[int, ...]] = {HEAD: (len(FRENCH), WIDTH)}
    for half, own in (("encoder", READS), ("decoder", SAYS)):
        found |= {f"{half}.embed_{table}.weight": (own[size], WIDTH)
                  for table, size in (("tokens", "vocab_size"), ("positions", "max_position_embeddings"))}  # fmt: skip
        norms = [f"{half}.norm"]
        for layer in range(LAYERS):
            at = f"{half}.layers.{layer}"
            parts = ["self_attn"] + ["cross_attn"] * (half == "decoder")
            found |= {f"{at}.{part}.{letter}_proj.weight": (WIDTH, WIDTH) for part in parts for letter in "qkvo"}
            norms += [f"{at}.input_layernorm", f"{at}.post_attention_layernorm"]
            norms += [f"{at}.cross_layernorm"] * (half == "decoder")
            found |= {f"{at}.mlp.up_proj.weight": (NEURONS, WIDTH), f"{at}.mlp.down_proj.weight": (WIDTH, NEURONS)}
            found |= {f"{at}.mlp.up_proj.bias": (NEURONS,), f"{at}.mlp.down_proj.bias": (WIDTH,)}
        found |= {f"{name}.{kind}": (WIDTH,) for name in norms for kind in ("weight", "bias")}
    return found


def pair_of(parameters: Parameters, values: Values) -> EncoderDecoder:
    """Return the encoder–decoder with these parameters; gradients flow back to them."""
    return assemble_pair(settings(values), parameters)
