"""The vision transformer that learns digits: its settings, its tensors, and what they start from."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.checkpoint.vision_kinds import OWN_VISION
from attention_scenes.model.vision.read_vision import assemble_vision
from attention_scenes.model.vision.vision_config import vision_config
from attention_scenes.model.vision.vision_transformer import VisionTransformer, cut
from attention_scenes.training.vision.digits import MEAN, SPREAD, WHITE, Digits
from attention_scenes.training.vision.vision_variants import PATCHES, VISION_VARIANTS

WIDTH, HEADS, LAYERS, NEURONS, ANSWERS = 32, 4, 2, 32, 10
IMAGE, PATCH = 8, 2
WIDTH_OF_CLASS, WIDTH_OF_PLACES = 0.5, 0.3  # standard deviations at the start

Parameters = dict[str, Tensor]


def settings_of(variant: str) -> dict[str, Any]:
    """Return config.json, but for its name."""
    return {
        "model_type": OWN_VISION, "image_size": IMAGE, "patch_size": PATCH, "num_channels": 1, "positions": "learned",
        "causal": False, "class_token": "first", "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "hidden_size": WIDTH, "intermediate_size": NEURONS, "hidden_act": "gelu", "layer_norm_eps": 1e-5,
        "qkv_bias": True, "id2label": {str(digit): str(digit) for digit in range(ANSWERS)},
        **VISION_VARIANTS[variant].settings,
    }  # fmt: skip


def preparation() -> dict[str, Any]:
    """Return preprocessor_config.json: grey pictures of 8 × 8, from 0 to 16, light on dark."""
    return {
        "do_resize": True, "size": {"height": IMAGE, "width": IMAGE}, "resample": 4, "do_rescale": True,
        "rescale_factor": 1 / WHITE, "do_normalize": True, "image_mean": [MEAN], "image_std": [SPREAD],
        "ground": "dark", "white": WHITE,
    }  # fmt: skip


def shapes_of(variant: str) -> dict[str, tuple[int, ...]]:
    """Return the shape of every tensor, by the names that the transformers library has for a ViT's."""
    maps = {"classifier": (ANSWERS, WIDTH)}
    norms = ["layernorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        maps |= {f"{at}.attention.attention.{name}": (WIDTH, WIDTH) for name in ("query", "key", "value")}
        maps |= {f"{at}.attention.output.dense": (WIDTH, WIDTH), f"{at}.intermediate.dense": (NEURONS, WIDTH)}
        maps[f"{at}.output.dense"] = (WIDTH, NEURONS)
        norms += [f"{at}.layernorm_before", f"{at}.layernorm_after"]
    cut_map = "embeddings.patch_embeddings.projection"
    found: dict[str, tuple[int, ...]] = {f"{name}.weight": shape for name, shape in maps.items()}
    found |= {f"{name}.bias": shape[:1] for name, shape in maps.items()}
    found |= {f"{name}.{kind}": (WIDTH,) for name in norms for kind in ("weight", "bias")}
    found |= {f"{cut_map}.weight": (WIDTH, 1, PATCH, PATCH), f"{cut_map}.bias": (WIDTH,)}
    found["embeddings.cls_token"] = (1, 1, WIDTH)
    if settings_of(variant)["positions"] == "learned":
        found["embeddings.position_embeddings"] = (1, PATCHES + 1, WIDTH)
    return found


def start(seed: int, variant: str) -> Parameters:
    """Draw the parameters that training starts from, in float32, and return them in float64.

    Maps and biases are drawn as ``torch.nn.Linear`` draws them, tensor by tensor in the order of their names; each has
    a generator of its own, so that variants start from the same numbers.
    """
    drawn = Parameters()
    shapes = shapes_of(variant)
    for number, name in enumerate(sorted(shapes_of(""))):
        if name not in shapes:
            continue
        source, tensor = torch.Generator().manual_seed(1000 * seed + number), torch.empty(shapes[name])
        if "layernorm" in name:
            tensor.fill_(float(name.endswith("weight")))
        elif name.endswith(("cls_token", "position_embeddings")):
            spread = WIDTH_OF_CLASS if name.endswith("cls_token") else WIDTH_OF_PLACES
            tensor.normal_(0, spread, generator=source)
        else:
            weight = shapes[name.removesuffix("bias") + "weight"] if name.endswith("bias") else shapes[name]
            within = torch.Size(weight[1:]).numel() ** -0.5
            tensor.uniform_(-within, within, generator=source)
        drawn[name] = tensor.double().requires_grad_()
    return drawn


def model_of(parameters: Parameters, variant: str) -> VisionTransformer:
    """Return the vision transformer with these parameters; gradients flow back to them."""
    return assemble_vision(vision_config(settings_of(variant)), parameters)


def logits_of(model: VisionTransformer, digits: Digits) -> Tensor:
    """Return the logits of digits, ``[N, 10]``."""
    return model(cut(digits.pixels, PATCH, model.config.order))
