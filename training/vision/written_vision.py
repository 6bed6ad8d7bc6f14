"""Write the vision transformer as a model folder: weights in float16 with their provenance, and its settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from attention_scenes.model.checkpoint.vision_kinds import PREPROCESSOR
from attention_scenes.training.provenance import provenance, write_weights
from attention_scenes.training.vision.digits import HELD_OUT, SHA256
from attention_scenes.training.vision.vision_network import preparation, settings_of
from attention_scenes.training.vision.vision_variants import VISION_VARIANTS

SCRIPTS = sorted(Path(__file__).parent.glob("*.py"))
SHOWN = (0, 1000)  # the seed and the last step that a name need not say
DATA = "UCI optical recognition of handwritten digits (E. Alpaydin, C. Kaynak), CC BY 4.0"


def write_model(
    folder: Path, stored: Mapping[str, Tensor], scores: Mapping[str, float], variant: str, seed: int, step: int,
    steps: int,
) -> None:  # fmt: skip
    """Write a folder of a model. Its scores are those of the weights as they are stored."""
    made = provenance(
        SCRIPTS, seed, step, steps, trained_in="float64", stored_in="float16", data=DATA, data_sha256=SHA256,
        held_out={**scores, "pictures": HELD_OUT}, **({"variant": variant} if variant else {}),
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = settings_of(variant) | {"name": _name(seed, step, variant)}
    for file, found in (("config.json", named), (PREPROCESSOR, preparation())):
        folder.joinpath(file).write_text(json.dumps(found) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def _name(seed: int, step: int, variant: str) -> str:
    """Return its name on screen, short where it is the one that is shown: ``our ViT, no positions, seed 1``."""
    parts = ["our ViT", *([VISION_VARIANTS[variant].label] if variant else [])]
    parts += [] if seed == SHOWN[0] else [f"seed {seed}"]
    return ", ".join([*parts, *([] if step == SHOWN[1] else [f"step {step:,}"])])
