"""Assemble a vision transformer from its settings and named tensors, or from a model folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.checkpoint.vision_kinds import PREPROCESSOR
from attention_scenes.model.decoder.state_dict import read_tensors
from attention_scenes.model.decoder.transformer import Block
from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.preparation import Preparation
from attention_scenes.model.vision.vision_config import MOST_TOKENS, VisionConfig, vision_config
from attention_scenes.model.vision.vision_transformer import VisionTransformer

UNUSED = ("pooler.dense.weight", "pooler.dense.bias", "embeddings.mask_token")  # of training, or of other uses
VIT = {
    "before": "layernorm_before", "after": "layernorm_after", "up": "intermediate.dense", "down": "output.dense",
}  # fmt: skip
DINO = {"before": "norm1", "after": "norm2", "up": "mlp.fc1", "down": "mlp.fc2"}


@dataclass(frozen=True)
class Sight:
    """A vision transformer, and how pictures are made ready for it."""

    model: VisionTransformer
    preparation: Preparation


class Left(dict[str, Tensor]):
    """Tensors that are not yet used, by their names without what a family puts before them."""

    def __init__(self, found: Mapping[str, Tensor]) -> None:
        super().__init__()
        for name, tensor in found.items():
            head, _, rest = name.partition(".")
            self[rest if head in ("vit", "dinov2") else name] = tensor

    def take(self, name: str, *shape: int) -> Tensor:
        """Return a tensor and leave the others; KeyError where it is missing, ValueError for another size."""
        tensor = self.pop(name)
        if tensor.shape != shape:
            raise ValueError(f"{name} is {' × '.join(map(str, tensor.shape))}, not {' × '.join(map(str, shape))}")
        return tensor

    def linear(self, name: str, out: int, wide: int) -> tuple[Tensor, Tensor]:
        """Return a map and its bias."""
        return self.take(f"{name}.weight", out, wide), self.take(f"{name}.bias", out)


@lru_cache(maxsize=8)
def load_vision(checkpoint: Checkpoint) -> Sight:
    """Read a vision transformer's weights as float32; a UserError where they are not what its config.json says."""
    config = vision_config(checkpoint.config)
    preparation = Preparation.of(read_object(checkpoint.folder / PREPROCESSOR), config.channels)
    rows, columns = grid_of(preparation, config)
    try:
        model = assemble_vision(config, read_tensors(checkpoint.folder, "cpu"), (rows, columns))
    except KeyError as missing:
        raise UserError(f"The weights in {checkpoint.folder} have no tensor {missing}.") from None
    except (TypeError, ValueError) as error:
        raise UserError(f"The weights in {checkpoint.folder} are not what its config.json says: {error}.") from None
    return Sight(model, preparation)


