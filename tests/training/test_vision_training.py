"""The training of the vision transformer: its digits, its start, its steps against what is shipped."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import FOLDER, own_model
from attention_scenes.model.pictures.held_out import FILE, held_out
from attention_scenes.training.provenance import read_provenance
from attention_scenes.training.vision import digits
from attention_scenes.training.vision.digits_recipe import RECIPE, VARIANT_RECIPES
from attention_scenes.training.vision.vision_network import model_of, shapes_of, start
from attention_scenes.training.vision.vision_run import GROUND, RATE, VisionRun, held_out_scores, moved, rate_at
from attention_scenes.training.vision.vision_variants import PLAIN, SHUFFLE, VISION_VARIANTS
from tests.conftest import ROOT
from tests.helpers.models.as_shipped import assert_as_shipped

NAMES = ["ours:digits", "ours:digits/seed1", "ours:digits/seed2", *(f"ours:digits/{name}" for name in VARIANT_RECIPES)]
# The loss of the twentieth step, of the run whose last step is shipped.
TWENTIETH = {PLAIN: 2.3306306650417508, "no-positions": 2.3286778512293957, "class-last": 2.31995442056585}


@pytest.mark.parametrize("variant", TWENTIETH)
def test_twenty_steps_go_as_those_of_the_shipped_runs(variant: str) -> None:
    run = VisionRun(0, 1000, variant)
    losses = [run.advance() for _ in range(20)]
    assert losses[-1] == pytest.approx(TWENTIETH[variant], rel=1e-9)


@pytest.mark.whole
@pytest.mark.parametrize("name", NAMES)
def test_the_whole_training_ends_in_the_shipped_weights(name: str) -> None:
    made = read_provenance(own_model(name).folder / "model.safetensors")
    run = VisionRun(made["seed"], 1000, made.get("variant", PLAIN))
    for _ in range(1000):
        run.advance()
    assert_as_shipped(run.parameters, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_held_out_score_is_the_one_that_it_states_and_it_says_how_it_was_made(name: str) -> None:
    checkpoint = locate(name)
    made = read_provenance(checkpoint.folder / "model.safetensors")
    for score, found in scores_of(name).items():
        assert found == pytest.approx(made["held_out"][score], abs=1e-6), score
    assert made["held_out"]["pictures"] == 360 and made["data"].endswith("CC BY 4.0") and made["licence"] == "MIT"
    assert (made["step"], made["steps"], made["trained_in"]) == (1000, 1000, "float64")
    scripts = [ROOT / script for script in made["scripts"]]
    assert hashlib.sha256(b"".join(path.read_bytes() for path in scripts)).hexdigest() == made["scripts_sha256"]
    assert checkpoint.label.startswith("our ViT")


def scores_of(name: str) -> dict[str, float]:
    """Return held-out scores of a shipped model."""
    folder = own_model(name).folder
    variant = read_provenance(folder / "model.safetensors").get("variant", PLAIN)
    stored = load_file(folder / "model.safetensors")
    return held_out_scores(model_of({tensor: each.double() for tensor, each in stored.items()}, variant))


def test_what_is_right_without_places_and_behind_masks() -> None:
    right = {name: scores_of(name)["right answers"] for name in NAMES}
    assert all(right[name] > 0.97 for name in NAMES[:3])
    assert right["ours:digits/class-last"] > 0.96 and right["ours:digits/shuffled"] > 0.96
    assert 0.6 < right["ours:digits/no-positions"] < 0.85 and right["ours:digits/class-first"] < 0.15


def test_they_take_less_than_a_quarter_of_a_megabyte() -> None:
    files = [path for path in (FOLDER / "digits").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"config.json", "model.safetensors", "preprocessor_config.json"}
    assert 200_000 < sum(path.stat().st_size for path in files) < 256_000


def test_the_held_out_digits_are_those_of_the_package_and_none_is_learned_from(tmp_path: Path) -> None:
    digits.write_held_out(tmp_path / "again.safetensors")
    again, kept = load_file(tmp_path / "again.safetensors"), load_file(FILE)
    assert all(torch.equal(again[name], kept[name]) for name in ("pixels", "labels"))
    seen, apart = ({each.numpy().tobytes() for each in some.pixels} for some in (digits.trained(), digits.tested()))
    assert len(digits.trained().labels) == 1437 and len(apart) == 360 and not seen & apart
    assert np.bincount(held_out().labels).min() > 25
    assert float(digits.trained().pixels.mean()) == pytest.approx(0, abs=0.01)
    assert float(digits.trained().pixels.std()) == pytest.approx(1, abs=0.01)


def test_other_digits_or_none_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "SHA256", "0" * 64)
    with pytest.raises(UserError, match="holds other digits"):
        digits.file_of_digits()
    monkeypatch.setattr(digits, "find_spec", lambda name: None)
    with pytest.raises(UserError, match="pip install scikit-learn"):
        digits.file_of_digits()


def test_a_run_that_is_taken_up_again_goes_on_as_it_would_have(tmp_path: Path) -> None:
    whole, taken_up = VisionRun(3, 40, "class-last"), VisionRun(3, 40, "class-last")
    for _ in range(3):
        whole.advance()
    taken_up.restore(3, {name: array.copy() for name, array in whole.state().items()})
    for run in (whole, taken_up):
        run.advance()
        run.advance()
        run.save(tmp_path)
    assert all(np.array_equal(one, taken_up.state()[name]) for name, one in whole.state().items())
    named = json.loads((tmp_path / "config.json").read_text())["name"]
    assert named == "our ViT, mask, class token last, seed 3, step 5"


def test_variants_start_from_the_same_numbers_and_another_seed_from_others() -> None:
    base, other = start(0, PLAIN), start(1, PLAIN)
    assert sum(each.numel() for each in base.values()) == 14_058
    for variant in VISION_VARIANTS:
        own = start(0, variant)
        assert {name: tuple(each.shape) for name, each in own.items()} == shapes_of(variant)
        assert all(torch.equal(own[name], base[name]) and own[name].dtype == torch.float64 for name in own)
    assert all(torch.equal(base[name], other[name]) == ("layernorm" in name) for name in base)
    assert sorted(SHUFFLE) == [*range(16)] and sum(place == patch for place, patch in enumerate(SHUFFLE)) < 3
    assert RECIPE.shipped == {0: (1000,), 1: (1000,), 2: (1000,)}


def test_pictures_are_moved_and_ground_comes_in() -> None:
    pixels = torch.arange(64.0).reshape(1, 8, 8, 1)
    down = moved(pixels, 1, 0)
    assert torch.equal(down[:, 1:], pixels[:, :-1]) and bool((down[:, 0] == GROUND).all())
    assert torch.equal(moved(pixels, 0, -1)[:, :, :-1], pixels[:, :, 1:]) and torch.equal(moved(pixels, 0, 0), pixels)


def test_the_rate_rises_and_falls() -> None:
    rates = [rate_at(step, 1000) for step in range(1000)]
    assert rates[0] == pytest.approx(RATE / 30) and max(rates) == rates[29]
    assert all(after < before for before, after in zip(rates[30:], rates[31:], strict=False))
    assert rates[-1] < 0.04 * RATE
