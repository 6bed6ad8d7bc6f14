"""Small random vision transformers, written by the transformers library as it writes published ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

SIZES: dict[str, Any] = {
    "hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 3, "image_size": 24, "patch_size": 6,
    "num_labels": 5,
}  # fmt: skip
PREPARED: dict[str, dict[str, Any]] = {
    "vit": {
        "do_normalize": True, "do_resize": True, "image_mean": [0.5, 0.4, 0.5], "image_std": [0.5, 0.5, 0.3],
        "resample": 2, "size": {"height": 24, "width": 24}, "image_processor_type": "ViTImageProcessor",
    },
    "dinov2": {
        "crop_size": {"height": 30, "width": 30}, "do_center_crop": True, "do_convert_rgb": True, "do_normalize": True,
        "do_rescale": True, "do_resize": True, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        "image_processor_type": "BitImageProcessor", "resample": 3, "rescale_factor": 0.00392156862745098,
        "size": {"shortest_edge": 34},
    },
}  # fmt: skip


def library_model(kind: str, classifier: bool = True, seed: int = 0, **settings: Any) -> torch.nn.Module:
    """Return a random model of the library, each of its numbers drawn: norms, biases and scales as well."""
    import transformers

    own = {"intermediate_size": 40} if kind == "vit" else {"mlp_ratio": 2}
    named = {"vit": "ViT", "dinov2": "Dinov2"}[kind]
    config = getattr(transformers, f"{named}Config")(**{**SIZES, **own, **settings})
    config._attn_implementation = "eager"
    model = getattr(transformers, f"{named}{'ForImageClassification' if classifier else 'Model'}")(config).eval()
    source = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=source) * 0.4)
    return model


def vision_folder(folder: Path, kind: str = "vit", classifier: bool = True, seed: int = 0, **settings: Any) -> Path:
    """Write a small random ``vit`` or ``dinov2`` as a model folder, and return it; ``settings`` go into its config."""
    folder.mkdir(parents=True, exist_ok=True)
    library_model(kind, classifier, seed, **settings).save_pretrained(folder)
    folder.joinpath("preprocessor_config.json").write_text(json.dumps(PREPARED[kind]), encoding="utf-8")
    return folder


def photograph(path: Path, width: int = 61, height: int = 47, seed: int = 0) -> Path:
    """Write a picture of many colours, and return its path."""
    source = np.random.default_rng(seed)
    waves = np.add.outer(np.sin(np.arange(height) / 5), np.cos(np.arange(width) / 7))[..., None] * source.random(3)
    noise = source.random((height, width, 3)) / 4
    Image.fromarray((np.clip(waves / 3 + 0.4 + noise, 0, 1) * 255).astype(np.uint8)).save(path)
    return path
