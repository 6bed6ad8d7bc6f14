"""The encoder's training: hidden words, its start, its twin's, and its steps against what is shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.own_models import FOLDER
from attention_scenes.model.probes.holes.vocabulary import HOLE, WORDS
from attention_scenes.training.encoder.encoder_network import shapes, start, transformer_of
from attention_scenes.training.encoder.encoder_recipe import SEEDS, STEPS
from attention_scenes.training.encoder.encoder_run import EncoderRun
from attention_scenes.training.encoder.encoder_scores import held_out_scores
from attention_scenes.training.encoder.hidden_words import held_out, hide, trained
from attention_scenes.training.provenance import read_provenance
from tests.conftest import ROOT
from tests.helpers.models.as_shipped import assert_as_shipped

NAMES = [f"ours:encoder{twin}/seed{seed}" for twin in ("", "/causal") for seed in SEEDS]

# The loss of the twentieth step, of the run whose last step is shipped; of its twin under a mask.
TWENTIETH = {False: 6.537802032126489, True: 6.33920729152085}


@pytest.mark.parametrize("causal", TWENTIETH)
def test_twenty_steps_go_as_those_of_the_shipped_runs(causal: bool) -> None:
    run = EncoderRun(0, STEPS, causal)
    losses = [run.advance() for _ in range(20)]
    assert losses[-1] == pytest.approx(TWENTIETH[causal], rel=1e-9)


@pytest.mark.whole
@pytest.mark.parametrize("causal", [False, True])
def test_the_whole_training_ends_in_the_shipped_weights(causal: bool) -> None:
    run = EncoderRun(0, STEPS, causal)
    for _ in range(STEPS):
        run.advance()
    assert_as_shipped(run.parameters, "ours:encoder/causal" if causal else "ours:encoder")


def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have(tmp_path: Path) -> None:
    whole, taken_up = EncoderRun(3, 40, False), EncoderRun(3, 40, False)
    whole.advance()
    taken_up.restore(1, {name: array.copy() for name, array in whole.state().items()})
    for run in (whole, taken_up):
        run.advance()
        run.save(tmp_path)
    assert all(np.array_equal(one, taken_up.state()[name]) for name, one in whole.state().items())
    assert {"config.json", "model.safetensors", "tokenizer.json"} == {path.name for path in tmp_path.iterdir()}


def test_the_twin_starts_alike_and_reads_the_same_holes() -> None:
    one, twin = EncoderRun(1, 40, False), EncoderRun(1, 40, True)
    assert all(torch.equal(one.parameters[name], twin.parameters[name]) for name in one.parameters)
    assert one.advance() != twin.advance()
    assert torch.equal(one.source.get_state(), twin.source.get_state())


def test_words_are_hidden_by_chance_one_at_least_and_no_filling() -> None:
    ids_NT, is_word_NT = (each[:2000] for each in trained())
    with_holes_NT, is_hidden_NT = hide(ids_NT, is_word_NT, torch.Generator().manual_seed(0))
    assert is_hidden_NT.any(1).all() and not (is_hidden_NT & ~is_word_NT).any()
    assert (with_holes_NT[is_hidden_NT] == WORDS.index(HOLE)).all() and not (ids_NT[is_word_NT] == 0).any()
    assert torch.equal(with_holes_NT[~is_hidden_NT], ids_NT[~is_hidden_NT])
    assert 0.18 < float(is_hidden_NT.sum() / is_word_NT.sum()) < 0.26


def test_no_held_out_word_is_seen_through_the_filling() -> None:
    """A sentence alone gets the same numbers as beside longer ones."""
    from attention_scenes.training.decoder.network import logits_of

    ids_NT, is_word_NT = (each[:40] for each in held_out())
    model = transformer_of(start(0), causal=False)
    shortest = int(is_word_NT.sum(1).argmin())
    length = int(is_word_NT[shortest].sum())
    alone = logits_of(model, ids_NT[shortest : shortest + 1, :length], is_word_NT[shortest : shortest + 1, :length])
    assert torch.allclose(logits_of(model, ids_NT, is_word_NT)[shortest, :length], alone[0], atol=1e-9)
    assert length < ids_NT.shape[1]


@pytest.mark.parametrize("name", NAMES)
def test_the_held_out_score_is_the_one_that_it_states_and_it_says_how_it_was_made(name: str) -> None:
    checkpoint = locate(name)
    made = read_provenance(checkpoint.folder / "model.safetensors")
    again, is_causal = held_out_scores(load_model(name).transformer), "causal" in name
    assert again["right genders"] == pytest.approx(made["held_out"]["right genders"], abs=0.005)
    assert again["held-out loss"] == pytest.approx(made["held_out"]["held-out loss"], rel=1e-3)
    assert 0.4 < again["right genders"] < 0.6 if is_causal else again["right genders"] == 1
    assert (made["causal"], made["seed"], made["step"], made["licence"]) == (is_causal, int(name[-1]), STEPS, "MIT")
    scripts = [ROOT / script for script in made["scripts"]]
    assert hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest() == made["scripts_sha256"]
    assert checkpoint.label.startswith("our encoder") and checkpoint.label.endswith("mask") == (
        is_causal and made["seed"] == 0
    )


def test_they_take_less_than_three_hundred_kilobytes() -> None:
    assert 250_000 < sum(path.stat().st_size for path in (FOLDER / "encoder").rglob("*.*") if path.is_file()) < 300_000


def test_a_seed_draws_the_same_and_another_seed_other_numbers() -> None:
    one, same, other = start(0), start(0), start(1)
    assert {name: tuple(each.shape) for name, each in one.items()} == shapes()
    assert sum(each.numel() for each in one.values()) == 20_832
    assert all(torch.equal(one[name], same[name]) and one[name].dtype == torch.float64 for name in one)
    assert all(torch.equal(one[name], other[name]) == ("norm" in name) for name in one)
