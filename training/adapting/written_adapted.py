"""Write what was trained of an adapted decoder as a model folder, the decoder's own numbers left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from attention_scenes.model.own_models import own_model
from attention_scenes.training.adapting.adapted_network import network_of, settings_of
from attention_scenes.training.adapting.adapted_scores import scores_of
from attention_scenes.training.adapting.ways import BASE, WAYS
from attention_scenes.training.decoder.corpus import HELD_OUT
from attention_scenes.training.decoder.written import tokenizer
from attention_scenes.training.provenance import provenance, write_weights


def write_adapted(folder: Path, trained: Mapping[str, Tensor], seed: int, step: int, steps: int, way: str) -> None:
    """Write a folder that ``--model`` reads. Its scores are those of the numbers as they are stored, in float16."""
    stored = {name: tensor.detach().half() for name, tensor in trained.items()}
    scores = scores_of(network_of(way, {name: tensor.double() for name, tensor in stored.items()}))
    made = provenance(
        sorted(Path(__file__).parent.glob("*.py")), seed, step, steps, trained_in="float64", stored_in="float16",
        way=way, adapts=BASE, adapts_digest=own_model(BASE).digest, held_out={**scores, "sentences": HELD_OUT},
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = settings_of(way) | {"name": _name(seed, step, steps, way)}
    folder.joinpath("config.json").write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def _name(seed: int, step: int, steps: int, way: str) -> str:
    """Return its name on screen, short where it is a run's last step from the first seed."""
    parts = ["our decoder adapted", WAYS[way].label, *([f"seed {seed}"] if seed else [])]
    return ", ".join([*parts, *([] if step == steps else [f"step {step:,}"])])
