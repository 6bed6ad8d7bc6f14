"""Scenes about attention with a model of our own, small enough to be shown whole: each plays, and each number holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import own_model
from attention_scenes.model.verify.check import check
from tests.scenes.test_own_model import OF_THE_DEFAULT, SCENES, answered, captions, lit_at_the_end, played

MODEL = "ours:decoder"
VIEWED = (
    "queries-keys", "attention-pattern", "masking", "values", "multi-head", "output-matrix", "kv-cache", "why-there",
)  # fmt: skip
OTHER = "the golden robot often guarded a small tower"


@pytest.mark.parametrize("given", [{}, {"text": OTHER}], ids=["as it is", "another text"])
@pytest.mark.parametrize("name", VIEWED)
def test_it_plays_and_every_number_holds(name: str, given: dict[str, Any]) -> None:
    scene, sidecar = played(name, MODEL, **given)
    assert len(sidecar["numbers"]) > 20
    assert not (found := check(sidecar)), "\n".join(map(str, found[:10]))
    assert all(len(beat["caption"]) <= 70 for beat in sidecar["beats"]), captions(sidecar)
    assert scene.source_line.text.startswith("our decoder")
    assert sidecar["model"]["name"] == MODEL and sidecar["model"]["label"] == "our decoder"
    assert not [word for word in OF_THE_DEFAULT if word in captions(sidecar).lower()]
    assert lit_at_the_end(scene) > 0.005


def test_the_head_that_is_found_gathers_adjectives() -> None:
    scene, sidecar = played("attention-pattern", MODEL)
    assert sidecar["head"] == [0, 3] and float(scene.bundle.probe("adjective.chance", 0)) < 0.05
    [refuted] = [claim["claim"] for claim in sidecar["claims"] if not claim["holds"]]
    assert refuted.startswith("other words get more one back than two back"), "here the place alone does not count"
    assert "“creature” reads fluffy and blue." in captions(sidecar)
    assert "Here adjectives get more weight than other words in the same place." in captions(sidecar)


def test_before_training_no_head_is_said_to_read_adjectives() -> None:
    scene, sidecar = played("attention-pattern", f"{MODEL}@0")
    assert scene.source_line.text.startswith("our decoder, step 0")
    assert float(scene.bundle.probe("adjective.score", *scene.bundle.head)) < 0.1 and not check(sidecar)
    assert "Here adjectives get no clear lead over other words" in captions(sidecar)


def test_a_layer_without_an_mlp_is_not_said_to_have_one() -> None:
    scene, _ = played("values", MODEL)
    assert "the layer’s 3 other heads add theirs too" in scene.texts_read
    assert not [text for text in scene.texts_read if "MLP" in text]


def test_parts_of_a_score_are_called_what_they_are() -> None:
    scene, _ = played("why-there", MODEL)
    assert "shift of the norm" in scene.texts_read and "biases of the maps" not in scene.texts_read
    assert "half of it, signs aside: one tile" in scene.texts_read


def test_a_model_says_what_is_shown_of_it_and_what_is_set_by_hand_goes_before() -> None:
    params = SCENES["masking"].Params().for_model(MODEL)
    assert params.held == "old" and params.question == "the bird slowly left" and len(params.frames) == 6
    params = SCENES["masking"].Params(question="a king left").for_model(MODEL)
    assert params.question == "a king left" and params.held == "old"
    assert SCENES["masking"].Params().for_model("smollm2-135m").held == "tree"
    folder = str(own_model(f"{MODEL}@500").folder)
    assert SCENES["kv-cache"].Params().for_model(folder).text.startswith("a fluffy blue creature")


def test_what_a_model_states_for_a_scene_is_checked(tmp_path: Path) -> None:
    tmp_path.joinpath("probes.toml").write_text("[shown.masking]\nquestion = 3\n")
    with pytest.raises(UserError, match=r"probes\.toml.*question for masking"):
        SCENES["masking"].Params().for_model(str(tmp_path))
    tmp_path.joinpath("other").mkdir()
    (tmp_path / "other" / "probes.toml").write_text("[shown.masking]\nnothing = 3\n")
    with pytest.raises(UserError, match="nothing"):
        SCENES["masking"].Params().for_model(str(tmp_path / "other"))


def test_a_word_that_it_does_not_know_is_refused_in_a_line() -> None:
    with pytest.raises(UserError, match="The model knows 42 words and 'cat' is none of them"):
        answered("attention-pattern", MODEL, text="the cat sat")
    with pytest.raises(UserError, match="the model reads at most 24"):
        answered("attention-pattern", MODEL, text=" ".join(["a"] * 24))
