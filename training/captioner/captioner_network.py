"""The network that learns to say what a picture shows: its settings, its tensors, and what they start from."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.probes.captioning.draw_picture import PATCH, SIDE
from attention_scenes.model.probes.captioning.world import MOST_SAID, WORDS
from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder
from attention_scenes.model.translator.read_translator import HEAD, assemble_pair
from attention_scenes.training.translator.pair_network import HALF, WIDTH, WIDTH_OF_WORDS, Parameters
from attention_scenes.training.translator.pair_network import NEURONS as PAIR_NEURONS
from attention_scenes.training.translator.pair_network import shapes as pair_shapes

NEURONS, LAYERS = 64, {"encoder": 2, "decoder": 1}
NUMBERS, PATCHES = 3 * PATCH**2, (SIDE // PATCH) ** 2  # of a patch, and of a picture
# The encoder says nothing: that its table is tied means that no other is looked for. It has a row for each number.
OWN: dict[str, dict[str, Any]] = {
    "encoder": {"causal": False, "tie_word_embeddings": True, "vocab_size": NUMBERS,
                "max_position_embeddings": PATCHES},
    "decoder": {"causal": True, "tie_word_embeddings": False, "vocab_size": len(WORDS),
                "max_position_embeddings": MOST_SAID + 1},
}  # fmt: skip
WIDTH_OF_NUMBERS = 0.15  # standard deviation of the rows that a patch's numbers are times, at the start


def settings() -> dict[str, Any]:
    """Return config.json of the whole, but for its name."""
    halves = {
        half: HALF | {"num_hidden_layers": LAYERS[half], "intermediate_size": NEURONS} | own
        for half, own in OWN.items()
    }
    return {
        "model_type": "encoder-decoder", "add_bos_token": False, "values": "encoder", **halves,
        "sees": {"side": SIDE, "patch": PATCH}, "says": list(WORDS),
    }  # fmt: skip


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor: the translator's, with fewer neurons, one layer less and tables of its own."""
    found = {
        name: tuple(NEURONS if size == PAIR_NEURONS else size for size in shape)
        for name, shape in pair_shapes().items() if not name.startswith(f"decoder.layers.{LAYERS['decoder']}.")
    }  # fmt: skip
    tables = {"tokens": "vocab_size", "positions": "max_position_embeddings"}
    found |= {f"{half}.embed_{table}.weight": (own[size], WIDTH)
              for half, own in OWN.items() for table, size in tables.items()}  # fmt: skip
    return found | {HEAD: (len(WORDS), WIDTH)}


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
            width = WIDTH_OF_NUMBERS if name == "encoder.embed_tokens.weight" else WIDTH_OF_WORDS
            tensor.normal_(0, width, generator=source)
        else:
            within = (NEURONS if "down_proj" in name else WIDTH) ** -0.5
            tensor.uniform_(-within, within, generator=source)
        drawn[name] = tensor.double().requires_grad_()
    return drawn


def captioner_with(parameters: Parameters) -> EncoderDecoder:
    """Return the encoder–decoder with these parameters; gradients flow back to them."""
    return assemble_pair(settings(), parameters)
