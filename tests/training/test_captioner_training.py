"""The captioner's training: its pictures, its start, its steps against what is shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.own_models import FOLDER
from attention_scenes.model.probes.captioning.held_out_pictures import held_out_pictures, unseen_pictures
from attention_scenes.model.probes.captioning.world import KNOWN
from attention_scenes.model.translator.read_translator import load_translator
from attention_scenes.training.captioner.captioner_network import shapes, start
from attention_scenes.training.captioner.captioner_recipe import RECIPE
from attention_scenes.training.captioner.captioner_run import CaptionerRun
from attention_scenes.training.captioner.captioner_scores import held_out_scores
from attention_scenes.training.captioner.picture_corpus import DRAWN, batch, trained
from attention_scenes.training.provenance import read_provenance
from tests.conftest import ROOT
from tests.helpers.models.as_shipped import assert_as_shipped

TRAINED = "9dd6d5919cb1ef3f3daf30b193547a5a8fae74ab3f38414700fc2ca29a47397a"  # of each fiftieth picture trained
EXACT = {0: (296, 153), 1: (294, 116), 2: (298, 142)}  # right of 300 captions of new pairs, and of things never seen


def test_twenty_steps_end_where_the_shipped_run_was() -> None:
    run = CaptionerRun(0, RECIPE.steps)
    for _ in range(20):
        run.advance()
    assert_as_shipped(run.parameters, "ours:captioner@20")


@pytest.mark.whole
@pytest.mark.parametrize("seed", list(RECIPE.shipped))
def test_the_whole_training_ends_in_the_shipped_weights(seed: int) -> None:
    run = CaptionerRun(seed, RECIPE.steps)
    for _ in range(RECIPE.steps):
        run.advance()
    assert_as_shipped(run.parameters, f"ours:captioner/seed{seed}")


def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have(tmp_path: Path) -> None:
    whole, taken_up = CaptionerRun(3, 40), CaptionerRun(3, 40)
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


def test_pictures_are_always_the_same_and_none_is_held_out() -> None:
    pictures = batch(list(range(0, DRAWN, 50)))
    numbers = [each.numpy().tobytes() for each in (pictures.read_NS.float(), pictures.said_NT)]
    assert hashlib.sha256(b"".join(numbers)).hexdigest() == TRAINED
    assert pictures.read_NS.shape == (200, 36, 48) and pictures.said_NT.shape == (200, 10)
    shown = [trained(number) for number in range(DRAWN)]
    things = {thing for two, _ in shown for thing in two.things}
    assert things == {*KNOWN} and not any(two.is_held_out for two, _ in shown)
    assert not {seed for _, seed in shown} & {seed for _, seed in (*held_out_pictures(), *unseen_pictures())}


@pytest.mark.parametrize("seed", list(RECIPE.shipped))
def test_the_held_out_score_is_the_one_that_it_states_and_it_says_how_it_was_made(seed: int) -> None:
    checkpoint = locate(f"ours:captioner/seed{seed}")
    made = read_provenance(checkpoint.folder / "model.safetensors")
    again = held_out_scores(load_translator(checkpoint))
    for score, right in zip(("exact captions", "exact of unseen things"), EXACT[seed], strict=True):
        assert again[score] == pytest.approx(made["held_out"][score], abs=0.005)
        assert again[score] == pytest.approx(right / 300, abs=0.005)
    assert again["held-out loss"] == pytest.approx(made["held_out"]["held-out loss"], rel=1e-3)
    assert (made["seed"], made["step"], made["steps"], made["licence"]) == (seed, RECIPE.steps, RECIPE.steps, "MIT")
    assert made["held_out"]["pictures"] == 300
    scripts = [ROOT / script for script in made["scripts"]]
    assert hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest() == made["scripts_sha256"]
    assert made["trained_in"] == "float64" and checkpoint.label.startswith("our captioner")


def test_they_take_less_than_a_third_of_a_megabyte() -> None:
    files = [path for path in (FOLDER / "captioner").rglob("*.*") if path.is_file()]
    assert 290_000 < sum(path.stat().st_size for path in files) < 333_000


def test_a_seed_draws_the_same_and_another_seed_other_numbers() -> None:
    one, same, other = start(0), start(0), start(1)
    assert {name: tuple(each.shape) for name, each in one.items()} == shapes()
    assert sum(each.numel() for each in one.values()) == 33_664
    assert all(torch.equal(one[name], same[name]) and one[name].dtype == torch.float64 for name in one)
    assert all(torch.equal(one[name], other[name]) == ("norm" in name) for name in one)