def grid_of(preparation: Preparation, config: VisionConfig) -> tuple[int, int]:
    """Return how many rows and columns of patches a prepared picture has; UserError where it is none that is read."""
    size = preparation.crop or preparation.resize
    if size is None or len(size) != 2 or any(side % config.patch for side in size):
        raise UserError(
            f"The model's preprocessor_config.json makes pictures that are no whole number of patches of "
            f"{config.patch} pixels: it has to resize or crop to such a size."
        )
    rows, columns = (side // config.patch for side in size)
    if config.kind != "dinov2" and (rows, columns) != (config.image // config.patch,) * 2:
        raise UserError(
            f"The model's pictures are {size[0]} × {size[1]} pixels by its preprocessor_config.json, and its places "
            f"are for {config.image} × {config.image}: the two have to agree."
        )
    if rows * columns >= MOST_TOKENS:
        raise UserError(
            f"The model cuts a picture into {rows * columns:,} patches, and at most {MOST_TOKENS - 1:,} are read: "
            "choose a smaller size in its preprocessor_config.json."
        )
    return rows, columns


def assemble_vision(
    config: VisionConfig, found: Mapping[str, Tensor], grid: tuple[int, int] | None = None
) -> VisionTransformer:
    """Build a vision transformer from named tensors; KeyError where one is missing, ValueError where one is left."""
    left, stack = Left({name: tensor for name, tensor in found.items() if not name.endswith(UNUSED)}), config.stack
    width, side = stack.d_model, config.image // config.patch
    cut, norm = "embeddings.patch_embeddings.projection", "layernorm"
    kernel = left.take(f"{cut}.weight", width, config.channels, config.patch, config.patch)
    places_TD = torch.zeros(side * side + 1, width, dtype=kernel.dtype)
    if stack.architecture.positions == "learned":
        places_TD = left.take("embeddings.position_embeddings", 1, side * side + 1, width)[0]
    if grid not in (None, (side, side)):
        places_TD = stretched(places_TD, side, *grid)
    answers = _classifier(config, left)
    named = config.answers or tuple(f"LABEL_{n}" for n in range(len(answers[0])))
    made = replace(
        config,
        stack=replace(stack, n_vocab=len(answers[0]), n_context=len(places_TD)),
        answers=named[: len(answers[0])],
    )
    model = VisionTransformer(
        made, kernel.flatten(1), left.take(f"{cut}.bias", width),
        left.take("embeddings.cls_token", 1, 1, width)[0, 0], places_TD,
        [_block(config, left, f"encoder.layer.{layer}") for layer in range(stack.n_layers)],
        left.take(f"{norm}.weight", width), left.take(f"{norm}.bias", width), *answers,
        {name: list(tensor.shape) for name, tensor in found.items() if not name.endswith(UNUSED)},
    )  # fmt: skip
    if left:
        raise ValueError(f"they hold {min(left)}, which this model does not use")
    return model


def _classifier(config: VisionConfig, left: Left) -> tuple[Tensor, Tensor]:
    """Take the classifier out; one without rows where there is none."""
    width = config.stack.d_model
    if "classifier.weight" not in left:
        return torch.zeros(0, width), torch.zeros(0)
    rows = len(left["classifier.weight"])
    if config.answers and len(config.answers) != rows:
        raise ValueError(f"the classifier has {rows} answers, and config.json names {len(config.answers)}")
    return left.linear("classifier", rows, 2 * width if config.kind == "dinov2" else width)


def _block(config: VisionConfig, left: Left, at: str) -> Block:
    """Return the weights of one layer; a scale after its maps is multiplied into them."""
    stack, named = config.stack, DINO if config.kind == "dinov2" else VIT
    width, heads, size = stack.d_model, stack.n_heads, stack.d_head
    weights: dict[str, Tensor] = {}
    for letter, name in (("Q_H", "query"), ("K_G", "key"), ("V_G", "value")):
        asked = f"{at}.attention.attention.{name}"
        weights[f"W_{letter}KD"] = left.take(f"{asked}.weight", width, width).view(heads, size, width)
        if "q" in stack.architecture.biases:
            weights[f"b_{letter}K"] = left.take(f"{asked}.bias", width).view(heads, size)
    out, out_bias = left.linear(f"{at}.attention.output.dense", width, width)
    up, up_bias = left.linear(f"{at}.{named['up']}", stack.d_mlp, width)
    down, down_bias = left.linear(f"{at}.{named['down']}", width, stack.d_mlp)
    if config.kind == "dinov2":
        first, second = (left.take(f"{at}.layer_scale{n}.lambda1", width) for n in (1, 2))
        out, out_bias, down, down_bias = (
            first[:, None] * out,
            first * out_bias,
            second[:, None] * down,
            second * down_bias,
        )
    for part, name in (("attn", "before"), ("mlp", "after")):
        weights[f"{part}_norm_D"] = left.take(f"{at}.{named[name]}.weight", width)
        weights[f"{part}_shift_D"] = left.take(f"{at}.{named[name]}.bias", width)
    return Block(
        W_O_HDK=out.unflatten(1, (heads, size)).transpose(0, 1), b_O_D=out_bias, W_up_MD=up, b_up_M=up_bias,
        W_down_DM=down, b_down_D=down_bias, **weights,
    )  # fmt: skip


def stretched(places_TD: Tensor, side: int, rows: int, columns: int) -> Tensor:
    """Return the places of another grid, by cubic interpolation; that of the class token stays."""
    grid_1DYX = places_TD[1:].view(1, side, side, -1).permute(0, 3, 1, 2)
    made_1DYX = interpolate(grid_1DYX, size=(rows, columns), mode="bicubic", align_corners=False)
    return torch.cat([places_TD[:1], made_1DYX.permute(0, 2, 3, 1).flatten(0, 2)])
