"""picture-and-words: arcs are a captioner's weights; captions follow the picture, the word that is cut, the model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import own_model
from attention_scenes.model.probes.captioning.new_things import SURE
from attention_scenes.model.probes.captioning.world import NEW_SHAPES
from attention_scenes.scenes.mobjects.patches.told_board import LEAST
from attention_scenes.scenes.parts.picture_and_words.caption_facts import (
    HELD_OUT,
    MODELS,
    NEW,
    NOTHING,
    OTHERS,
    OWN,
    SEVERED,
    SHOWN,
    UNSEEN,
    CaptionFacts,
)
from attention_scenes.scenes.parts.picture_and_words.failing_beats import CALLED
from attention_scenes.scenes.parts.picture_and_words.looking_beats import ASLANT, pose_in, told_board
from attention_scenes.scenes.parts.picture_and_words.word_places import places_in
from attention_scenes.scenes.picture_and_words import PictureAndWords
from tests.film.inputs.test_captions import french_of
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> CaptionFacts:
    return CaptionFacts.of(played(PictureAndWords).bundles, "")


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_arcs_are_the_mean_of_all_heads_and_add_up_to_one(facts: CaptionFacts) -> None:
    pattern = facts.bundle.probe("captioned.pattern").value
    assert np.allclose(facts.own.weights.value, pattern[-1].mean(0), atol=1e-6)
    assert np.allclose(facts.own.weights.value.sum(-1), 1, atol=1e-5)
    own = facts.cut(OWN).value.astype(bool)
    assert float(facts.share) == pytest.approx(facts.own.weights.value[facts.row][own].sum(), abs=1e-6)
    assert float(facts.even) == pytest.approx(own.sum() / 36)


def test_arcs_that_are_left_after_a_cut_come_from_other_patches_and_add_up_to_one(facts: CaptionFacts) -> None:
    for way in (OWN, OTHERS):
        left, cut = (reading.value for reading in (facts.weights_when_cut(way)[facts.row], facts.cut(way)))
        assert not left[cut.astype(bool)].any() and left.sum() == pytest.approx(1, abs=1e-5)
    uncut, rest = facts.own.weights.value[facts.row], 1 - facts.cut(OWN).value
    kept = uncut * rest / (uncut * rest).sum()  # layers before are cut, too: it is no mere rest of what was read
    assert not np.allclose(facts.weights_when_cut(OWN).value[facts.row], kept, atol=1e-3)


def test_arcs_on_screen_are_those_before_the_cut_or_those_after_it(facts: CaptionFacts) -> None:
    scene = played(PictureAndWords)
    pose = pose_in(facts.own, places_in(scene.layout).board, ASLANT)
    board = told_board(scene, facts.own, pose, after=facts.weights_when_cut(OWN))
    board.reads[facts.row] = 1
    for left, weights in ((0.0, facts.own.weights), (1.0, facts.weights_when_cut(OWN))):
        board.left = left
        shown = [float(reading) for mark, reading in board.visible_numbers() if mark == "⌒"]
        row = weights.value[facts.row]
        assert shown == pytest.approx(row[row >= LEAST].tolist())
    board.left = 0.5
    assert "⌒" not in [mark for mark, _ in board.visible_numbers()], "halfway they are weights of no run"
    left = {n["source"] for n in scene.record.numbers if n["shown"] == "⌒"}
    assert {facts.own.weights[facts.row, 0].source.split("[")[0]} < {source.split("[")[0] for source in left}


def test_of_another_captioner_nothing_is_said_of_its_training(tmp_path: Path) -> None:
    folder = shutil.copytree(own_model(MODELS[SHOWN]).folder, tmp_path / "captioner")
    params = PictureAndWords.Params()
    scene, _ = play_through(PictureAndWords, params, ensure(PictureAndWords.needs(params, {SHOWN: str(folder)})))
    said = " ".join([*captions(scene).values(), *claims(scene), *scene.texts_read])
    assert not [each for each in ("training shows", "never", "unseen", "known things") if each in said.lower()]
    assert "never" in " ".join(claims(played(PictureAndWords)))


def test_as_many_other_patches_are_cut_and_none_twice(facts: CaptionFacts) -> None:
    own, others = (facts.own.probe("cut", way).value for way in (0, 1))
    assert (own.sum(-1) == others.sum(-1)).all() and not (own * others).any()
    assert np.array_equal(own[facts.row], facts.own.probe("own", 0).value)


def test_where_too_few_others_are_left_the_claim_says_all_others() -> None:
    scene = played(PictureAndWords, picture="a red disc left of a green square", seed=18, word="left")
    facts, held = CaptionFacts.of(scene.bundles, "left"), claims(scene)
    assert float(facts.cut(OTHERS).sum()) == 36 - float(facts.how_many) < 18
    assert "with all other patches cut, the same word is said" in held
    assert "with as many other patches cut, the same word is said" not in held


def test_the_asked_place_is_cut_whatever_is_said_there() -> None:
    scene = played(PictureAndWords, picture="a red disc left of a green square", seed=18, word="disc")
    facts = CaptionFacts.of(scene.bundles, "disc")
    assert facts.row == 2 and facts.own.wanted[facts.row] == "disc"


def test_captions_say_what_was_measured_of_the_default(facts: CaptionFacts) -> None:
    shown, held = captions(played(PictureAndWords)), claims(played(PictureAndWords))
    assert facts.own.says == ["a", "red", "square", "left", "of", "a", "blue", "ring"] and facts.word == "red"
    assert f"“{facts.when_cut(OWN)}”" in shown["cut"] and f"“{facts.when_cut(OTHERS)}”" in shown["control"]
    assert ("still" in shown["cut"]) == (facts.when_cut(OWN) == facts.when_cut(NOTHING))
    assert "A failure" in shown["wrong"] and "no word" in shown["new"]
    assert held["training shows both things, and never together"]


def test_what_has_no_word_is_called_as_the_captions_language_calls_it() -> None:
    assert CALLED.keys() == {*NEW_SHAPES}
    params = PictureAndWords.Params(translations=french_of("picture-and-words").texts["picture-and-words"])
    scene, problems = play_through(PictureAndWords, params, ensure(PictureAndWords.needs(params)))
    assert not problems and captions(scene)["new"].startswith("Une étoile, sans mot")


@pytest.mark.parametrize("chance", [0.98, 0.5])
def test_it_is_called_sure_only_where_it_is_in_this_picture(chance: float) -> None:
    params = PictureAndWords.Params()
    answers = ensure(PictureAndWords.needs(params))
    shown = answers[SHOWN]
    name = f"probe:{NEW}.top_chance"
    own = replace(shown, arrays=dict(shown.arrays) | {name: np.full_like(shown.arrays[name], chance)})
    scene, _ = play_through(PictureAndWords, params, replace(answers, models=dict(answers.models) | {SHOWN: own}))
    said = captions(scene)["new"]
    assert ("and is sure" in said) is (chance > SURE) and ("50.0% sure" in said) is (chance < SURE)
    assert claims(scene)["it is sure of the word for something new in this picture"] is (chance > SURE)


def test_what_is_counted_is_measured_in_three_runs(facts: CaptionFacts) -> None:
    for key in MODELS:
        assert float(facts.exact(key, HELD_OUT)) > 270 and float(facts.exact(key, UNSEEN)) < 200
    for kind in (0, 1):
        whole, own, others = (float(facts.right(way, kind)) for way in (NOTHING, OWN, OTHERS))
        assert whole >= others > 570 > 200 > own


def test_another_word_is_cut_from_the_patches_of_its_own_thing() -> None:
    scene = played(PictureAndWords, word="ring")
    facts = CaptionFacts.of(scene.bundles, "ring")
    assert facts.word == facts.thing == "ring"
    assert np.array_equal(facts.cut(OWN).value, facts.own.probe("own", 1).value)
    both = CaptionFacts.of(scene.bundles, "left")
    assert both.thing == "" and float(both.how_many) > float(facts.how_many)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"picture": "a red star above a blue ring"}, "Nearest to it is 'a red square above a blue ring'"),
        ({"picture": "/etc/passwd"}, "no picture of this world"),
        ({"word": "green"}, "is not said of it"),
        ({"seed": -1}, "greater than or equal to 0"),
    ],
)
def test_what_is_outside_is_refused_in_a_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PictureAndWords.Params(**given)


def test_a_model_of_words_is_refused_in_a_line() -> None:
    with pytest.raises(UserError, match="small picture|what a picture shows"):
        ensure(PictureAndWords.needs(PictureAndWords.Params(), {SHOWN: "ours:decoder"}))


def test_patches_are_cut_in_the_pictures_of_the_run_that_is_shown_alone() -> None:
    needs = PictureAndWords.needs(PictureAndWords.Params(), MODELS).models
    asked = {key: [probe.name for probe in need.probes] for key, need in needs.items()}
    assert [key for key, names in asked.items() if SEVERED in names] == [SHOWN]
    assert all(names.count(HELD_OUT) == names.count(UNSEEN) == 1 for names in asked.values())
