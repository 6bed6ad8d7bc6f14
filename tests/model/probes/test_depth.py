"""Depth: what is read off after each layer, both ways, and the controls that could refute it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.maps.depth import DepthProbe, _agreement, _nearest
from attention_scenes.model.probes.maps.depth_guesses import DepthGuessesProbe
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.small_bundles import FAMILIES, small_probed

PROSE = "the old man walked down to the harbour and looked at the boats that lay in the green water " * 2
FRAMES = ("a {} boat", "the {} water", "an old {} man")
DEPTH = DepthProbe(PROSE, pieces=2, length=9, frames=FRAMES, colours=("red", "green", "blue"))
GUESSES = DepthGuessesProbe(("the old man", "boat"), ("", "water"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("small models")


@pytest.mark.parametrize("probe", [DEPTH, GUESSES], ids=["depth", "guesses"])
@pytest.mark.parametrize("family", FAMILIES)
def test_it_holds_when_measured_another_way(probe: DepthProbe | DepthGuessesProbe, family: str, folder: Path) -> None:
    model = small_probed(family, folder)
    found, _ = probe.measure(model, lambda *_: None)
    again = probe.measure_again(NumpyProbedModel(model.checkpoint.folder), SimpleNamespace(**asdict(probe)))
    assert found.keys() == again.keys()
    for name, array in found.items():
        assert array.shape == again[name].shape and np.allclose(array, again[name], rtol=2e-4, atol=1e-4), name


def test_the_last_depth_is_what_the_model_says(folder: Path) -> None:
    model = small_probed("llama", folder)
    found, facts = GUESSES.measure(model, lambda *_: None)
    [trace] = model.run(["the old man"], ["logits"])
    logits = trace["logits"][-1].astype(np.float64)
    chances = np.exp(logits) / np.exp(logits).sum()
    assert int(found["id"][0, -1]) == int(chances.argmax())
    assert found["share"][0, -1] == pytest.approx(chances.max(), rel=1e-4) == found["final"][0, -1]
    assert np.array_equal(found["final"][0], found["right"][0]), "where no answer is given"
    begun = facts["rights"][1].strip()
    assert int(found["right_id"][1]) == model.tokens(" water")[1].id and begun and "water".startswith(begun)
    assert not np.array_equal(found["share"][:, 0], found["share"][:, -1]), "depths differ"


def test_a_sense_is_found_where_it_is_and_not_with_names_exchanged() -> None:
    rng = np.random.default_rng(1)
    senses, nouns = rng.normal(size=(7, 1, 40)), rng.normal(size=(14, 1, 1, 40))
    x = senses + nouns + 0.05 * rng.normal(size=(14, 7, 1, 40))
    mixed = np.stack([np.roll(each, n, axis=0) for n, each in enumerate(x)])
    assert _nearest(x, x)[0] == 1 and _nearest(x, mixed)[0] < 0.35
    assert _nearest(np.zeros((3, 5, 2, 4)), np.zeros((3, 5, 2, 4))).tolist() == [0.2, 0.2], "nothing to tell by"


def test_agreement_is_of_the_same_place_and_its_control_of_another_piece() -> None:
    read = np.array([[[1, 2], [3, 4]], [[3, 4], [1, 2]]])
    assert _agreement(read, read[0]).tolist() == [[1, 0], [0, 1]]


def test_too_little_prose_and_answers_without_prompts_are_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="The prose has"):
        DepthProbe("an old man", pieces=2, length=9).filled().measure(small_probed("llama", folder), lambda *_: None)
    with pytest.raises(UserError, match="1 answers for 2 prompts"):
        DepthGuessesProbe(("a", "b"), ("",))
