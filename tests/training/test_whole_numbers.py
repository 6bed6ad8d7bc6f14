"""The model of whole numbers: what is shipped is what its recipe makes, and all of it is whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from attention_scenes.model.own_models import own_model
from attention_scenes.training.provenance import read_provenance
from attention_scenes.training.registry import recipe_of
from attention_scenes.training.shapes.phrases import asked, held_out, trained, words
from attention_scenes.training.shapes.shapes_run import ShapesRun
from attention_scenes.training.shapes.whole_network import LARGEST, config, start

RECIPE = recipe_of("shapes")
SEEDS = sorted(RECIPE.shipped)


def stored(seed: int) -> dict[str, np.ndarray]:
    return load_file(own_model(f"ours:shapes/seed{seed}").folder / "model.safetensors")


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_are_whole_and_small_and_say_how_they_were_made(seed: int) -> None:
    folder = own_model(f"ours:shapes/seed{seed}").folder
    for name, array in stored(seed).items():
        assert array.dtype == np.float16 and np.array_equal(array, np.rint(array)), name
        assert np.abs(array).max() <= LARGEST, name
    said = read_provenance(folder / "model.safetensors")
    assert (said["seed"], said["step"], said["steps"], said["licence"]) == (seed, 2000, 2000, "MIT")
    assert said["held_out"]["right"] >= 59 / 60
    assert (folder / "model.safetensors").stat().st_size < 2500


def test_it_is_one_layer_of_five_heads_of_three() -> None:
    made = config()
    assert (made.n_layers, made.n_heads, made.d_head, made.d_model, made.n_context) == (1, 5, 3, 4, 2)
    assert made.architecture.norm == "none" and not made.architecture.residual and not made.architecture.causal
    assert len(words()) == made.n_vocab == 18


def test_words_that_are_never_read_or_said_have_rows_of_noughts() -> None:
    weights = stored(0)
    table, head = weights["model.embed_tokens.weight"], weights["lm_head.weight"]
    assert not table[:2].any() and table[2:].any() and head[:2].any() and not head[2:].any()


def test_no_phrase_is_both_learnt_from_and_held_out() -> None:
    one, other = ({tuple(sorted(pair)) for pair in phrases.ids_P2.tolist()} for phrases in (trained(), held_out()))
    assert not one & other and len(one | other) == 105 and len(other) == len(asked().held_out)


def test_training_anew_gives_the_stored_file(tmp_path: Path) -> None:
    run = ShapesRun(0, RECIPE.steps)
    first = run.measure()["held_out"]
    for _ in range(RECIPE.steps):
        run.advance()
    assert run.measure() == {"held_out": 1.0, "trained": 1.0} and first < 0.9
    run.save(tmp_path)
    made, kept = load_file(tmp_path / "model.safetensors"), stored(0)
    assert made.keys() == kept.keys() and all(np.array_equal(made[name], kept[name]) for name in kept)
    for name in ("config.json", "tokenizer.json"):
        assert (tmp_path / name).read_bytes() == (own_model("ours:shapes").folder / name).read_bytes()


def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have() -> None:
    whole, taken_up = ShapesRun(3, 40), ShapesRun(3, 40)
    for _ in range(20):
        whole.advance()
    state = {name: array.copy() for name, array in whole.state().items()}
    for _ in range(20):
        whole.advance()
    taken_up.restore(20, state)
    for _ in range(20):
        taken_up.advance()
    assert all(np.array_equal(one, taken_up.state()[name]) for name, one in whole.state().items())
    assert taken_up.step == whole.step == 40


def test_a_seed_draws_the_same_and_another_seed_other_numbers() -> None:
    one, same, other = start(0), start(0), start(1)
    assert all(bool((one[name] == same[name]).all()) for name in one)
    assert not any(bool((one[name] == other[name]).all()) for name in one)
