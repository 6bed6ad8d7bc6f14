"""Write the captioner as a model folder: weights in float16 with their provenance, settings, a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.model.files import ROOT
from attention_scenes.model.probes.captioning.held_out_pictures import HOW_MANY
from attention_scenes.model.probes.captioning.world import WORDS
from attention_scenes.training.captioner.captioner_network import captioner_with, settings
from attention_scenes.training.captioner.captioner_scores import held_out_scores
from attention_scenes.training.provenance import provenance, write_weights
from attention_scenes.training.translator.pair_network import Parameters

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HERE, WORLD = Path(__file__).parent, ROOT / "model" / "probes" / "captioning"
SCRIPTS = (
    *sorted(HERE.glob("*.py")), *sorted(HERE.with_name("translator").glob("pair_*.py")), WORLD / "world.py",
    WORLD / "draw_picture.py", WORLD / "held_out_pictures.py",
)  # fmt: skip
NAME = "our captioner"


def write_model(folder: Path, parameters: Parameters, seed: int, step: int, steps: int) -> None:
    """Write a folder of a model. Its score is that of the weights as they are stored, in float16."""
    stored = {name: tensor.detach().half() for name, tensor in parameters.items()}
    scores = held_out_scores(captioner_with({name: tensor.double() for name, tensor in stored.items()}))
    made = provenance(
        SCRIPTS, seed, step, steps, trained_in="float64", stored_in="float16",
        held_out={**scores, "pictures": HOW_MANY},
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = [NAME, *([f"seed {seed}"] if seed else []), *([f"step {step:,}"] if step != steps else [])]
    config = settings() | {"name": ", ".join(named)}
    folder.joinpath("config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def tokenizer() -> Tokenizer:
    """Return a tokenizer of what is said, whose tokens are whole words."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    made = Tokenizer(models.BPE({f"Ġ{word}": number for number, word in enumerate(WORDS)}, [], ignore_merges=True))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return made
