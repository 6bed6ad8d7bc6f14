"""Write the model of whole numbers as a model folder: weights with their provenance, settings, a tokenizer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.training.provenance import provenance, write_weights
from attention_scenes.training.shapes.phrases import asked, words
from attention_scenes.training.shapes.whole_network import SETTINGS, Parameters, rounded

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def write_model(
    folder: Path, parameters: Parameters, seed: int, step: int, steps: int, scores: Mapping[str, float]
) -> None:
    """Write a folder that ``--model`` reads."""
    stored = {name: tensor.detach().half().numpy() for name, tensor in rounded(parameters).items()}
    held_out = {"right": scores["held_out"], "phrases": len(asked().held_out)}
    made = provenance(
        sorted(Path(__file__).parent.glob("*.py")), seed, step, steps, trained_in="float64", stored_in="float16",
        held_out=held_out,
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    folder.joinpath("config.json").write_text(json.dumps(SETTINGS, indent=1) + "\n", encoding="utf-8")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", stored, made)


def tokenizer() -> Tokenizer:
    """Return a tokenizer whose tokens are whole words, spelt in bytes as GPT-2 does; capitals are made small."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    spelt = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    numbers = {spelt.pre_tokenize_str(f" {word}")[0][0]: number for number, word in enumerate(words())}
    made = Tokenizer(models.BPE(numbers, [], ignore_merges=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return made
