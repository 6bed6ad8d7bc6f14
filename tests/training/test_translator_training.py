"""The translator's training: its sentences, its start, its steps against what is shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.own_models import FOLDER
from attention_scenes.model.probes.translation.grammar import held_out
from attention_scenes.model.probes.translation.lexicon import ENGLISH, FRENCH
from attention_scenes.model.probes.translation.sentence_parser import read
from attention_scenes.model.probes.translation.translator_scores import held_out_sentences
from attention_scenes.model.translator.read_translator import load_translator
from attention_scenes.training.provenance import read_provenance
from attention_scenes.training.translator import pair_corpus
from attention_scenes.training.translator.pair_network import shapes, start
from attention_scenes.training.translator.pair_run import RATE, TranslatorRun, rate_at
from attention_scenes.training.translator.pair_scores import held_out_scores
from tests.conftest import ROOT
from tests.helpers.models.as_shipped import assert_as_shipped

TRAINED = "8ee1add7b3dd1084fbffc009b4ce44537dd0e7d8c8f0ac7e9abfc8606929f087"  # of all that is trained
NAMES = ("ours:translator", "ours:values-from-decoder")


def test_twenty_steps_end_where_the_shipped_run_was() -> None:
    run = TranslatorRun(0, 600, "encoder")
    for _ in range(20):
        run.advance()
    assert_as_shipped(run.parameters, "ours:translator@20")


@pytest.mark.whole
@pytest.mark.parametrize(("name", "values"), [(NAMES[0], "encoder"), (NAMES[1], "decoder")])
def test_the_whole_training_ends_in_the_shipped_weights(name: str, values: str) -> None:
    run = TranslatorRun(0, 600, values)  # type: ignore[arg-type]
    for _ in range(600):
        run.advance()
    assert_as_shipped(run.parameters, name)


def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have(tmp_path: Path) -> None:
    whole, taken_up = TranslatorRun(3, 40, "decoder"), TranslatorRun(3, 40, "decoder")
    for _ in range(3):
        whole.advance()
    state = {name: array.copy() for name, array in whole.state().items()}
    taken_up.restore(3, state)
    for run in (whole, taken_up):
        run.advance()
        run.advance()
        run.save(tmp_path)
    assert all(np.array_equal(one, taken_up.state()[name]) for name, one in whole.state().items())
    assert {"config.json", "model.safetensors", "tokenizer.json"} == {path.name for path in tmp_path.iterdir()}


def test_sentences_are_always_the_same_and_none_is_held_out() -> None:
    pairs = pair_corpus.trained()
    numbers = [ids.numpy().astype(np.uint8).tobytes() for ids in (pairs.read_NS, pairs.said_NT)]
    assert hashlib.sha256(b"".join(numbers)).hexdigest() == TRAINED
    rows = zip(pairs.read_NS[:3000].tolist(), pairs.is_read_NS[:3000].sum(1).tolist(), strict=True)
    seen = {pair for row, length in rows for pair in read(" ".join(ENGLISH[word] for word in row[:length])).pairs()}
    assert not seen & held_out() and len(seen) == 14 * 16 - 48
    assert int(pairs.is_read_NS.sum(1).max()) == 13 and int(pairs.is_said_NT.sum(1).max()) == 15


def test_the_sentences_that_probes_use_are_those_that_training_holds_out() -> None:
    assert held_out_sentences() == tuple(" ".join(each.english()) for each in pair_corpus.held_out_sentences())
    pairs = pair_corpus.held_out_pairs()
    said = [FRENCH[word] for word in pairs.said_NT[0, : int(pairs.is_said_NT[0].sum())].tolist()]
    right = [word.text for word in read(held_out_sentences()[0]).french()]
    assert said == ["<s>", *right, "</s>"]


@pytest.mark.parametrize("name", NAMES)
def test_the_held_out_score_is_the_one_that_it_states_and_it_says_how_it_was_made(name: str) -> None:
    checkpoint = locate(name)
    made = read_provenance(checkpoint.folder / "model.safetensors")
    again = held_out_scores(load_translator(checkpoint))
    assert again["exact translations"] == pytest.approx(made["held_out"]["exact translations"], abs=0.005)
    assert again["held-out loss"] == pytest.approx(made["held_out"]["held-out loss"], rel=1e-3)
    assert (again["exact translations"] > 0.99) == (name == NAMES[0])
    assert (made["seed"], made["step"], made["steps"], made["licence"]) == (0, 600, 600, "MIT")
    scripts = [ROOT / script for script in made["scripts"]]
    assert hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest() == made["scripts_sha256"]
    assert made["trained_in"] == "float64" and checkpoint.label.startswith("our translator")


def test_they_take_less_than_half_a_megabyte() -> None:
    files = [path for name in ("translator", "values-from-decoder") for path in (FOLDER / name).rglob("*.*")]
    assert 400_000 < sum(path.stat().st_size for path in files if path.is_file()) < 500_000


def test_a_seed_draws_the_same_and_another_seed_other_numbers() -> None:
    one, same, other = start(0), start(0), start(1)
    assert {name: tuple(each.shape) for name, each in one.items()} == shapes()
    assert sum(each.numel() for each in one.values()) == 68_640
    assert all(torch.equal(one[name], same[name]) and one[name].dtype == torch.float64 for name in one)
    assert all(torch.equal(one[name], other[name]) == ("norm" in name) for name in one)


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 600) for step in range(600)]
    assert rates[0] == pytest.approx(RATE / 50, rel=1e-3) and max(rates) == rates[49] > 0.97 * RATE
    assert all(after < before for before, after in zip(rates[50:], rates[51:], strict=False))
    assert rates[-1] == pytest.approx(0.05 * RATE, rel=1e-2)
