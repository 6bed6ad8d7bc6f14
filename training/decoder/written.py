"""Write the decoder as a model folder: weights in float16 with their provenance, settings, a tokenizer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.training.decoder.corpus import HELD_OUT
from attention_scenes.training.decoder.grammar import START, WORDS
from attention_scenes.training.decoder.network import Parameters, settings_of, transformer_of
from attention_scenes.training.decoder.scores import held_out_scores
from attention_scenes.training.decoder.shown_run import SEED, STEPS
from attention_scenes.training.decoder.variants import BASE, VARIANTS
from attention_scenes.training.provenance import provenance, write_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPACE = "Ġ"  # a space, as GPT-2 writes bytes: each word but the first token has one before it


def write_model(folder: Path, parameters: Parameters, seed: int, step: int, steps: int, variant: str = BASE) -> None:
    """Write a folder that ``--model`` reads. Its score is that of the weights as they are stored, in float16."""
    stored = {name: tensor.detach().half() for name, tensor in parameters.items()}
    scores = held_out_scores(transformer_of({name: tensor.double() for name, tensor in stored.items()}, variant))
    made = provenance(
        sorted(Path(__file__).parent.glob("*.py")), seed, step, steps, trained_in="float64", stored_in="float16",
        held_out={**scores, "sentences": HELD_OUT}, **({"variant": variant} if variant else {}),
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = settings_of(variant) | {"name": _name(seed, step, variant)}
    folder.joinpath("config.json").write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(Path(__file__).with_name("probes.toml"), folder / "probes.toml")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def _name(seed: int, step: int, variant: str) -> str:
    """Return its name on screen, short where it is the one that is shown: ``our decoder, no mask, step 500``."""
    parts = ["our decoder", *([VARIANTS[variant].label] if variant else [])]
    parts += [] if seed == SEED else [f"seed {seed}"]
    return ", ".join([*parts, *([] if step == STEPS else [f"step {step:,}"])])


def tokenizer() -> Tokenizer:
    """Return a tokenizer whose tokens are whole words; capitals are made small, a full stop stands by itself."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    numbers = {START if word == START else SPACE + word: number for number, word in enumerate(WORDS)}
    made = Tokenizer(models.BPE(numbers, [], ignore_merges=True))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\s*\."), " ."),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(START, special=True, normalized=False)])
    return made
