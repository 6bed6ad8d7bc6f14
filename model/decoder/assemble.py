"""Assemble a decoder from named tensors: those that its architecture has, each of the size it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import torch
from torch import Tensor

from attention_scenes.model.decoder.architectures.architecture import Config, Sinusoid
from attention_scenes.model.decoder.architectures.rotary import Rope
from attention_scenes.model.decoder.position_codes import rotary_speeds, sinusoids
from attention_scenes.model.decoder.transformer import Block, Transformer, WordHead

TABLE = "model.embed_tokens.weight"
SOFT = "model.soft_vectors.weight"
# The axes of each map of an MLP, as the legend of transformer.py names them.
MLP_MAPS = {"gated": {"gate": "MD", "up": "MD", "down": "DM"}, "plain": {"up": "MD", "down": "DM"}, "none": {}}


class Take(Protocol):
    """Take a named tensor of a given shape out of those that are left."""

    def __call__(self, name: str, *shape: int) -> Tensor: ...


def assemble(config: Config, found: Mapping[str, Tensor]) -> Transformer:
    """Build the decoder from named tensors; KeyError where one is missing, ValueError where one is left or misfits."""
    made, width = config.architecture, config.d_model
    left = untie(found) if made.tied else dict(found)
    shapes = {name: list(tensor.shape) for name, tensor in left.items()}

    def take(name: str, *shape: int) -> Tensor:
        tensor = left.pop(name)
        if tensor.shape != shape:
            raise ValueError(f"{name} is {' × '.join(map(str, tensor.shape))}, not {' × '.join(map(str, shape))}")
        return tensor

    W_E_VD = take(TABLE, config.n_vocab, width)
    if config.n_soft:  # they are numbered after all words
        W_E_VD = torch.cat([W_E_VD, take(SOFT, config.n_soft, width)])
    has_head = "lm_head.weight" in left or not made.tied
    normed = made.norm != "none" and not made.norm_after
    transformer = Transformer(
        config,
        W_E_VD,
        [_block(config, f"model.layers.{layer}", take) for layer in range(config.n_layers)],
        take("model.norm.weight", width) if normed else None,
        take("lm_head.weight", config.n_vocab, width) if has_head else W_E_VD,
        shapes,
        speed_R=_speeds(config, W_E_VD.device),
        W_pos_CD=_added_positions(config, take, W_E_VD.device),
        final_shift_D=take("model.norm.bias", width) if normed and made.norm == "layer" else None,
        embed_norm_D=take("model.embed_norm.weight", width) if made.norm_after else None,
        embed_shift_D=take("model.embed_norm.bias", width) if made.norm_after else None,
        word_head=_word_head(config, take) if "model.word_head.bias" in left else None,
    )
    if left:
        raise ValueError(f"they hold {min(left)}, which this decoder does not use")
    return transformer


def _block(config: Config, at: str, take: Take) -> Block:
    """Return the weights of one layer: those that its architecture has."""
    made, width, size = config.architecture, config.d_model, config.d_head
    weights: dict[str, Tensor] = {}
    for letter, heads in zip("qkv", (config.n_heads, config.n_kv_heads, config.n_kv_heads), strict=True):
        if letter == "v" and not made.value_map:
            continue
        name, axis = f"{at}.self_attn.{letter}_proj", "H" if letter == "q" else "G"
        weights[f"W_{letter.upper()}_{axis}KD"] = take(f"{name}.weight", heads * size, width).view(heads, size, width)
        if letter in made.biases:
            weights[f"b_{letter.upper()}_{axis}K"] = take(f"{name}.bias", heads * size).view(heads, size)
    out = take(f"{at}.self_attn.o_proj.weight", width, config.n_heads * size)
    weights["W_O_HDK"] = out.unflatten(1, (config.n_heads, size)).transpose(0, 1)
    if "o" in made.biases:
        weights["b_O_D"] = take(f"{at}.self_attn.o_proj.bias", width)
    for norm, name in (("attn", "input_layernorm"), ("mlp", "post_attention_layernorm")):
        if made.norm == "none" or (norm == "mlp" and made.mlp == "none"):
            continue
        weights[f"{norm}_norm_D"] = take(f"{at}.{name}.weight", width)
        if made.norm == "layer":
            weights[f"{norm}_shift_D"] = take(f"{at}.{name}.bias", width)
    sizes = {"M": config.d_mlp, "D": width}
    for part, axes in MLP_MAPS[made.mlp].items():
        weights[f"W_{part}_{axes}"] = take(f"{at}.mlp.{part}_proj.weight", *(sizes[axis] for axis in axes))
        if part[0] in made.biases:
            weights[f"b_{part}_{axes[0]}"] = take(f"{at}.mlp.{part}_proj.bias", sizes[axes[0]])
    return Block(**weights)


def _speeds(config: Config, device: torch.device) -> Tensor | None:
    return rotary_speeds(config.places, config.d_head, device) if isinstance(config.places, Rope) else None


def _added_positions(config: Config, take: Take, device: torch.device) -> Tensor | None:
    """Return the vectors ``[C, D]`` that are added to embeddings by their places, learned or fixed.

    Soft vectors stand before the first place, and nothing is added to them: words keep the places of their own.
    """
    count, width, added = config.n_context - config.n_soft, config.d_model, None
    if isinstance(config.places, Sinusoid):
        added = sinusoids(config.places, count, width, device)
    elif config.architecture.positions == "learned":
        added = take("model.embed_positions.weight", count, width)
        if config.architecture.norm_after:  # a sentence by itself is of the first type, wherever a place is
            added = added + _types(config, take)[0]
    return added if added is None or not config.n_soft else torch.cat([added.new_zeros(config.n_soft, width), added])


def _types(config: Config, take: Take) -> Tensor:
    """Return the vectors ``[types, D]`` that tell the first of two sentences from the second."""
    return take("model.embed_types.weight", config.n_types, config.d_model)


def _word_head(config: Config, take: Take) -> WordHead:
    """Return the head for hidden words, which is there where its bias is."""
    width, at = config.d_model, "model.word_head"
    return WordHead(
        take(f"{at}.dense.weight", width, width), take(f"{at}.dense.bias", width), take(f"{at}.norm.weight", width),
        take(f"{at}.norm.bias", width), take(f"{at}.bias", config.n_vocab),
    )  # fmt: skip


def untie(found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of a config with a tied unembedding: lm_head is left out only where it is the embedding.

    Where one of the two is stored it serves as both; where both are and differ, each is what it is.
    """
    head, table = found.get("lm_head.weight"), found.get(TABLE)
    if head is not None and (table is None or torch.equal(head, table)):
        return {name: tensor for name, tensor in found.items() if name != "lm_head.weight"} | {TABLE: head}
    return dict(found)
