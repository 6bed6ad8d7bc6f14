"""The network that is adapted: the decoder as it is shipped, and what is trained of it, put together as renders do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.decoder.adapted import DOWN, UP, adapted
from attention_scenes.model.decoder.architectures.read_config import config_of
from attention_scenes.model.decoder.assemble import SOFT, assemble
from attention_scenes.model.decoder.state_dict import read_tensors
from attention_scenes.model.decoder.transformer import Transformer, open_logits
from attention_scenes.model.own_models import own_model
from attention_scenes.training.adapting.new_task import Asked
from attention_scenes.training.adapting.ways import BASE, WAYS, Way
from attention_scenes.training.decoder.network import SETTINGS, WIDTH_OF_WORDS

MAPS = tuple(f"model.layers.{layer}.self_attn.{letter}_proj" for layer in range(2) for letter in "qkvo")


@cache
def frozen() -> Mapping[str, Tensor]:
    """Return the decoder's numbers, as they are stored, in float64."""
    return {name: tensor.double() for name, tensor in read_tensors(own_model(BASE).folder, "cpu").items()}


def start(way: Way, source: torch.Generator) -> dict[str, Tensor]:
    """Return the numbers that training starts from, in float64: with them the model computes what it did.

    Of a low-rank addition B is 0, as in the paper; soft vectors alone change what is read at once.
    """

    def normal(rows: int, width: int, spread: float) -> Tensor:
        return torch.empty(rows, width).normal_(0, spread, generator=source)

    made: dict[str, Tensor] = {}
    if way.rank:
        for name in MAPS:
            out, inside = frozen()[f"{name}.weight"].shape
            made |= {name + DOWN: normal(way.rank, inside, inside**-0.5), name + UP: torch.zeros(out, way.rank)}
    elif way.soft:
        made = {SOFT: normal(way.soft, frozen()["lm_head.weight"].shape[1], WIDTH_OF_WORDS)}
    else:
        made = {name: tensor.clone() for name, tensor in frozen().items()}
    return {name: tensor.double().requires_grad_() for name, tensor in sorted(made.items())}


def settings_of(way: str) -> dict[str, Any]:
    """Return the config.json of an adapted decoder."""
    base = {"adapts": {"model": BASE, "digest": own_model(BASE).digest}}
    return SETTINGS | base | ({"soft_vectors": WAYS[way].soft} if WAYS[way].soft else {})


def network_of(way: str, trained: Mapping[str, Tensor]) -> Transformer:
    """Return the decoder with what was trained; gradients flow back to it."""
    return assemble(config_of(settings_of(way)), adapted(frozen(), trained))


def logits_of(transformer: Transformer, ids_NT: Tensor) -> Tensor:
    """Return the logits after each word, soft vectors before them where there are some."""
    shape = transformer.config
    soft_P = torch.arange(shape.n_vocab, shape.n_vocab + shape.n_soft)
    both = torch.cat([soft_P.expand(len(ids_NT), -1), ids_NT], dim=1)
    return open_logits(transformer, both)[:, shape.n_soft :]


def answers_of(transformer: Transformer, asked: Asked) -> Tensor:
    """Return the logits ``[N, V]`` of what each sentence says at its answer."""
    return logits_of(transformer, asked.ids_NT)[torch.arange(len(asked.place_N)), asked.place_N - 1]
