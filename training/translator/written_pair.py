"""Write the translator as a model folder: weights in float16 with their provenance, settings, a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.model.files import ROOT
from attention_scenes.model.probes.translation.lexicon import ENGLISH
from attention_scenes.model.translator.pair_of_stacks import Values
from attention_scenes.training.provenance import provenance, write_weights
from attention_scenes.training.translator.pair_corpus import HELD_OUT
from attention_scenes.training.translator.pair_network import Parameters, pair_of, settings
from attention_scenes.training.translator.pair_scores import held_out_scores

if TYPE_CHECKING:
    from tokenizers import Tokenizer

GRAMMAR = ROOT / "model" / "probes" / "translation"
SCRIPTS = (*sorted(Path(__file__).parent.glob("*.py")), GRAMMAR / "grammar.py", GRAMMAR / "lexicon.py")
NAMES = {"encoder": "our translator", "decoder": "our translator, values from the decoder"}


def write_model(folder: Path, parameters: Parameters, values: Values, seed: int, step: int, steps: int) -> None:
    """Write a folder of a model. Its score is that of the weights as they are stored, in float16."""
    stored = {name: tensor.detach().half() for name, tensor in parameters.items()}
    scores = held_out_scores(pair_of({name: tensor.double() for name, tensor in stored.items()}, values))
    made = provenance(
        SCRIPTS, seed, step, steps, trained_in="float64", stored_in="float16", values_from=values,
        held_out={**scores, "sentences": HELD_OUT},
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = settings(values) | {"name": NAMES[values] if step == steps else f"{NAMES[values]}, step {step:,}"}
    folder.joinpath("config.json").write_text(json.dumps(named, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def tokenizer() -> Tokenizer:
    """Return a tokenizer of what is read, whose tokens are whole words; capitals are made small."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    made = Tokenizer(models.BPE({f"Ġ{word}": number for number, word in enumerate(ENGLISH)}, [], ignore_merges=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Lowercase(), normalizers.Replace(Regex(r"\s*\.\s*$"), ""), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    return made
