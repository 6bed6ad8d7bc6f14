"""Checkpoints that are shipped: their digests, how they were made, and what they do, measured anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.own_models import FOLDER, shipped
from attention_scenes.training.decoder.scores import held_out_scores
from attention_scenes.training.provenance import read_provenance
from attention_scenes.training.registry import recipe_of, with_variants
from attention_scenes.training.shipping import digest, listed, main, ship
from tests.conftest import ROOT
from tests.training.findings import Findings, findings

MOST_BYTES = 4_000_000
STEPS = [(model, seed, step) for model, seeds in shipped().items() for seed, steps in seeds.items() for step in steps]


def found(name: str, count: int = 100) -> Findings:
    return findings(load_model(name).transformer, count)


@pytest.mark.parametrize(("model", "seed", "step"), STEPS)
def test_the_files_are_those_that_were_shipped(model: str, seed: str, step: str) -> None:
    folder = FOLDER / model / seed / step
    assert digest(folder) == shipped()[model][seed][step]
    name = f"ours:{model}/{seed}@{step.removeprefix('step')}"
    checkpoint = locate(name)
    assert checkpoint.digest == digest(folder) and checkpoint.folder == folder


def test_what_is_there_is_what_recipes_ship() -> None:
    folders = [path.parent.relative_to(FOLDER) for path in FOLDER.rglob("model.safetensors")]
    there = {(folder.parents[1].as_posix(), folder.parent.name, folder.name) for folder in folders}
    told = {
        (name, f"seed{seed}", f"step{step}")
        for name in with_variants() for seed, steps in recipe_of(name).shipped.items() for step in steps
    }  # fmt: skip
    assert there == told == set(STEPS)
    assert {name: f"seed{recipe_of(name).seed}" for name in with_variants()} == {
        name: next(iter(shipped()[name])) for name in with_variants()
    }
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < MOST_BYTES


@pytest.mark.parametrize(("model", "seed", "step"), [each for each in STEPS if each[0].startswith("decoder")])
def test_each_says_how_it_was_made(model: str, seed: str, step: str) -> None:
    made = read_provenance(FOLDER / model / seed / step / "model.safetensors")
    assert (f"seed{made['seed']}", f"step{made['step']}", made["steps"]) == (seed, step, 1500)
    assert all((ROOT / script).is_file() for script in made["scripts"]) and len(made["scripts_sha256"]) == 64
    assert made["trained_in"] == "float64" and made["torch"] and made["licence"] == "MIT"
    assert made["held_out"]["sentences"] == 250
    assert "training/decoder/variants.py" in made["scripts"]
    assert made.get("variant", "") == model.partition("/")[2]


def test_all_of_a_model_are_made_by_the_same_scripts() -> None:
    """After a change of a script `.ci/checkpoints` makes all anew: else runs differ in more than they say."""
    made = [read_provenance(path) for path in FOLDER.glob("decoder/**/model.safetensors")]
    assert len(made) == 41 and len({each["scripts_sha256"] for each in made}) == 1


@pytest.mark.parametrize(
    "name",
    [
        "ours:decoder", "ours:decoder@600", "ours:decoder/seed1", "ours:decoder/seed0@750",
        "ours:decoder/no-mask/seed0", "ours:decoder/no-values", "ours:decoder/one-head/seed1",
        "ours:decoder/eight-heads/seed0",
    ],
)  # fmt: skip
def test_the_held_out_score_is_the_one_that_it_states(name: str) -> None:
    model = load_model(name)
    stated = read_provenance(model.checkpoint.folder / "model.safetensors")["held_out"]
    again = held_out_scores(model.transformer)
    assert again["right answers"] == pytest.approx(stated["right answers"], abs=0.005)
    assert again["held-out loss"] == pytest.approx(stated["held-out loss"], abs=1e-4)


def test_it_learns_late_and_then_at_once() -> None:
    right = {step: held_out_scores(load_model(f"ours:decoder@{step}").transformer)["right answers"]
             for step in (0, 300, 500, 600, 800, 1500)}  # fmt: skip
    assert right[0] < 0.05 and right[300] < 0.45 and 0.5 < right[500] <= right[600] < 0.7
    assert right[800] > 0.85 and right[1500] > 0.97


def test_the_shown_seed_gathers_and_looks_up() -> None:
    """Two heads of the first layer fetch a noun's adjectives, one of the second finds the noun again."""
    now = found("ours:decoder")
    gathers, others, looks_up = now.gathers_LH[0], now.others_LH[0], now.looks_up_LH[1]
    assert now.right > 0.97 and gathers[2] > 0.9 < gathers[3] and others[2] < 0.25 and others[3] < 0.05
    assert looks_up[0] > 0.95 and looks_up[1:].max() < 0.05
    assert now.without_adjectives < 0.65 and now.without_look_up < 0.35 and now.control > 0.97
    before = found("ours:decoder@0")
    assert before.gathers_LH.max() < 0.5 and before.looks_up_LH.max() < 0.15


def test_another_seed_finds_another_way_and_a_third_finds_none() -> None:
    other, stuck = found("ours:decoder/seed0"), found("ours:decoder/seed1")
    assert other.right > 0.97 and other.without_adjectives > 0.97 and other.without_look_up > 0.97
    assert other.gathers_LH[0].max() < 0.3 and other.looks_up_LH.max() < 0.1
    assert 0.5 < stuck.right < 0.8


def test_shipping_copies_and_lists(tmp_path: Path) -> None:
    names = with_variants()
    ship(FOLDER, names, tmp_path)
    assert listed(tmp_path) == listed(FOLDER)
    assert tmp_path.joinpath("checkpoints.toml").read_bytes() == FOLDER.joinpath("checkpoints.toml").read_bytes()


def test_runs_are_listed_as_the_command_takes_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["runs", "decoder"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "decoder --seed 2", "decoder --seed 0", "decoder --seed 1", "decoder --variant no-mask --seed 2",
    ]  # fmt: skip
    assert len(lines) == len(set(lines)) == 15
    main(["runs"])
    assert capsys.readouterr().out.splitlines()[:15] == lines
