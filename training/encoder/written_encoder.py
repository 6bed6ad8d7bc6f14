"""Write the encoder as a model folder: weights in float16 with their provenance, settings, a tokenizer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.model.files import ROOT
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.training.encoder.encoder_network import Parameters, settings, transformer_of
from attention_scenes.training.encoder.encoder_scores import held_out_scores
from attention_scenes.training.encoder.hidden_words import held_out
from attention_scenes.training.provenance import provenance, write_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PROBES, TRANSLATOR = ROOT / "model" / "probes", Path(__file__).parents[1] / "translator"
SCRIPTS = (
    *sorted(Path(__file__).parent.glob("*.py")), PROBES / "holes" / "vocabulary.py", TRANSLATOR / "pair_corpus.py",
    TRANSLATOR / "pair_run.py", PROBES / "translation" / "grammar.py", PROBES / "translation" / "lexicon.py",
)  # fmt: skip


def write_model(folder: Path, parameters: Parameters, causal: bool, seed: int, step: int, steps: int) -> None:
    """Write a folder that ``--model`` reads. Its score is that of the weights as they are stored, in float16."""
    stored = {name: tensor.detach().half() for name, tensor in parameters.items()}
    scores = held_out_scores(transformer_of({name: tensor.double() for name, tensor in stored.items()}, causal))
    made = provenance(
        SCRIPTS, seed, step, steps, trained_in="float64", stored_in="float16", causal=causal,
        held_out={**scores, "sentences": len(held_out()[0])},
    )  # fmt: skip
    # The weights come last: a folder without them was not finished.
    named = settings(causal) | {"name": _name(causal, seed, step, steps)}
    folder.joinpath("config.json").write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    folder.joinpath("tokenizer.json").write_text(tokenizer().to_str(pretty=False) + "\n", encoding="utf-8")
    write_weights(folder / "model.safetensors", {name: tensor.numpy() for name, tensor in stored.items()}, made)


def _name(causal: bool, seed: int, step: int, steps: int) -> str:
    """Return its name on screen, short where it is the one that is shown."""
    parts = ["our encoder", *(["causal mask"] if causal else []), *([f"seed {seed}"] if seed else [])]
    return ", ".join([*parts, *([f"step {step:,}"] if step != steps else [])])


def tokenizer() -> Tokenizer:
    """Return a tokenizer whose tokens are whole words, *l'* and the hole among them; capitals are made small."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    spelt = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    numbers = {spelt.pre_tokenize_str(f" {word}")[0][0]: number for number, word in enumerate(WORDS)}
    made = Tokenizer(models.BPE(numbers, [], ignore_merges=True))
    made.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace(HOLE.lower(), HOLE),
            normalizers.Replace("’", "'"), normalizers.Replace(Regex(r"'\s*"), "' "),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )  # fmt: skip
    cut = pre_tokenizers.Split(Regex(r" ?[^ ]+"), "isolated")  # ByteLevel's own rule takes [MASK] apart
    made.pre_tokenizer = pre_tokenizers.Sequence([cut, spelt])
    made.decoder = decoders.ByteLevel()
    return made
