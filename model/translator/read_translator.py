"""Assemble an encoder–decoder from its config.json and named tensors, or from a model folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from torch import Tensor

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder.architectures.architecture import Config
from attention_scenes.model.decoder.architectures.read_config import config_of
from attention_scenes.model.decoder.assemble import assemble
from attention_scenes.model.decoder.state_dict import read_tensors
from attention_scenes.model.errors import UserError
from attention_scenes.model.translator.pair_of_stacks import Cross, EncoderDecoder

KIND = "encoder-decoder"
HEAD = "lm_head.weight"
READ = ("reads", "sees")  # what its config.json calls what it reads: words, or a picture
HALF_KIND = ("learned", "layer", "plain", "gelu", True, True)  # what both ways of computing know


def is_pair(settings: Mapping[str, Any]) -> bool:
    """Check whether a config.json describes an encoder–decoder, which reads words or looks at a picture."""
    return settings.get("model_type") == KIND and "says" in settings and not settings.keys().isdisjoint(READ)


def is_captioner(settings: Mapping[str, Any]) -> bool:
    """Check whether a config.json describes an encoder–decoder that reads the patches of a picture."""
    return is_pair(settings) and "sees" in settings


@lru_cache(maxsize=4)
def load_translator(checkpoint: Checkpoint) -> EncoderDecoder:
    """Read the weights of a checkpoint as float32; a UserError where they are not what its config.json says."""
    try:
        return assemble_pair(checkpoint.config, read_tensors(checkpoint.folder, "cpu"))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"The weights in {checkpoint.folder} are not what its config.json says: {error}.") from None


def assemble_pair(settings: Mapping[str, Any], found: Mapping[str, Tensor]) -> EncoderDecoder:
    """Build an encoder–decoder from named tensors; KeyError where one is missing, ValueError where one is left."""
    if settings["values"] not in ("encoder", "decoder"):
        raise ValueError(f"values are of {str(settings['values'])[:40]!r}, not of the encoder or the decoder")
    encoder, decoder = (config_of(settings[half]) for half in ("encoder", "decoder"))
    if encoder.architecture.causal or not decoder.architecture.causal or encoder.d_model != decoder.d_model:
        raise ValueError("the encoder sees all words, the decoder none that follow, and both are equally wide")
    for half in (encoder.architecture, decoder.architecture):
        if (half.positions, half.norm, half.mlp, half.activation, half.residual, half.value_map) != HALF_KIND:
            raise ValueError("each half has learned positions, LayerNorm, plain MLPs with GELU and a residual stream")
    halves = {"encoder": _half(found, "encoder"), "decoder": _half(found, "decoder")}
    if left := [name for name in found if name.partition(".")[0] not in halves and name != HEAD]:
        raise ValueError(f"they hold {left[0]}, which no encoder–decoder has")
    crossing = {name: tensor for name, tensor in halves["decoder"].items() if ".cross_" in name}
    own = {name: tensor for name, tensor in halves["decoder"].items() if name not in crossing}
    cross = tuple(_cross(crossing, decoder, f"model.layers.{layer}") for layer in range(decoder.n_layers))
    if crossing:
        raise ValueError(f"they hold {min(crossing)}, which this decoder does not use")
    shapes = {name: list(tensor.shape) for name, tensor in found.items()}
    whole = assemble(encoder, halves["encoder"]), assemble(decoder, {**own, HEAD: found[HEAD]})
    return EncoderDecoder(*whole, cross, settings["values"], shapes)


def _half(found: Mapping[str, Tensor], half: str) -> dict[str, Tensor]:
    """Return the tensors of one stack by the names that a decoder's have."""
    start = f"{half}."
    return {f"model.{name.removeprefix(start)}": each for name, each in found.items() if name.startswith(start)}


def _cross(left: dict[str, Tensor], config: Config, at: str) -> Cross:
    """Take the weights of one layer's cross-attention out of those that are left."""
    heads, size, width = config.n_heads, config.d_head, config.d_model
    maps = {letter: left.pop(f"{at}.cross_attn.{letter}_proj.weight") for letter in "qkvo"}
    for letter, matrix in maps.items():
        if matrix.shape != ((width, heads * size) if letter == "o" else (heads * size, width)):
            raise ValueError(f"{at}.cross_attn.{letter}_proj.weight is {' × '.join(map(str, matrix.shape))}")
    asks, answers, gives = (maps[letter].view(heads, size, width) for letter in "qkv")
    out = maps["o"].unflatten(1, (heads, size)).transpose(0, 1)
    norm = f"{at}.cross_layernorm"
    shift = left.pop(f"{norm}.bias") if config.architecture.norm == "layer" else None
    return Cross(asks, answers, gives, out, left.pop(f"{norm}.weight"), shift)
