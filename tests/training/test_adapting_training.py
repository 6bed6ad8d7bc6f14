"""Adapting's training: what is frozen stays, its sentences, its steps, a run taken up again, what is shipped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.own_models import FOLDER, own_model
from attention_scenes.training.adapting.adapted_network import frozen, network_of, start
from attention_scenes.training.adapting.adapted_scores import scores_of
from attention_scenes.training.adapting.adapting_recipe import STEPS
from attention_scenes.training.adapting.adapting_run import AdaptingRun, share_of_rate
from attention_scenes.training.adapting.new_task import held_out, trained
from attention_scenes.training.adapting.ways import BASE, RANK_FOUR, WAYS
from attention_scenes.training.decoder import grammar
from attention_scenes.training.decoder.grammar import ADJECTIVES, NOUNS, WORDS
from attention_scenes.training.provenance import read_provenance
from attention_scenes.training.registry import recipe_of, variants_of
from tests.helpers.models.as_shipped import assert_as_shipped

PLACES = {way: "ours:adapted" if way == RANK_FOUR else f"ours:adapted/{way}" for way in WAYS}

# The loss of the twentieth step, of the run whose last step is shipped.
TWENTIETH = {RANK_FOUR: 0.5611995063962166, "all-weights": 0.5535330796798503, "soft-vectors": 0.5996794235854409}


@pytest.mark.parametrize("way", TWENTIETH)
def test_twenty_steps_go_as_those_of_the_shipped_runs(way: str) -> None:
    run = AdaptingRun(0, STEPS, way)
    losses = [run.advance() for _ in range(20)]
    assert losses[-1] == pytest.approx(TWENTIETH[way], rel=1e-9)


def test_at_the_start_all_but_soft_vectors_compute_what_the_frozen_decoder_does() -> None:
    base = scores_of(network_of("all-weights", frozen()))
    for way, made in WAYS.items():
        found = scores_of(network_of(way, start(made, torch.Generator().manual_seed(5))))
        assert (found == base) is (made.soft == 0), way


@pytest.mark.parametrize("way", WAYS)
def test_a_step_moves_what_is_trained_and_nothing_else(way: str) -> None:
    before = {name: tensor.clone() for name, tensor in frozen().items()}
    run = AdaptingRun(3, 10, way)
    own = {name: tensor.detach().clone() for name, tensor in run.parameters.items()}
    run.advance()
    run.advance()
    assert all(torch.equal(before[name], tensor) for name, tensor in frozen().items())
    assert all(not torch.equal(own[name], tensor) for name, tensor in run.parameters.items())


@pytest.mark.whole
@pytest.mark.parametrize("way", WAYS)
def test_the_whole_training_ends_in_the_shipped_numbers(way: str) -> None:
    run = AdaptingRun(0, STEPS, way)
    for _ in range(STEPS):
        run.advance()
    assert_as_shipped(run.parameters, PLACES[way])


@pytest.mark.parametrize("way", [RANK_FOUR, "soft-vectors"])
def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have(way: str, tmp_path: Path) -> None:
    whole, taken_up = AdaptingRun(3, 40, way), AdaptingRun(3, 40, way)
    for _ in range(3):
        whole.advance()
    taken_up.restore(3, {name: array.copy() for name, array in whole.state().items()})
    for run in (whole, taken_up):
        run.advance()
    assert all(np.array_equal(one, taken_up.state()[name]) for name, one in whole.state().items())
    whole.save(tmp_path)
    assert {"config.json", "model.safetensors", "tokenizer.json"} == {path.name for path in tmp_path.iterdir()}
    named = load_model(str(tmp_path)).checkpoint.config["name"]
    assert named == f"our decoder adapted, {WAYS[way].label}, seed 3, step 4"


def test_no_phrase_that_was_held_out_is_trained_and_answers_are_the_adjectives_nouns() -> None:
    for asked, never in ((trained(), False), (held_out(), True)):
        for row, place, answer in zip(asked.ids_NT[:200].tolist(), asked.place_N.tolist(), asked.answer_N.tolist(),
                                      strict=False):  # fmt: skip
            words = [WORDS[number] for number in row[:place]]
            adjective, noun = words[-3], WORDS[answer]
            assert words[-4:] == [".", adjective, "was", "the"] and row[place] == answer
            at = words.index(noun)
            start_ = max(n for n in range(at) if words[n] in (*NOUNS, "<bos>"))
            own = [word for word in words[start_:at] if word in ADJECTIVES]
            assert adjective in own
            first = next(n for n, word in enumerate(words) if word in NOUNS)
            pair = frozenset(word for word in words[:first] if word in ADJECTIVES)
            assert ((pair, words[first]) in grammar.held_out()) is never or (len(pair) < 2 and not never)


def test_the_rate_rises_and_falls() -> None:
    rates = [share_of_rate(step, 1000) for step in range(1000)]
    assert rates[0] == 1 / 20 and rates[19] == rates[500] == 1.0 and 0.03 <= rates[-1] < 0.05
    assert rates[620:] == sorted(rates[620:], reverse=True)


@pytest.mark.parametrize("way", WAYS)
def test_each_says_how_it_was_made_and_scores_as_it_says(way: str) -> None:
    recipe = recipe_of("adapted") if way == RANK_FOUR else variants_of("adapted")[way]
    for seed in recipe.shipped:
        model = load_model(f"{PLACES[way]}/seed{seed}")
        made = read_provenance(model.checkpoint.folder / "model.safetensors")
        assert (made["seed"], made["step"], made["steps"], made["way"]) == (seed, STEPS, STEPS, way)
        assert (made["adapts"], made["adapts_digest"]) == (BASE, own_model(BASE).digest)
        again = scores_of(model.transformer)
        for name in ("new task", "old task", "old loss"):
            assert again[name] == pytest.approx(made["held_out"][name], abs=0.005), name


def test_all_are_made_by_the_same_scripts_as_they_stand() -> None:
    import hashlib

    from attention_scenes.training.adapting import written_adapted

    scripts = sorted(Path(written_adapted.__file__).parent.glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest()
    made = [read_provenance(path) for path in FOLDER.glob("adapted/**/model.safetensors")]
    assert len(made) == 13 and {each["scripts_sha256"] for each in made} == {digest}


def test_an_addition_learns_as_all_weights_do_and_soft_vectors_guess() -> None:
    new = {
        way: [
            read_provenance(path)["held_out"]["new task"]
            for path in (FOLDER / PLACES[way].removeprefix("ours:")).glob("seed*/*/model.safetensors")
        ]
        for way in WAYS
    }
    assert min(new["all-weights"] + new[RANK_FOUR]) > 0.95 and max(new["soft-vectors"]) < 0.65
    assert locate("ours:adapted").label == "our decoder adapted, rank 4"
